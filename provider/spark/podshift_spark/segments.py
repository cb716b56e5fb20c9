"""Reads the write log through `podshift spread decode`, so that checksums, torn lines and seals are judged in one place.

Spark's own text sources list folders, split files and know nothing of S3's late listings; the plan names every segment,
and the reader asks for exactly these. It runs below Spark SQL's TRANSFORM: the lines go from it into Spark's rows without
passing through Python.
"""

import json
import shlex

from pyspark.sql import functions as F

# Segments of one task. Each is asked for on its own, so this bounds what a task that fails has to do again.
MOST_SEGMENTS = 2_000

CHANGE_COLUMNS = "hash BIGINT, ns STRING, id STRING, stamp STRING, op STRING, values STRING, sparse STRING, md STRING"


def chunks_of(segments, wanted):
    """Divides the plan's segments into about `wanted` chunks of neighbours, each of one writer."""
    total = sum(each["end"] - each["from"]["segment"] for each in segments)
    size = max(1, min(MOST_SEGMENTS, -(-total // max(1, wanted))))
    chunks = []
    for each in segments:
        first, end = each["from"]["segment"], each["end"]
        for start in range(first, end, size):
            begin = each["from"] if start == first else {"segment": start, "line": 0}
            behind = {"behind": each["behind"]} if "behind" in each else {}
            chunks.append({"w": each["w"], "from": begin, "end": min(end, start + size), **behind})
    return chunks


def in_turn(chunks, inventory):
    """The chunks and what they hold, by what the chunks before them hold: of a segment that was copied under a later number
    nothing counts, and the one that it was copied from may be in another chunk.
    """
    if [place_of(each) for each in inventory] != [place_of(each) for each in chunks]:
        raise ValueError(f"{len(inventory)} answers came for {len(chunks)} chunks of the log, or in another order")
    known = {}
    told = []
    for chunk, found in zip(chunks, inventory):
        behind = known.get(chunk["w"], chunk.get("behind"))
        if behind is not None:
            chunk = {**chunk, "behind": behind}
            found = {**found, "bulk": [each for each in found["bulk"] if order(each["stamp"]) > order(behind)]}
        if "last" in found:
            known[chunk["w"]] = max(found["last"], behind or "", key=order)
        told.append((chunk, found))
    return told


def place_of(chunk):
    return (chunk["w"], chunk["from"]["segment"], chunk["from"]["line"])


def order(stamp):
    """Stamps sort by their bytes."""
    return stamp.encode("utf-8", "surrogatepass")


class LogReader:
    """Reads chunks of one log up to one watermark.

    podshift: the words that call podshift's command line, the same on every executor.
    """

    def __init__(self, spark, podshift, log, watermark):
        self.spark = spark
        self.command = [*podshift, "spread", "decode", "--log", log, "--watermark", str(watermark)]

    def inventory(self, chunks, namespaces=False):
        """What each chunk holds, in the chunks' order: entries, bytes, its first and last stamp, its bulk entries."""
        options = ["--inventory", *(["--namespaces"] if namespaces else [])]
        rows = self._transformed(chunks, options, "found STRING").collect()
        return [json.loads(row["found"]) for row in rows]

    def changes(self, chunks, after=None, before=None, without_unresolved=False):
        """The changes of the chunks' records whose stamps are in [after, before), one a row; see CHANGE_COLUMNS.

        without_unresolved: bulk entries of which it isn't known what they touched are left out, else they are an error.
        """
        options = ["--without-unresolved"] if without_unresolved else []
        if after is not None:
            options += ["--after", after]
        if before is not None:
            options += ["--before", before]
        return self._transformed(chunks, options, CHANGE_COLUMNS)

    def _transformed(self, chunks, options, columns):
        """One task a chunk, whatever Spark's default is: `range` has exactly as many partitions as it is told."""
        lines = [(at, json.dumps(chunk)) for at, chunk in enumerate(chunks)]
        texts = self.spark.createDataFrame(lines, "at BIGINT, chunk STRING")
        places = self.spark.range(0, len(lines), 1, max(1, len(lines))).withColumnRenamed("id", "at")
        places.join(F.broadcast(texts), "at").select("chunk").createOrReplaceTempView("podshift_chunks")
        # exec: what ends the shell's child ends the reader itself, and its exit code is the shell's.
        command = "exec " + shlex.join([*self.command, *options])
        names = ", ".join(each.split(" ")[0] for each in columns.split(", "))
        return self.spark.sql(
            f"""
            SELECT {names} FROM (
              SELECT TRANSFORM (chunk)
                ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' LINES TERMINATED BY '\n' NULL DEFINED AS '\\\\N'
                USING {_literal(command)}
                AS ({columns})
                ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' LINES TERMINATED BY '\n' NULL DEFINED AS '\\\\N'
              FROM podshift_chunks
            )
            """
        )


def _literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
