import assert from "node:assert/strict";
import fc from "fast-check";
import { isBetter, scorer } from "../../../emulator/dist/scoring";
import { RecordTable } from "../../../emulator/dist/store/records";
import { TopK } from "../../../emulator/dist/topK";

describe("emulator: top k", () => {
  it("keeps what sorting everything would put first", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: 1, max: 20 }), (scores, k) => {
        const items = scores.map((score, at) => ({ score, at }));
        const before = (a: { score: number; at: number }, b: { score: number; at: number }) =>
          a.score === b.score ? a.at < b.at : a.score > b.score;
        const best = new TopK(k, before);
        for (const item of items) best.offer(item);
        assert.deepEqual(best.ranked(), [...items].sort((a, b) => (before(a, b) ? -1 : 1)).slice(0, k));
      }),
    );
  });
});

describe("emulator: scores", () => {
  const table = new RecordTable(2);
  const sparse = { indices: Uint32Array.of(5, 8), values: Float32Array.of(2, 3) };
  table.put({ id: "a", values: [3, 4], sparse, metadata: undefined });
  const scoreOf = (
    metric: Parameters<typeof scorer>[0],
    by: typeof probe | { values: Float32Array; sparse: undefined },
  ) => {
    const scores: number[] = [];
    table.forEachRows((rows) => void scores.push(scorer(metric, table, by)(rows, 0)));
    return scores[0];
  };
  const probe = {
    values: Float32Array.of(1, 0),
    sparse: { indices: Uint32Array.of(8, 9), values: Float32Array.of(10, 1) },
  };

  it("follows the metric, on float32", () => {
    assert.equal(scoreOf("cosine", probe), Math.fround(0.6));
    assert.equal(scoreOf("euclidean", probe), 20);
    assert.equal(scoreOf("dotproduct", probe), 33);
    assert.equal(scoreOf("dotproduct", { ...probe, sparse: undefined }), 3);
  });

  it("is better when higher, with euclidean when lower", () => {
    assert.deepEqual(
      [isBetter("cosine", 2, 1), isBetter("dotproduct", 1, 2), isBetter("euclidean", 1, 2)],
      [true, false, true],
    );
  });
});
