import assert from "node:assert/strict";
import { beginState } from "../../../provider/src/migration/catchUp/state";
import { saveCatchUp, saveFold } from "../../../provider/src/migration/catchUpFile";
import { readLogHistory } from "../../../provider/src/migration/logHistory";
import { recordSnapshot } from "../../../provider/src/migration/snapshot";
import { systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import { Control, type ControlRecord } from "../../../provider/src/writeLog/control";
import { leasePath } from "../../../provider/src/writeLog/lease";
import { createSeal } from "../../../provider/src/writeLog/segments";
import { toJson } from "../../../provider/src/writeLog/store";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const COPY = { name: "docs-serverless", host: "docs-serverless.example" };
let nonces = 0;

async function begun(writers: readonly string[], more: Partial<ControlRecord> = {}) {
  const store = new MemoryStore();
  const control = new Control(store, systemClock, () => `nonce-${nonces++}`);
  await logOf(control, writers, more);
  const appenders = new Map(writers.map((w) => [w, new Appender(store, w)]));
  const write = async (w: string, t: number) => {
    await appenders.get(w)?.append([{ v: 1, t, n: 0, w, e: 2, ns: "", op: "delete", ids: ["a"] }]);
  };
  const swap = (change: Partial<ControlRecord>) => control.swap(() => change);
  /** Fences, and switches unless `to` is undefined. */
  const fence = async (to: "pod" | "serverless" | undefined, end: Record<string, number>, at: number) => {
    await swap({ state: "fenced" });
    const { epoch } = await control.read();
    const switched = { epoch: epoch + 1, end, at, heldMs: 400 };
    await swap({ state: "open", ...(to === undefined ? {} : { active: to, switched }) });
  };
  return { store, control, write, swap, fence };
}

const series = (history: { entries: { byTime: { bins: readonly { counts: readonly number[] }[] } } }) =>
  [0, 1, 2].map((at) => history.entries.byTime.bins.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0));

