import assert from "node:assert/strict";
import { stampOf } from "../../../../provider/src/migration/spread/chunks";
import { type StretchBegin, stretchBelow } from "../../../../provider/src/migration/spread/plan";
import { Control } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import { logOf } from "../../../support/writeLog/logs";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const W = "app.1";

/** Where a job ends whose log has these segments, each with entries of these times. */
async function stretch(
  segments: readonly (readonly number[])[],
  watermark: number,
  before: StretchBegin = { position: {} },
) {
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
  return stretchBelow({ store, control, signal }, record, before, watermark);
}

async function upto(segments: readonly (readonly number[])[], watermark: number) {
  return (await stretch(segments, watermark)).upto[W];
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

  it("is known with the stamp of the last entry, and so is where it begins: a copy of what came before is none", async () => {
    const { upto: position, stamps, segments } = await stretch(log, 6);
    assert.deepEqual([stamps, segments.map(({ behind }) => behind)], [{ [W]: { t: 5, n: 0 } }, [undefined]]);
    const next = await stretch([...log, [8]], 8, { position, stamps });
    assert.deepEqual(next.stamps, { [W]: { t: 7, n: 0 } });
    assert.deepEqual(
      next.segments.map(({ behind }) => behind),
      [stampOf({ t: 5, n: 0, w: W })],
    );
    assert.deepEqual((await stretch(log, 6, { position, stamps })).stamps, stamps);
  });

  it("is not behind a segment that was copied to the end: what it would step over is above the watermark", async () => {
    assert.deepEqual(await upto([...log, [1, 2]], 5), { segment: 1, line: 2 });
    assert.deepEqual(await upto([...log, [3, 4]], 6), { segment: 2, line: 1 });
  });
});
