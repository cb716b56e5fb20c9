import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../../../provider/src/cli/program";
import { systemClock } from "../../../../provider/src/util/clock";
import { Appender } from "../../../../provider/src/writeLog/appender";
import type { Entry, EntryBody } from "../../../../provider/src/writeLog/entry";
import { type OpenLog, openLog } from "../../../../provider/src/writeLog/openLog";
import { logOf } from "../../../support/writeLog/logs";

describe("podshift log", () => {
  let folder = "";
  let url = "";
  let log: OpenLog;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-log-"));
    url = `file://${folder}`;
    log = openLog(url, { clock: systemClock, nonce: randomUUID });
    await logOf(log.control, ["app.1", "app.2"]);
    const bodies: EntryBody[] = [
      { op: "upsert", id: "a", values: [0.1, 0.2, 0.3, 0.4], md: { year: 2024 } },
      { op: "delete", ids: ["a", "b"] },
      { op: "deleteByFilter", filter: { year: 2024 }, found: ["c"] },
    ];
    const one = new Appender(log.store, "app.1");
    for (const [n, body] of bodies.entries()) await one.append([entryOf("app.1", n, body)]);
    await new Appender(log.store, "app.2").append([entryOf("app.2", 0, { op: "deleteAll" })]);
  });

  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  async function run(args: readonly string[], signal = new AbortController().signal) {
    const out: string[] = [];
    const err: string[] = [];
    const io = {
      out: (l: string) => void out.push(l),
      err: (l: string) => void err.push(l),
      isTerminal: false,
      env: {},
      signal,
    };
    const code = await runCli(["log", ...args], io, () => undefined);
    return { code, out, err: err.join("\n") };
  }

  it("print shows each entry on a line, vectors shortened", async () => {
    const { code, out } = await run(["print", url]);
    assert.equal(code, 0);
    assert.deepEqual(out, [
      '1970-01-01T00:00:01.000Z+0 app.1:0 epoch 1 upsert "" "a" values [0.1, 0.2, 0.3, ...] (4) metadata {"year":2024}',
      '1970-01-01T00:00:01.001Z+0 app.1:1 epoch 1 delete "" "a" "b"',
      '1970-01-01T00:00:01.002Z+0 app.1:2 epoch 1 deleteByFilter "" {"year":2024} found 1: "c"',
      '1970-01-01T00:00:01.000Z+0 app.2:0 epoch 1 deleteAll ""',
    ]);
  });

  it("print --json gives the very lines of the log", async () => {
    const { out } = await run(["print", url, "--json"]);
    const raw = await Promise.all(
      ["app.1/000000000000", "app.1/000000000001", "app.1/000000000002", "app.2/000000000000"].map((path) =>
        readFile(join(folder, "segments", `${path}.jsonl`), "utf8"),
      ),
    );
    assert.equal(`${out.join("\n")}\n`, raw.join(""));
  });

  it("print begins where it is told to and ends after so many", async () => {
    const ids = ({ out }: { out: string[] }) => out.map((l) => l.split(" ")[1]);
    assert.deepEqual(ids(await run(["print", url, "--from", "app.1:2"])), ["app.1:2", "app.2:0"]);
    assert.deepEqual(ids(await run(["print", url, "--writer", "app.1", "--from", "app.1:1", "--limit", "1"])), [
      "app.1:1",
    ]);
  });

  it("check is content with a sound log", async () => {
    const { code, out } = await run(["check", url]);
    assert.equal(code, 0);
    assert.match(out.join("\n"), /4 entries in 4 segments.*\n.*3 distinct records.*\n.*findings {2}none/);
  });

  it("check says all that is wrong at once and fails", async () => {
    await rm(join(folder, "segments/app.1/000000000001.jsonl"));
    await writeFile(join(folder, "segments/app.2/000000000000.jsonl"), "nonsense\n");
    const text = await run(["check", url]);
    assert.equal(text.code, 3);
    assert.match(text.out.join("\n"), /app\.1\/000000000001\.jsonl: is missing\n.*app\.2\/000000000000\.jsonl, line 1/);
    assert.match(text.err, /LOG_BROKEN/);
    const { code, out } = await run(["check", url, "--json"]);
    assert.equal(code, 3);
    assert.equal((JSON.parse(out.join("")) as { findings: unknown[] }).findings.length, 2);
  });

  it("purge refuses a log in use; of a closed one it first says what it would remove", async () => {
    assert.match((await run(["purge", url, "--yes"])).err, /LOG_TAKEN/);
    await log.control.swap(() => ({ state: "closed" }));
    const plan = await run(["purge", url]);
    assert.equal(plan.code, 0);
    assert.match(plan.out.join(""), /would remove 4 segments/);
    assert.equal((await readdir(join(folder, "segments/app.1"))).length, 3);
    const done = await run(["purge", url, "--yes", "--json"]);
    assert.equal((JSON.parse(done.out.join("")) as { removed: boolean }).removed, true);
    assert.equal((await readdir(join(folder, "segments/app.1"))).length, 0);
    assert.equal((await log.control.read()).state, "closed");
  });

  it("says that there is no log, that a place is none, and that an argument is wrong, each with its code", async () => {
    const none = await run(["check", `file://${folder}/elsewhere`]);
    assert.deepEqual([none.code, /LOG_NOT_FOUND/.test(none.err)], [1, true]);
    assert.equal((await run(["check", "nonsense"])).code, 1);
    for (const wrong of [["print"], ["print", url, "--limit", "0"], ["print", url, "--from", "x"], ["nothing"]]) {
      assert.equal((await run(wrong)).code, 2, wrong.join(" "));
    }
  });

  it("stops as asked", async () => {
    const stop = new AbortController();
    stop.abort();
    const { code, err } = await run(["check", url], stop.signal);
    assert.equal(code, 1);
    assert.match(err, /STOPPED/);
    assert.doesNotMatch(err, /\n {4}at /);
  });

  it("every help has an example", async () => {
    for (const command of ["print", "check", "purge"]) {
      const { code, out } = await run([command, "--help"]);
      assert.equal(code, 0);
      assert.match(out.join("\n"), new RegExp(`podshift log ${command} file:///`));
    }
  });
});

function entryOf(w: string, n: number, body: EntryBody): Entry {
  return { v: 1, t: 1000 + n, n: 0, w, e: 1, ns: "", ...body };
}
