import assert from "node:assert/strict";
import { stretchBelow } from "../../../../provider/src/migration/spread/plan";
import { Control } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import { logOf } from "../../../support/writeLog/logs";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const W = "app.1";

/** Where a job ends whose log has these segments, each with entries of these times. */
async function upto(segments: readonly (readonly number[])[], watermark: number) {
  const store = new MemoryStore();
  let nonces = 0;
  const control = new Control(store, { sleep: () => Promise.resolve() }, () => `nonce-${nonces++}`);
  const record = await logOf(control, [W], { writes: "deferred" });
  for (const [number, times] of segments.entries()) {
    const lines = times.map((t) => encodeEntry({ v: 1, t, n: 0, w: W, e: 1, ns: "", op: "delete", ids: ["a"] }));
    const path = `segments/${W}/${String(number).padStart(12, "0")}.jsonl`;
    await store.create(path, Buffer.from(lines.map((line) => `${line}\n`).join("")));
  }
  const { signal } = new AbortController();
  return (await stretchBelow({ store, control, signal }, record, {}, watermark)).upto[W];
}

describe("where a distributed catch-up ends", () => {
  const log = [[1, 2], [3, 4], [5, 6], [7]] as const;

  it("is behind the last entry below its watermark", async () => {
    assert.deepEqual(await upto(log, 100), { segment: 3, line: 1 });
    assert.deepEqual(await upto(log, 6), { segment: 2, line: 1 });
    assert.deepEqual(await upto(log, 5), { segment: 1, line: 2 });
    assert.deepEqual(await upto([[5], [6]], 5), { segment: 0, line: 0 });
    assert.deepEqual(await upto([], 5), { segment: 0, line: 0 });
  });

  it("is not behind a segment that was copied to the end: what it would step over is above the watermark", async () => {
    assert.deepEqual(await upto([...log, [1, 2]], 5), { segment: 1, line: 2 });
    assert.deepEqual(await upto([...log, [3, 4]], 6), { segment: 2, line: 1 });
  });
});