describe("the history in a write log", () => {
  it("of a log that was just begun is empty", async () => {
    const { store, control } = await begun([]);
    const history = await readLogHistory({ store, control });
    assert.deepEqual([history.switches, history.askedAt, history.writers], [[], [], []]);
    assert.deepEqual(history.entries, { total: 0, bulk: 0, bytes: 0, byTime: { widthMs: 1_000, bins: [] } });
    assert.equal(history.caughtUp, undefined);
  });

  it("counts entries by writer and time, bulk ones apart, and tells who ended", async () => {
    const { store, control, write, swap } = await begun(["a", "b", "c"]);
    for (const t of [1_000, 2_000, 9_000]) await write("a", t);
    const bulk = { v: 1, t: 4_000, n: 0, w: "b", e: 2, ns: "", op: "deleteAll" } as const;
    await new Appender(store, "b").append([bulk]);
    await createSeal(store, "b", 1);
    await swap({ writers: { a: {}, b: { end: 1 }, c: {} } });
    const lease = { v: 1, w: "a", beat: 1, acked: 0, next: 3, done: 2, t: 9_000, writes: 3, failed: 0, at: 9_100 };
    await store.put(leasePath("a"), toJson(lease));
    const { entries, writers } = await readLogHistory({ store, control });
    assert.deepEqual([entries.total, entries.bulk], [4, 1]);
    assert.ok(entries.bytes > 0);
    assert.deepEqual(writers, [
      { w: "a", ended: false, entries: 3, firstAt: 1_000, lastAt: 9_000, lease },
      { w: "b", ended: true, entries: 1, firstAt: 4_000, lastAt: 4_000 },
      { w: "c", ended: false, entries: 0 },
    ]);
  });

  it("tells every switch in order, and fences that came to nothing", async () => {
    const { store, control, fence } = await begun(["a"]);
    await fence(undefined, {}, 0);
    await fence("serverless", { a: 0 }, 50_000);
    await fence(undefined, {}, 0);
    await fence("pod", { a: 0 }, 90_000);
    const { switches, fencesTakenBack, unreadRecords } = await readLogHistory({ store, control });
    assert.deepEqual(
      switches.map(({ to, at, heldMs }) => [to, at, heldMs]),
      [
        ["serverless", 50_000, 400],
        ["pod", 90_000, 400],
      ],
    );
    assert.deepEqual([fencesTakenBack, unreadRecords], [2, 0]);
  });

  it("divides entries by the position of each switch, whatever the clocks say", async () => {
    const { store, control, write, fence } = await begun(["a", "b"]);
    for (const t of [1_000, 2_000]) await write("a", t);
    // The clock of b is fast: its time is after the switch, its position is not.
    await write("b", 99_000);
    await fence("serverless", { a: 2, b: 1 }, 5_000);
    await write("a", 6_000);
    await fence("pod", { a: 3, b: 1 }, 8_000);
    for (const t of [9_000, 10_000, 11_000]) await write("b", t);
    assert.deepEqual(series(await readLogHistory({ store, control })), [3, 1, 3]);
  });

  it("knows nothing of a log that was in the same place before", async () => {
    const { store, control, fence, swap } = await begun(["a"]);
    await recordSnapshot({ store, control }, "docs-collection", 1_000);
    await fence("serverless", { a: 0 }, 50_000);
    await swap({ state: "closed" });
    await control.begin({ writes: "mirrored", pod: { name: "docs", host: "h" }, times: (await control.read()).times });
    const { switches, askedAt } = await readLogHistory({ store, control });
    assert.deepEqual([switches, askedAt], [[], []]);
  });

  it("counts what waits behind the checkpoint, and says how far catch-up came and what was refused", async () => {
    const { store, control, write, swap } = await begun(["a"]);
    for (const t of [1_000, 2_000, 3_000]) await write("a", t);
    await recordSnapshot({ store, control }, "docs-collection", 1_500);
    await swap({ serverless: COPY });
    const { log } = await control.read();
    const refused = [{ namespace: "", id: "x", reason: { status: 400, code: "3", message: "too wide" } }];
    await saveCatchUp(store, "forward", 1_500, { ...beginState(log, { a: 1 }), rounds: 4, refused });
    const { caughtUp, askedAt } = await readLogHistory({ store, control });
    assert.deepEqual(caughtUp, { waiting: 2, rounds: 4, refused });
    assert.deepEqual(askedAt, [1_500]);
    await swap({ serverless: undefined });
    assert.equal((await readLogHistory({ store, control })).caughtUp, undefined, "the copy is gone");
  });

  it("counts the bulk writes that a fold was refused", async () => {
    const { store, control, write, swap } = await begun(["a"], { writes: "deferred" });
    await write("a", 1_000);
    await recordSnapshot({ store, control }, "docs-collection", 500);
    await swap({ serverless: COPY });
    const { log } = await control.read();
    const one = { w: "a", segment: 0, ns: "", op: "deleteByFilter", filter: "{}", reason: "400 3 no" };
    const checkpoint = { v: 1 as const, log, position: { a: { segment: 1, line: 0 } }, entries: 1 };
    await saveFold(store, 500, checkpoint);
    assert.deepEqual((await readLogHistory({ store, control })).caughtUp, { waiting: 0, refused: [] });
    await saveFold(store, 500, { ...checkpoint, refused: [0, 1].map((line) => ({ ...one, line })) });
    assert.deepEqual((await readLogHistory({ store, control })).caughtUp, { waiting: 0, refused: [], refusedBulk: 2 });
    await swap({ serverless: undefined });
    assert.equal((await readLogHistory({ store, control })).caughtUp, undefined, "the copy is gone");
  });

  it("doesn't count as waiting what a rollback brought back", async () => {
    const { store, control, write, fence } = await begun(["a"], { serverless: COPY });
    await recordSnapshot({ store, control }, "docs-collection", 500);
    const { log } = await control.read();
    for (const t of [1_000, 2_000]) await write("a", t);
    await saveCatchUp(store, "forward", 500, { ...beginState(log, { a: 2 }), rounds: 1 });
    await fence("serverless", { a: 2 }, 3_000);
    for (const t of [4_000, 5_000]) await write("a", t);
    assert.equal((await readLogHistory({ store, control })).caughtUp, undefined, "serverless serves");
    await fence("pod", { a: 4 }, 6_000);
    await write("a", 7_000);
    assert.equal((await readLogHistory({ store, control })).caughtUp?.waiting, 1);
  });

  it("still tells the switches of a closed log whose entries are gone", async () => {
    const { store, control, write, fence, swap } = await begun(["a"]);
    await write("a", 1_000);
    await fence("serverless", { a: 1 }, 5_000);
    await swap({ state: "closed" });
    for (const path of [...store.files.keys()].filter((each) => each.startsWith("segments/"))) await store.delete(path);
    const { entries, switches, record } = await readLogHistory({ store, control });
    assert.deepEqual([entries.total, switches.length, record.state], [0, 1, "closed"]);
  });

  it("reads the newest records only of a control record that is long, and says so", async () => {
    const { store, control } = await begun([]);
    const record = await control.read();
    for (let epoch = record.epoch + 1; epoch <= 5_100; epoch += 1) {
      store.files.set(`control/${String(epoch).padStart(12, "0")}.json`, Buffer.from(toJson({ ...record, epoch })));
    }
    const again = new Control(store, systemClock, () => "x");
    assert.equal((await readLogHistory({ store, control: again })).unreadRecords, 100);
  });

  it("stops when asked to", async () => {
    const { store, control, write } = await begun(["a"]);
    await write("a", 1_000);
    await assert.rejects(readLogHistory({ store, control }, AbortSignal.abort(new Error("stop"))), /stop/);
  });
});
