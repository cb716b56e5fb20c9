"""The driver: reads the log, folds it range by range, applies it part by part, under a leader."""

import time

from pyspark.errors import PySparkException
from pyspark.sql import functions as F

from podshift_spark import fold, importing
from podshift_spark.apply import applier
from podshift_spark.leader import Leader, LeaderFailed
from podshift_spark.segments import LogReader, chunks_of, in_turn, order

# Chunks of the log for each task that runs at once: the last ones end at about the same time.
CHUNKS_A_SLOT = 4
# Bulk entries of one question to the leader.
PEEKED_AT_ONCE = 1_000


class JobFailed(Exception):
    """The job did not end as it should; what is done stays done, and the same command goes on with it."""


class CatchUp:
    """One run of the job. options: as podshift_catch_up.py reads them."""

    def __init__(self, spark, options):
        self.spark = spark
        self.options = options
        self.slots = slots_of(spark, options.slots)
        self.began = time.monotonic()

    def run(self):
        """Answers the report. Raises JobFailed."""
        fold.configure(self.spark)
        context = self.spark.sparkContext
        options = self.options
        try:
            with Leader(options.podshift, options.log, options.parts, options.import_integration, context.cancelAllJobs) as leader:
                return self._led(leader)
        except LeaderFailed as failure:
            raise JobFailed(str(failure)) from failure
        except PySparkException as failure:
            raise JobFailed(reason_of(failure)) from failure
        except Exception as failure:
            # What fails in a task comes as the error of Spark's own Java side.
            if "java_exception" not in vars(failure) and "Py4J" not in type(failure).__name__:
                raise
            raise JobFailed(reason_of(failure)) from failure

    def _led(self, leader):
        plan = leader.plan()
        work = Work(self, leader, plan)
        if not plan["segments"]:
            finished = leader.ask("finished", do="finish", ranges=[], entries=0)
            return self._report(plan, work, finished)
        work.look()
        if self.options.dry_run:
            work.fold_only()
            return self._report(plan, work, None)
        imported_to = work.write_imports()
        work.apply_ranges()
        if work.routed:
            said = leader.ask("imported", do="import", uri=imported_to, namespaces=work.routed)
            work.imported = {"namespaces": len(work.routed), "records": said["records"]}
        finished = leader.ask(
            "finished",
            do="finish",
            ranges=[{"range": each["range"], "parts": plan["parts"]} for each in work.ranges],
            entries=work.entries,
        )
        return self._report(plan, work, finished)

    def _report(self, plan, work, finished):
        records = sum(each["records"] for each in work.ranges) + work.imported["records"]
        return {
            "job": plan["job"],
            "dryRun": self.options.dry_run,
            "watermark": plan["watermark"],
            "parts": plan["parts"],
            "slots": self.slots,
            "entries": work.entries,
            "bytes": work.bytes,
            "torn": work.torn,
            "bulk": len(work.bulk),
            "records": records,
            "foldRatio": round(work.entries / records, 2) if records else None,
            "ranges": work.ranges,
            "imported": work.imported,
            "deadLetters": [path for each in work.ranges for path in each.get("dead", [])],
            "finished": finished,
            "seconds": round(time.monotonic() - self.began, 1),
        }


