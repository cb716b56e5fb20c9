import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "../../provider/src/cli/program";
import { systemClock } from "../../provider/src/util/clock";
import { type OpenLog, openLog } from "../../provider/src/writeLog/openLog";
import { parquet } from "../integration/emulator/parquetFile";
import { eachLogged, record } from "../support/provider/loggedMigration";
import { eachOnStage } from "../support/provider/stage";
import { type ApplyPart, drive } from "../support/spread/driver";
import { type Leader, SpreadProcesses } from "../support/spread/processes";
import { type At, type PlanSaid, SparkStandIn } from "../support/spread/sparkStandIn";

type Plan = PlanSaid & {
  readonly event: string;
  readonly ranges: readonly { readonly range: number; readonly until: At | null; readonly complete: boolean }[];
  readonly namespaces: readonly string[];
};
type Said = { readonly event: string } & Record<string, unknown>;
interface Stored {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata: object | undefined;
}

const NOTHING = JSON.stringify({ end: true, records: 0 });

describe("podshift spread, against the service", function () {
  this.timeout(120_000);
  let processes: SpreadProcesses;
  // Before the log's folder goes: they write to it.
  afterEach(() => processes.stop());
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  beforeEach(() => {
    processes = new SpreadProcesses(stage().emulator.url);
  });

  const held = async (): Promise<Record<string, Stored[]>> => {
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    const reader = stage().client.reader(host);
    const { namespaces } = await reader.stats();
    const all: Record<string, Stored[]> = {};
    for (const namespace of [...namespaces.keys()].sort()) {
      const { ids } = await reader.list(namespace);
      const found = await reader.fetch(namespace, ids);
      all[namespace] = [...ids].sort().map((id) => {
        const { values, metadata } = found.get(id) ?? assert.fail(`no ${id}`);
        return { id, values: [...values], metadata };
      });
    }
    return all;
  };
  const idsIn = (all: Record<string, Stored[]>) =>
    Object.fromEntries(Object.entries(all).map(([ns, records]) => [ns, records.map(({ id }) => id)]));
  const opened = (url: string) => openLog(url, { clock: systemClock, nonce: randomUUID });
  const writesSince = (mark: number) =>
    stage()
      .changesSince(mark)
      .filter((each) => /vectors/.test(each));

  const led = async (url: string, ...args: string[]): Promise<{ leader: Leader; plan: Plan }> => {
    const leader = processes.lead(["--log", url, "--parts", "3", ...args]);
    return { leader, plan: await leader.hears<Plan>() };
  };
  const task = (url: string, { job, run, parts }: PlanSaid, range: number, part: number) => [
    ...["apply", "--log", url, "--job", job, "--run", run, "--range", `${range}`, "--part", `${part}`],
    ...["--of", `${parts}`, "--share", "0.5"],
  ];
  const applying =
    (url: string, plan: PlanSaid): ApplyPart =>
    async (range, part, lines) => {
      const { code, out, err } = await processes.run(task(url, plan, range, part), lines);
      assert.equal(code, 0, err);
      assert.equal(JSON.parse(out).part, part);
    };
  const refusedTask = async (args: readonly string[], lines: readonly string[]): Promise<string> => {
    const { code, out, err } = await processes.run(args, lines);
    assert.deepEqual([code, out], [1, ""], err);
    return JSON.parse(err).error.code;
  };
  const driven = (leader: Leader, log: OpenLog, plan: Plan, apply: ApplyPart) =>
    drive<Said>(log.store, plan, (command) => leader.asks(command), apply);

  const catchUp = async (url: string) => {
    const err: string[] = [];
    const io = {
      ...{ out: () => undefined, err: (text: string) => err.push(text), isTerminal: false },
      env: { PINECONE_API_KEY: "key", PINECONE_CONTROLLER_HOST: stage().emulator.url },
      signal: new AbortController().signal,
    };
    assert.equal(await runCli(["catch-up", url], io, () => undefined), 0, err.join("\n"));
  };

  /** A copy, and an application that wrote to the log alone since. */
  async function written() {
    const logged = await begin("deferred");
    await logged.app.upsert({ records: [record("x", 1), record("y", 2)] });
    await logged.rows.up("copy");
    const { app } = logged;
    await app.update({ id: "x", metadata: { more: "yes" } });
    await app.update({ id: "a", metadata: { more: "of the collection" } });
    await app.update({ id: "nobody", metadata: { more: "no" } });
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    await app.upsert({ records: [record("n2", 5)], namespace: "news" });
    await app.deleteMany({ filter: { value: { $eq: 5 } }, namespace: "news" });
    await app.upsert({ records: [record("t", 7)], namespace: "tenant" });
    await app.deleteOne({ id: "b" });
    return { ...logged, log: opened(logged.url) };
  }
  const WANTED = { "": ["a", "c", "x", "y"], news: ["n1"], tenant: ["t"] };

  it("brings a log to the index by many processes; then `podshift catch-up` has nothing left to do, and one process folds the same", async () => {
    const { url, log } = await written();
    const { leader, plan } = await led(url);
    assert.deepEqual([plan.event, plan.parts, plan.ranges], ["plan", 3, []]);
    const finished = await driven(leader, log, plan, applying(url, plan));
    assert.deepEqual([finished.event, finished.ranges, finished.refused], ["finished", 3, 0]);
    assert.equal((await leader.ended).code, 0);
    const after = await held();
    assert.deepEqual(idsIn(after), WANTED);
    assert.match(JSON.stringify(after), /"more":"yes"/);
    assert.match(JSON.stringify(after), /of the collection/);

    const mark = stage().mark;
    await catchUp(url);
    assert.deepEqual(writesSince(mark), []);

    const folded = await processes.run(["fold", "--log", url]);
    assert.equal(folded.code, 0, folded.err);
    const spark = await SparkStandIn.read(log.store, plan);
    const ours = await processes.run(["digest"], folded.out.trimEnd().split("\n"));
    const theirs = await processes.run(["digest"], (await spark.parts(null, null)).flat());
    assert.equal(JSON.parse(ours.out).records, 6);
    assert.deepEqual(JSON.parse(ours.out), JSON.parse(theirs.out));
  });

  it("killed, doubled and cut-off tasks change nothing; one that is done sends nothing", async () => {
    const { url, log } = await written();
    const { leader, plan } = await led(url);
    const apply = applying(url, plan);
    const roughly: ApplyPart = async (range, part, lines) => {
      assert.equal(await refusedTask(task(url, plan, range, part), lines.slice(0, -1)), "SPREAD_INPUT_BROKEN");
      const killed = processes.start(task(url, plan, range, part));
      killed.stdin.write(`${lines[0]}\n`);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      killed.kill("SIGKILL");
      await once(killed, "close");
      await Promise.all([apply(range, part, lines), apply(range, part, lines)]);
      const mark = stage().mark;
      await apply(range, part, lines);
      assert.deepEqual(writesSince(mark), []);
    };
    let last: Promise<void> = Promise.resolve();
    const finished = await driven(leader, log, plan, (range, part, lines) => {
      if (range > 0) return apply(range, part, lines);
      // One after the other, so that it shows what each sends.
      last = last.then(() => roughly(range, part, lines));
      return last;
    });
    assert.equal(finished.event, "finished");
    assert.match((await leader.ended).err, /range 0: waiting .* for late requests/);
    assert.deepEqual(idsIn(await held()), WANTED);
  });

  it("a killed leader's job is gone on with by the next, whose plan is the same; tasks of the first one stop", async () => {
    const { url, log, app } = await written();
    const first = await led(url);
    const spark = await SparkStandIn.read(log.store, first.plan);
    const until = spark.bulk[0] ?? assert.fail("no bulk write");
    assert.equal((await first.leader.asks<Said>({ do: "range", range: 0, until })).complete, false);
    const parts = await spark.parts(null, until);
    const full = parts.findIndex((lines) => lines.length > 1);
    const [done, other] = [(full + 1) % 3, (full + 2) % 3];
    await applying(url, first.plan)(0, done, parts[done] ?? []);
    const hanging = processes.start(task(url, first.plan, 0, full));
    const hung = once(hanging, "close");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    first.leader.child.kill("SIGKILL");
    await app.upsert({ records: [record("later", 9)] });

    const second = await led(url, "--parts", "5");
    assert.deepEqual({ ...second.plan, run: "", ranges: [] }, { ...first.plan, run: "", ranges: [], routed: [] });
    assert.deepEqual(second.plan.ranges, [{ range: 0, until, complete: false }]);
    const mark = stage().mark;
    hanging.stdin.end(parts[full]?.map((each) => `${each}\n`).join(""));
    assert.deepEqual((await hung)[0], 1);
    assert.deepEqual(writesSince(mark), []);
    assert.equal(await refusedTask(task(url, first.plan, 0, other), parts[other] ?? []), "SPREAD_JOB_OVER");
    const applied: string[] = [];
    const finished = await driven(second.leader, log, second.plan, async (range, part, lines) => {
      applied.push(`${range}/${part}`);
      await applying(url, second.plan)(range, part, lines);
    });
    assert.equal(finished.event, "finished");
    assert.ok(!applied.includes(`0/${done}`), applied.join());
    assert.deepEqual(idsIn(await held()), WANTED);

    const third = await led(url);
    assert.notEqual(third.plan.job, first.plan.job);
    await driven(third.leader, log, third.plan, applying(url, third.plan));
    assert.ok((await held())[""]?.some(({ id }) => id === "later"));
  });

  it("nothing is done out of its turn, and a job that its driver leaves is brought over by `podshift catch-up`", async () => {
    const { url, log } = await written();
    const { leader, plan } = await led(url);
    const spark = await SparkStandIn.read(log.store, plan);
    const [one = assert.fail("no bulk write"), two = assert.fail("only one bulk write")] = spark.bulk;
    const refused = async (command: object) => {
      const said = await leader.asks<Said>(command);
      assert.deepEqual([said.event, said.do], ["refused", (command as { do?: string }).do], JSON.stringify(said));
      return said.code;
    };
    assert.equal(await refusedTask(task(url, plan, 0, 0), [NOTHING]), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "range", range: 1, until: null }), "SPREAD_INCOMPLETE");
    assert.equal(
      await refused({ do: "range", range: 0, until: { ...one, line: one.line + 1_000 } }),
      "SPREAD_INCOMPLETE",
    );
    assert.equal(await refused({ do: "resolve", entries: [one] }), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "route", namespaces: ["news"] }), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "finish", ranges: [] }), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "dance" }), "SPREAD_INPUT_BROKEN");
    await leader.asks({ do: "range", range: 0, until: one });
    assert.equal(await refused({ do: "resolve", entries: [one] }), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "resolve", entries: [two] }), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "range", range: 1, until: two }), "SPREAD_INCOMPLETE");
    assert.equal(await refused({ do: "finish", ranges: [{ range: 0, parts: 3 }] }), "SPREAD_INCOMPLETE");
    assert.equal(await refusedTask(task(url, { ...plan, parts: 4 }, 0, 0), [NOTHING]), "SPREAD_JOB_OVER");
    assert.equal(await refusedTask(task(url, { ...plan, job: "job-0" }, 0, 0), [NOTHING]), "SPREAD_JOB_OVER");
    leader.child.stdin.end();
    const { code, err } = await leader.ended;
    assert.equal(code, 1);
    assert.match(err, /"code":"STOPPED"/);
    await catchUp(url);
    assert.deepEqual(idsIn(await held()), WANTED);
    // What was brought meanwhile is not laid over by what was left of the job.
    const next = await led(url);
    assert.notEqual(next.plan.job, plan.job);
    assert.equal((await next.leader.asks<Said>({ do: "finish", ranges: [] })).event, "finished");
  });

  it("a record that the service refuses fails the job at its end, by name; mended, the next job brings it", async () => {
    const { app, rows, url } = await begin("deferred");
    await rows.up("copy");
    await app.upsert({ records: [record("good", 1), { id: "wide", values: [1, 2, 3] }] });
    const log = opened(url);
    const { leader, plan } = await led(url);
    const failed = await driven(leader, log, plan, applying(url, plan));
    assert.deepEqual([failed.event, failed.code], ["failed", "RECORDS_REFUSED"]);
    assert.match(String(failed.summary), /wide in \(default\): 400/);
    const { code, err } = await leader.ended;
    assert.equal(code, 1);
    const [, dead = ""] = /refused records: (\S+\.jsonl)/.exec(err) ?? [];
    assert.match(Buffer.from((await log.store.get(dead)) ?? []).toString("utf8"), /"id":"wide"/);
    assert.ok((await held())[""]?.some(({ id }) => id === "good"));

    await app.upsert({ records: [record("wide", 3)] });
    const next = await led(url);
    assert.notEqual(next.plan.job, plan.job);
    assert.equal((await driven(next.leader, log, next.plan, applying(url, next.plan))).event, "finished");
    assert.ok((await held())[""]?.some(({ id }) => id === "wide"));
  });

  it("new namespaces go by bulk import, once, and the job is not done before it is", async () => {
    const { url, log, app } = await written();
    await app.upsert({ records: [record("i1", 1), record("i2", 2)], namespace: "imported" });
    const first = await led(url);
    assert.ok(!first.plan.namespaces.includes("imported"));
    const routed = await first.leader.asks<Said>({ do: "route", namespaces: ["imported"] });
    assert.deepEqual(routed, { event: "routed", namespaces: ["imported"] });
    const folder = await parquetOf(join(stage().folder, "import", first.plan.job), "imported");
    const { leader, plan } = first;
    const without: ApplyPart = (range, part, lines) => {
      const kept = lines.slice(0, -1).filter((each) => JSON.parse(each).ns !== "imported");
      return applying(url, plan)(range, part, [...kept, JSON.stringify({ end: true, records: kept.length })]);
    };
    const early = await driven(leader, log, plan, without);
    assert.deepEqual([early.event, early.code], ["refused", "SPREAD_INCOMPLETE"]);
    const uri = `file://${folder}`;
    const imported = await leader.asks<Said>({ do: "import", uri, namespaces: ["imported"] });
    assert.deepEqual([imported.event, imported.records], ["imported", 2]);
    const again = await leader.asks<Said>({ do: "import", uri, namespaces: ["imported"] });
    assert.equal(again.event, "imported");
    const starts = stage()
      .changesSince(0)
      .filter((each) => each === "POST /bulk/imports");
    assert.equal(starts.length, 1);
    const ranges = [0, 1, 2].map((range) => ({ range, parts: 3 }));
    assert.equal((await leader.asks<Said>({ do: "finish", ranges })).event, "finished");
    assert.deepEqual(idsIn(await held()), { ...WANTED, imported: ["i1", "i2"] });
  });

  it("refuses a log without a copy, one whose traffic has moved, and none", async () => {
    const refusedLead = async (url: string) => {
      const { code, out, err } = await processes.run(["lead", "--log", url]);
      assert.equal(code, 1);
      assert.equal(JSON.parse(out).code, JSON.parse(err.trimEnd().split("\n").at(-1) ?? "").error.code);
      return JSON.parse(out).code;
    };
    const { url, rows } = await begin("deferred");
    assert.equal(await refusedLead(url), "PHASE_NOT_ALLOWED");
    await rows.up("cutover");
    assert.equal(await refusedLead(url), "PHASE_NOT_ALLOWED");
    assert.equal(await refusedLead(`file://${join(stage().folder, "nothing")}`), "LOG_NOT_FOUND");
  });

  it("refuses a mirrored log, and wrong arguments", async () => {
    const { url, rows } = await begin("mirrored");
    await rows.up("copy");
    const { code, out } = await processes.run(["lead", "--log", url]);
    assert.deepEqual([code, JSON.parse(out).code], [1, "PHASE_NOT_ALLOWED"]);
    assert.equal((await processes.run(["apply", "--log", url])).code, 2);
    assert.equal(
      (await processes.run([...task(url, { job: "j", run: "r", parts: 1 } as Plan, 0, 0), "--share", "2"])).code,
      2,
    );
  });
});

/** A folder as the service imports it, with the two records of one namespace. */
async function parquetOf(folder: string, namespace: string): Promise<string> {
  mkdirSync(join(folder, namespace), { recursive: true });
  const records = [record("i1", 1), record("i2", 2)].map((each) => ({
    ...each,
    metadata: JSON.stringify(each.metadata),
  }));
  writeFileSync(join(folder, namespace, "part-0.parquet"), parquet(records, ["id", "values", "metadata"]));
  return folder;
}
