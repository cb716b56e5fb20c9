import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { CliIo } from "../../../provider/src/cli/io";
import { runCli } from "../../../provider/src/cli/program";
import type { ParityReport } from "../../../provider/src/migration/parity/report";
import { writingCourse } from "../../../provider/src/migration/repair/course";
import { systemClock } from "../../../provider/src/util/clock";
import { Child } from "../../support/load/child";
import { contextOf } from "../../support/provider/contexts";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";
import type { VerifyProcess } from "../../support/provider/verifyProcess";
import { FROM_SOURCE } from "../../support/sourceLoader";

const PROCESS = join(__dirname, "../../support/provider/verifyProcess.ts");

describe("podshift verify", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const run = async (args: string[], change: Partial<CliIo> = {}) => {
    const [out, err]: [string[], string[]] = [[], []];
    const io: CliIo = {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      isTerminal: false,
      env: { PINECONE_API_KEY: "key", PINECONE_CONTROLLER_HOST: stage().emulator.url },
      signal: new AbortController().signal,
      ...change,
    };
    const code = await runCli(["verify", ...args, "--output", stage().folder, "--settle", "50"], io, () => undefined);
    return { code, out: out.join("\n"), err: err.join("\n") };
  };

  const path = (name: string) => join(stage().folder, "verify", name);
  const report = async (): Promise<ParityReport> => JSON.parse(await readFile(path("docs.json"), "utf8"));
  const BOTH = ["docs", "docs-serverless", "--queries", "5", "--paused"];

  /** What an index holds, as the service tells it. */
  const held = async (index: string, ids = ["a", "b", "c", "n1", "n2", "s", "x", "y", "fresh"]) => {
    const described = (await stage().client.describeIndex(index)) ?? assert.fail(`no ${index}`);
    const reader = stage().client.reader(described.host);
    const found = await Promise.all(
      ["", "news"].map(async (ns) => [...(await reader.fetch(ns, ids)).entries()].sort()),
    );
    return JSON.stringify(found);
  };

  /** Requests that change records, by index, since the mark. */
  const writesSince = (mark: number) =>
    stage()
      .emulator.journal.slice(mark)
      .filter(({ path: to }) => /\/vectors\/(upsert|update|delete)$/.test(to))
      .filter(({ body }) => !(JSON.stringify(body) ?? "").includes("podshift-barrier-"))
      .map(({ index, path: to }) => `${index} ${to}`);

  /** A copy, at rest, with one record of each kind spoilt: `b` and `n2` are missing there. */
  async function spoilt(): Promise<void> {
    await stage().podIndex({ metric: "dotproduct" });
    const s = { id: "s", values: [1, 2], sparseValues: { indices: [3, 7], values: [0.5, 0.25] } };
    await stage().data("docs", "/vectors/upsert", { vectors: [s] });
    await new MigrationRows(stage()).up("copy");
    await stage().remove("docs-serverless", "", ["b"]);
    await stage().remove("docs-serverless", "news", ["n2"]);
    await stage().upsert("docs-serverless", "news", ["fresh"]);
    await stage().upsert("docs-serverless", "", ["a"], 9);
    const vectors = [
      { ...s, sparseValues: { indices: [3], values: [0.5] } },
      { id: "c", values: [1, 3], metadata: { at: "2" } },
    ];
    await stage().data("docs-serverless", "/vectors/upsert", { vectors });
  }

  it("tells that all is the same by 0, in words, as a table and as JSON, and leaves pulumi's report alone", async () => {
    await stage().podIndex();
    await new MigrationRows(stage()).up("copy");
    const kept = await readFile(join(stage().folder, "parity", "docs.json"), "utf8");
    const words = await run(BOTH);
    assert.equal(words.code, 0);
    assert.match(words.out, /clean: all 5 records compared/);
    assert.match(
      words.err,
      /reads 5 records of the pod index and 5 of the serverless index, some [\d.]+ read units: less/,
    );
    assert.match((await run([...BOTH, "--table"])).out, /^namespace +pod +serverless[^\n]+\n\(default\) +3 +3 /);
    const asJson = JSON.parse((await run([...BOTH, "--json", "--content", "3", "--seed", "7"])).out);
    assert.deepEqual(asJson.asked, { content: 3, queries: 5, seed: 7 });
    assert.deepEqual(asJson, await report());
    assert.equal(await readFile(join(stage().folder, "parity", "docs.json"), "utf8"), kept);
  });

  it("finds planted differences, says what a repair would do, does it, and proves it; what has no id stays", async () => {
    await spoilt();
    const ids = join(stage().folder, "ids.txt");
    await writeFile(ids, "a\nb\n\nnews\tn1\r\nnowhere\tx\n");
    const found = await run([...BOTH, "--ids", ids]);
    assert.equal(found.code, 3);
    const { ids: level, content, differences } = await report();
    assert.deepEqual([level.missing, level.extra, content.different, differences?.records], [2, 1, 3, 5]);

    const mark = stage().mark;
    const before = await held("docs-serverless");
    const dry = await run(["--repair", path("docs.json"), "--paused"]);
    assert.equal(dry.code, 0);
    for (const line of [
      /upsert +1 +missing on serverless/,
      /upsert +1 +different in values/,
      /upsert +1 +different in sparse values/,
      /upsert +1 +different in metadata/,
      /delete +1 +only on serverless/,
      /can't be repaired: 1 record/,
      /4 records to upsert, 1 to delete; about \d+ write units\nnothing was changed/,
    ]) {
      assert.match(dry.out, line);
    }
    const table = await run(["--repair", path("docs.json"), "--paused", "--table"]);
    assert.match(table.out, /^namespace +missing[^\n]+\n\(default\) +1 +3 +0 /);
    const { plan } = JSON.parse((await run(["--repair", path("docs.json"), "--paused", "--json"])).out);
    assert.deepEqual([plan.delete, plan.upsert.missing, plan.unnamed], [1, 1, 1]);
    assert.deepEqual(writesSince(mark), []);
    assert.equal(await held("docs-serverless"), before);

    const pod = await held("docs");
    const applied = await run(["--repair", path("docs.json"), "--paused", "--apply", "--ids", ids, "--json"]);
    assert.equal(applied.code, 3);
    const { mended, restless, report: after } = JSON.parse(applied.out);
    assert.deepEqual([mended, restless, after.clean, after.ids.missing], [5, [], false, 1]);
    assert.deepEqual(
      new Set(writesSince(mark)),
      new Set(["docs-serverless /vectors/upsert", "docs-serverless /vectors/delete"]),
    );
    assert.equal(await held("docs"), pod);

    await writeFile(ids, '{"id":"n2","namespace":"news"}\n{"id":"b"}\n');
    assert.equal((await run([...BOTH, "--ids", ids])).code, 3);
    const mended2 = await run(["--repair", path("docs.json"), "--paused", "--apply"]);
    assert.equal(mended2.code, 0, mended2.err);
    assert.equal(await held("docs-serverless"), await held("docs"));

    const again = stage().mark;
    const nothing = await run(["--repair", path("docs.json"), "--paused", "--apply"]);
    assert.equal(nothing.code, 0);
    assert.match(nothing.err, /nothing to repair/);
    assert.deepEqual(writesSince(again), []);
  });

  it("refuses what was changed by hand, and what would be written over newer records", async () => {
    await spoilt();
    await run(BOTH);
    const mark = stage().mark;
    const text = await readFile(path("docs.json"), "utf8");
    const repair = ["--repair", path("docs.json"), "--paused", "--apply"];
    await writeFile(path("docs.json"), text.replace('"missing": 2', '"missing": 3'));
    const changed = await run(repair);
    assert.deepEqual([changed.code, /PARITY_REPORT_CHANGED/.test(changed.err)], [1, true], changed.err);
    await writeFile(path("docs.json"), text);
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    const switched = await run(repair);
    assert.deepEqual([switched.code, /REPAIR_REFUSED/.test(switched.err)], [1, true], switched.err);
    assert.deepEqual(writesSince(mark), []);
  });

  it("repairs under a log while the application writes: its writes win, and the lease is handed back", async () => {
    const { rows, app, url } = await begin();
    const repair = killedRepair(["--log", url, "--apply"]);
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    await stage().remove("docs-serverless", "", ["x"]);
    await stage().upsert("docs-serverless", "", ["fresh", "y"], 9);
    const found = await run(["--log", url, "--queries", "0"]);
    assert.equal(found.code, 3, found.err);
    const dry = await run(["--repair", path("docs.json"), "--log", url]);
    assert.match(dry.out, /nothing was changed/);
    // What catch-up brings anyway is its own, and what is written meanwhile is what counts.
    await app.upsert({ records: [record("y", 5)] });
    await app.deleteOne({ id: "a" });
    assert.match((await run(["--repair", path("docs.json"), "--log", url])).out, /leave +1 +on their way/);
    // Killed with kill -9, and the application goes on.
    await (await repair)(1);
    await app.upsert({ records: [record("x", 7)] });
    await app.deleteOne({ id: "c" });
    const applied = await run(["--repair", path("docs.json"), "--log", url, "--apply"]);
    assert.equal(applied.code, 0, applied.err);
    assert.equal(await held("docs-serverless"), await held("docs"));
    for (const kept of [/"value":5/, /"value":7/]) assert.match(await held("docs-serverless"), kept);
    assert.doesNotMatch(await held("docs-serverless"), /"(a|c|fresh)"/);
    assert.equal((await rows.up("cutover")).ActiveIndex, "update");
    const late = await run(["--repair", path("docs.json"), "--log", url, "--apply"]);
    assert.deepEqual([late.code, /REPAIR_REFUSED/.test(late.err)], [1, true]);
  });

  it("repairs under a deferred log from pod index and log together, and never without the log", async () => {
    const { rows, app, url } = await begin("deferred");
    await app.upsert({ records: [record("x", 1), record("y", 2)] });
    await app.update({ id: "c", metadata: { changed: true } });
    await rows.up("copy");
    const right = await held("docs-serverless");
    await stage().remove("docs-serverless", "", ["x", "b"]);
    await stage().upsert("docs-serverless", "", ["fresh", "c"], 9);
    const ids = join(stage().folder, "ids.txt");
    await writeFile(ids, "b\n");
    assert.equal((await run(["--log", url, "--ids", ids])).code, 3);
    const without = await run(["--repair", path("docs.json"), "--paused", "--apply"]);
    assert.deepEqual([without.code, /REPAIR_REPORT_UNFIT/.test(without.err)], [1, true]);
    const applied = await run(["--repair", path("docs.json"), "--log", url, "--apply"]);
    assert.equal(applied.code, 0, applied.err);
    assert.equal(await held("docs-serverless"), right);
    assert.doesNotMatch(await held("docs"), /"x"/);
  });

  /** A repair in a process of its own, which begins when it is told to, and is killed once it has written so often. */
  async function killedRepair(flags: readonly string[]) {
    const args = ["verify", "--repair", path("docs.json"), ...flags, "--output", stage().folder, "--settle", "50"];
    const go = join(stage().folder, `go${randomUUID()}`);
    const asked = JSON.stringify({ url: stage().emulator.url, args, go } satisfies VerifyProcess);
    const { child } = await Child.start("repair", [...FROM_SOURCE, PROCESS, asked]);
    stage().ending.push(() => child.kill());
    return async (writes: number) => {
      const mark = stage().mark;
      await writeFile(go, "");
      while (child.running && writesSince(mark).length < writes) await delay(1);
      await child.kill();
      assert.ok(writesSince(mark).length >= writes, child.errors);
    };
  }

  it("is gone on with after kill -9: all is right in the end", async () => {
    await stage().podIndex();
    const ids = Array.from({ length: 900 }, (_, at) => `k${at}`);
    await stage().upsert("docs", "", ids);
    await new MigrationRows(stage()).up("copy");
    const repair = killedRepair(["--paused", "--apply"]);
    await stage().remove("docs-serverless", "", ids.slice(0, 400));
    await stage().upsert("docs-serverless", "", [...ids.slice(400), "fresh"], 9);
    const known = join(stage().folder, "ids.txt");
    await writeFile(known, ids.join("\n"));
    const found = await run(["docs", "docs-serverless", "--queries", "0", "--paused", "--ids", known]);
    assert.equal(found.code, 3);
    await (await repair)(1 + Math.floor(Math.random() * 4));
    const mended = await run(["--repair", path("docs.json"), "--paused", "--apply"]);
    assert.equal(mended.code, 0, mended.err);
    assert.match(mended.out, /clean: all 905 records compared/);
    const all = [...ids, "fresh"];
    assert.equal(await held("docs-serverless", all), await held("docs", all));
  });

  it("with paused writes goes no further once traffic is switched, not even with what it was about to send", async () => {
    await spoilt();
    const [pod, serverless] = await Promise.all(
      ["docs", "docs-serverless"].map(async (name) => (await stage().client.describeIndex(name)) ?? assert.fail(name)),
    );
    assert.ok(pod !== undefined && serverless !== undefined);
    const mark = stage().mark;
    const context = contextOf(stage().client, { clock: systemClock });
    await writingCourse(context, { pod, serverless }, async (course) => {
      await course.mustServe();
      await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
      await assert.rejects(course.bring(new Map([["", new Set(["b"])]])), { code: "REPAIR_REFUSED" });
    });
    assert.deepEqual(writesSince(mark), []);
  });

  it("never deletes what is only in the log: a check without it says so, and its report is none for a repair", async () => {
    const { rows, app } = await begin("deferred");
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    const mark = stage().mark;
    const blind = await run(["docs", "docs-serverless", "--queries", "0", "--paused"]);
    assert.deepEqual([blind.code, (await report()).ids.extra], [3, 1]);
    assert.match(blind.err, /warning: writes of docs are logged/);
    const refused = await run(["--repair", path("docs.json"), "--paused", "--apply"]);
    assert.deepEqual([refused.code, /REPAIR_REPORT_UNFIT/.test(refused.err)], [1, true], refused.err);
    assert.deepEqual(writesSince(mark), []);
  });

  it("stops at Ctrl-C saying how to go on, and goes on", async () => {
    await stage().podIndex();
    await new MigrationRows(stage()).up("copy");
    await stage().upsert("docs-serverless", "news", ["fresh"]);
    const controller = new AbortController();
    const err: string[] = [];
    const stop = (line: string) => {
      err.push(line);
      if (/^counts/.test(line)) controller.abort();
    };
    const stopped = await run(BOTH, { signal: controller.signal, err: stop });
    assert.equal(stopped.code, 1);
    assert.match(err.join("\n"), /STOPPED[\s\S]*the same command/);
    assert.equal(existsSync(path("docs.json")), false);
    assert.equal((await run([...BOTH, "--restart"])).code, 3);
    assert.deepEqual((await readdir(join(stage().folder, "verify"))).sort(), [
      "docs.differences.jsonl",
      "docs.json",
      "docs.jsonl.gz",
      "docs.txt",
    ]);
  });

  it("has a help text that fits into 80 columns", async () => {
    const { code, out } = await run(["--help"]);
    assert.equal(code, 0);
    assert.deepEqual(
      out.split("\n").filter((line) => line.length > 80),
      [],
    );
  });

  it("names what is wrong with a pod index in the serverless index's place", async () => {
    await stage().podIndex();
    const { code, err } = await run(["docs", "docs", "--paused"]);
    assert.equal(code, 1);
    assert.match(err, /index docs is a pod index \(SERVERLESS_INDEX_NOT_FOUND\)\n {2}Next: name the pod index first/);
  });

  it("tells wrong arguments by 2, and files that are none by 1", async () => {
    for (const args of [
      [],
      ["docs"],
      ["docs", "docs-serverless", "--content", "few"],
      ["docs", "docs-serverless", "--rate", "0"],
      ["docs", "docs-serverless", "--seed", "x"],
      ["docs", "docs-serverless", "--apply"],
      ["docs", "docs-serverless", "--json", "--table"],
      ["docs", "--log", "file:///nowhere"],
      ["--repair", "report.json"],
      ["--repair", "report.json", "--paused", "--log", "file:///nowhere"],
      ["docs", "docs-serverless", "--repair", "report.json", "--paused"],
    ]) {
      assert.equal((await run(args)).code, 2, args.join(" "));
    }
    await stage().podIndex();
    await new MigrationRows(stage()).up("copy");
    const ids = join(stage().folder, "ids.txt");
    await writeFile(ids, 'a\n{"namespace":"news"}\n');
    assert.match((await run([...BOTH, "--ids", ids])).err, /line 2 names no record[\s\S]*INPUT_FILE_INVALID/);
    for (const odd of ["u\u2028v", "ü", "a\0", "x".repeat(513)]) {
      await writeFile(ids, `a\n${odd}\nnews\tb\n`);
      const refused = await run([...BOTH, "--ids", ids]);
      assert.match(refused.err, /line 2 names no record: an id has 512 ASCII[\s\S]*INPUT_FILE_INVALID/);
    }
    await writeFile(ids, "news\t\n");
    assert.match((await run([...BOTH, "--ids", ids])).err, /line 1 names no record/);
    assert.match((await run([...BOTH, "--ids", `${ids}.lost`])).err, /there is no such file/);
    assert.match((await run(["--repair", "lost.json", "--paused"])).err, /INPUT_FILE_INVALID/);
    assert.match((await run(["--log", `file://${stage().folder}/nothing`])).err, /LOG_NOT_FOUND/);
  });
});