class Work:
    """What a run does with one plan, and what came of it."""

    def __init__(self, catch_up, leader, plan):
        self.spark, self.options, self.slots = catch_up.spark, catch_up.options, catch_up.slots
        self.leader, self.plan = leader, plan
        self.reader = LogReader(self.spark, self.options.podshift, self.options.log, plan["watermark"])
        self.chunks, self.inventory, self.bulk = [], [], []
        self.entries = self.bytes = self.torn = 0
        self.routed = plan["routed"] or []
        self.kept, self.ranges = set(), []
        self.imported = {"namespaces": 0, "records": 0}

    def look(self):
        """Counts the log and finds its bulk entries: they say how it is cut."""
        chunks = chunks_of(self.plan["segments"], CHUNKS_A_SLOT * self.slots)
        try:
            found = in_turn(chunks, self.reader.inventory(chunks, namespaces=self._decides_imports()))
        except ValueError as failure:
            raise JobFailed(str(failure)) from failure
        self.chunks, self.inventory = [chunk for chunk, _ in found], [each for _, each in found]
        self.entries = sum(each["entries"] for each in self.inventory)
        self.bytes = sum(each["bytes"] for each in self.inventory)
        self.torn = sum(each["torn"] for each in self.inventory)
        self.bulk = sorted((each for found in self.inventory for each in found["bulk"]), key=lambda each: order(each["stamp"]))
        for at in range(0, len(self.bulk), PEEKED_AT_ONCE):
            entries = [place_of(each) for each in self.bulk[at : at + PEEKED_AT_ONCE]]
            said = self.leader.ask("peeked", do="peek", entries=entries)
            self.kept |= {key(each) for each in said["kept"]}

    def write_imports(self):
        """Writes the namespaces that go by bulk import, once, and has them kept before any range is begun."""
        before = self.plan["routedTo"]
        if self.options.import_to is None:
            if self.routed:
                raise JobFailed(f"this job imports namespaces: start it with the same --import-to as before, {folder_of(before)}")
            return None
        folder = f"{self.options.import_to.rstrip('/')}/{self.plan['job']}"
        # Hadoop's own name of the scheme; the service knows the other one.
        uri = folder.replace("s3a://", "s3://", 1)
        if self.routed and before not in (None, uri):
            raise JobFailed(
                f"this job's files to import are in {before}, not in {uri}: start it with --import-to {folder_of(before)}"
            )
        if self._decides_imports():
            namespaces, records = self._written(folder)
            said = self.leader.ask("routed", do="route", namespaces=namespaces, uri=uri, records=records)
            self.routed = said["namespaces"]
        return uri

    def _written(self, folder):
        named = {ns for each in self.inventory for ns in each["namespaces"]}
        barred = {each["ns"] for each in self.bulk if key(each) not in self.kept}
        wanted = importing.candidates(named, self.plan["namespaces"], barred)
        if not wanted:
            return [], 0
        # What is not resolved is of other namespaces.
        changes = self.reader.changes(self.chunks, without_unresolved=True).where(importing.in_namespaces(wanted))
        has_sparse = any(each["sparse"] for each in self.inventory)
        return importing.write(changes, self.plan["parts"], folder, has_sparse)

    def _decides_imports(self):
        """Only before the first range, and once: a job that was gone on with has decided."""
        plan = self.plan
        return self.options.import_to is not None and plan["routed"] is None and not plan["ranges"]

    def apply_ranges(self):
        after = None
        while True:
            number = len(self.ranges)
            until = self._barrier(after)
            said = self.leader.ask("range", do="range", range=number, until=until and place_of(until))
            until = said["until"] and self._found(said["until"])
            before = until and until["stamp"]
            self.ranges.append(self._apply(number, after, before, said))
            if until is None:
                return
            self.leader.ask("resolved", do="resolve", entries=[place_of(until)])
            self.kept.add(key(until))
            after = before

    def fold_only(self):
        until = self._barrier(None)
        began = time.monotonic()
        rows = fold.folded(self._changes(None, until and until["stamp"]), self.plan["parts"])
        kinds = {row["kind"]: row["count"] for row in rows.groupBy("kind").count().collect()}
        self.ranges.append(
            {"range": 0, "records": sum(kinds.values()), "kinds": kinds, "seconds": round(time.monotonic() - began, 1)}
        )

    def _barrier(self, after):
        """The next bulk entry of which it isn't known what it touches; the one that begins the range is."""
        left = (each for each in self.bulk if after is None or order(each["stamp"]) >= order(after))
        return next((each for each in left if key(each) not in self.kept), None)

    def _found(self, place):
        return next(each for each in self.bulk if key(each) == key(place))

    def _apply(self, number, after, before, said):
        began = time.monotonic()
        done = [] if said["complete"] else said["done"]
        results = [] if said["complete"] else self._results(number, after, before, done)
        dead = [each["dead"] for each in results if "dead" in each]
        return {
            "range": number,
            "parts": len(results),
            "partsDoneBefore": self.plan["parts"] - len(results),
            **{name: sum(each[name] for each in results) for name in ("records", "brought", "refused")},
            **({"dead": dead} if dead else {}),
            "seconds": round(time.monotonic() - began, 1),
        }

    def _results(self, number, after, before, done):
        parts = self.plan["parts"]
        changes = self._changes(after, before)
        if done:
            changes = changes.where(~F.expr(f"pmod(hash, {parts})").isin(done))
        task = applier(self._apply_command(number), parts, frozenset(done))
        return fold.lines(fold.folded(changes, parts)).rdd.mapPartitionsWithIndex(task).collect()

    def _apply_command(self, number):
        options, plan = self.options, self.plan
        share = 1 / min(plan["parts"], self.slots)
        return [
            *options.podshift,
            *("spread", "apply", "--log", options.log, "--job", plan["job"], "--run", plan["run"]),
            *("--range", str(number), "--share", str(share)),
        ]

    def _changes(self, after, before):
        chunks = [chunk for chunk, found in zip(self.chunks, self.inventory) if overlaps(found, after, before)]
        changes = self.reader.changes(chunks, after, before)
        return changes.where(~importing.in_namespaces(self.routed)) if self.routed else changes


def folder_of(written):
    """The --import-to with which a job's files were written."""
    return str(written).rpartition("/")[0]


def overlaps(found, after, before):
    if "first" not in found:
        return False
    return (after is None or order(found["last"]) >= order(after)) and (before is None or order(found["first"]) < order(before))


def place_of(entry):
    return {name: entry[name] for name in ("w", "segment", "line")}


def key(entry):
    return (entry["w"], entry["segment"], entry["line"])


def slots_of(spark, asked):
    """How many tasks may run at once at most: by it the budgets of a namespace are shared."""
    if asked is not None:
        return asked
    conf = spark.sparkContext.getConf()
    is_local = conf.get("spark.master", "").startswith("local")
    if is_local or conf.get("spark.dynamicAllocation.enabled", "false") != "true":
        return spark.sparkContext.defaultParallelism
    most, cores = conf.get("spark.dynamicAllocation.maxExecutors"), conf.get("spark.executor.cores")
    if most is None or cores is None or not most.isdigit():
        raise JobFailed("executors come and go: set spark.dynamicAllocation.maxExecutors and spark.executor.cores, or --slots")
    return int(most) * int(cores)


def reason_of(failure):
    """What our own commands said, out of all that Spark says around it."""
    text = str(getattr(failure, "java_exception", None) or failure)
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if "ApplyFailed:" in line or line.startswith(("error:", '{"error"'))]
    status = [line for line in lines if "exited with status" in line]
    return "\n".join([*said[:1], *status[:1]]) or "\n".join(lines[:3])
