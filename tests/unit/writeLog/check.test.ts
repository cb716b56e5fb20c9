import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import { systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import { checkLog } from "../../../provider/src/writeLog/check";
import { Control } from "../../../provider/src/writeLog/control";
import { encodeEntry, encodeSeal } from "../../../provider/src/writeLog/encoding";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { planPurge, purge } from "../../../provider/src/writeLog/purge";
import { createSeal, segmentPath } from "../../../provider/src/writeLog/segments";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const entryOf = (w: string, t: number, ...ids: string[]): Entry => ({
  ...{ v: 1, t, n: 0, w, e: 1, ns: "", op: "delete", ids },
});

/** A log of two writers, one of which has left. */
async function soundLog() {
  const store = new MemoryStore();
  const control = new Control(store, systemClock, () => String(Math.random()));
  await logOf(control, ["a"], { writers: { b: { end: 1 } } });
  const a = new Appender(store, "a");
  await a.append([entryOf("a", 1, "x", "y"), entryOf("a", 2, "x")]);
  await a.append([{ v: 1, t: 3, n: 0, w: "a", e: 1, ns: "other", op: "deleteAll" }]);
  await new Appender(store, "b").append([entryOf("b", 1, "x")]);
  await createSeal(store, "b", 1);
  return { store, control };
}

describe("a check of the log", () => {
  it("finds nothing in a sound log, and counts what it holds", async () => {
    const log = await soundLog();
    const report = await checkLog(log);
    assert.deepEqual(report.findings, []);
    const { bytes, ...counted } = report.compaction;
    assert.deepEqual(counted, { entries: 4, bulk: 1, mentions: 4, distinctRecords: 2, foldRatio: 2 });
    const kept = [segmentPath("a", 0), segmentPath("a", 1), segmentPath("b", 0), segmentPath("b", 1)];
    assert.equal(
      bytes,
      kept.reduce((sum, path) => sum + (log.store.files.get(path)?.length ?? 0), 0),
    );
    assert.deepEqual([report.writers, report.segments], [2, 4]);
  });

  const line = (entry: Entry) => Buffer.from(`${encodeEntry(entry)}\n`);
  const damages: readonly (readonly [
    name: string,
    at: string,
    body: Buffer | undefined,
    place: RegExp,
    what: RegExp,
  ])[] = [
    ["a missing segment", segmentPath("a", 0), undefined, /a\/0{12}\.jsonl$/, /missing/],
    ["a torn line", segmentPath("a", 1), line(entryOf("a", 3)).subarray(0, 40), /a\/0{11}1/, /torn/],
    ["another's entry", segmentPath("a", 1), line(entryOf("c", 3)), /line 1$/, /of writer c/],
    ["a time that runs backwards", segmentPath("a", 1), line(entryOf("a", 1)), /a\/0{11}1.jsonl, line 1$/, /time/],
    ["a missing seal", segmentPath("b", 1), undefined, /b\/0{11}1/, /seal/],
    ["a segment behind a seal", segmentPath("b", 2), line(entryOf("b", 2)), /b\/0{11}2/, /after/],
    [
      "a seal among entries",
      segmentPath("a", 2),
      Buffer.concat([line(entryOf("a", 9)), sealLine("a")]),
      /a\//,
      /among/,
    ],
    ["an unnamed writer", segmentPath("z", 0), line(entryOf("z", 1)), /segments\/z$/, /not name/],
    ["a missing control record", "control/000000000001.json", undefined, /control\/0{11}1/, /missing/],
    [
      "a control record of another number",
      "control/000000000001.json",
      Buffer.from('{"v":1,"epoch":7}'),
      /control/,
      /7/,
    ],
    ["a control record that is none", "control/000000000001.json", Buffer.from("{"), /control/, /JSON/],
  ];
  for (const [name, at, body, place, what] of damages) {
    it(`finds ${name}, and nothing else`, async () => {
      const log = await soundLog();
      if (body === undefined) log.store.files.delete(at);
      else log.store.files.set(at, body);
      const { findings } = await checkLog(log);
      assert.equal(findings.length, 1, JSON.stringify(findings));
      assert.match(findings[0]?.place ?? "", place);
      assert.match(findings[0]?.what ?? "", what);
    });
  }

  it("names every broken line of every segment at once", async () => {
    const log = await soundLog();
    const broken = Buffer.concat([line(entryOf("a", 1, "x")), line(entryOf("a", 2, "x")), line(entryOf("a", 3, "x"))]);
    broken[5] = 0x30;
    broken[broken.length - 30] = 0x7e;
    log.store.files.set(segmentPath("a", 0), broken);
    log.store.files.set(segmentPath("b", 0), Buffer.from("nonsense\n"));
    const places = (await checkLog(log)).findings.map(({ place }) => place);
    assert.deepEqual(places, [
      `${segmentPath("a", 0)}, line 1`,
      `${segmentPath("a", 0)}, line 3`,
      `${segmentPath("b", 0)}, line 1`,
    ]);
  });
});

describe("a purge", () => {
  it("refuses a log that is in use", async () => {
    await assert.rejects(
      planPurge(await soundLog()),
      (error) => error instanceof PodshiftError && error.code === "LOG_TAKEN",
    );
  });

  it("removes a closed log's segments and leases, and leaves the control records", async () => {
    const log = await soundLog();
    await log.store.put("writers/a.json", Buffer.from("{}"));
    await log.control.swap(() => ({ state: "closed" }));
    const plan = await planPurge(log);
    assert.equal(plan.segments.length, 4);
    assert.deepEqual(plan.leases, ["writers/a.json"]);
    await purge(log.store, plan);
    assert.deepEqual(
      [...log.store.files.keys()].map((path) => path.split("/")[0]),
      ["control", "control", "control"],
    );
    assert.deepEqual(await planPurge(log), { segments: [], leases: [], unfinished: [] });
  });
});

function sealLine(w: string): Buffer {
  return Buffer.from(`${encodeSeal(w)}\n`);
}
