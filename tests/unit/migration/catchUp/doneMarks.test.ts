import assert from "node:assert/strict";
import { DoneMarks } from "../../../../provider/src/migration/catchUp/doneMarks";
import type { ControlRecord, WriterRecord } from "../../../../provider/src/writeLog/control";
import type { LogStore } from "../../../../provider/src/writeLog/store";

const ALL = Number.POSITIVE_INFINITY;

function marksOf(writers: Record<string, WriterRecord>, leases: Record<string, number>) {
  const time = { now: 0 };
  const times = { leaseMs: 1_000, fenceMs: 0, settleMs: 0, lateMs: 60_000 };
  const get: LogStore["get"] = async (path) => {
    const writer = path.replace("writers/", "").replace(".json", "");
    const done = leases[writer];
    return done === undefined ? undefined : Buffer.from(JSON.stringify({ done }));
  };
  const store = { get } as LogStore;
  const control = { read: async () => ({ writers, times }) as unknown as ControlRecord };
  return { time, marks: new DoneMarks({ store, control, monotonic: () => time.now }) };
}

describe("DoneMarks", () => {
  it("a live writer's is what its lease says; without a lease nothing is done", async () => {
    const { marks } = marksOf({ a: {}, b: {} }, { a: 7 });
    assert.deepEqual(await marks.read(), { a: 7, b: 0 });
  });

  it("a closed writer whose own mark reached its end has done everything", async () => {
    const { marks } = marksOf({ a: { end: 7 }, b: { end: 7 } }, { a: 7, b: 6 });
    assert.deepEqual(await marks.read(), { a: ALL, b: 6 });
  });

  it("a writer that died counts as done once its lease and lateMs are over, from when it was first seen closed", async () => {
    const { marks, time } = marksOf({ a: { end: 7 } }, { a: 3 });
    time.now = 500_000;
    assert.deepEqual(await marks.read(), { a: 3 });
    time.now += 61_000;
    assert.deepEqual(await marks.read(), { a: 3 });
    time.now += 200;
    assert.deepEqual(await marks.read(), { a: ALL });
  });
});
