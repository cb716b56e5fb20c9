import assert from "node:assert/strict";
import * as fc from "fast-check";
import { TimeBins } from "../../../provider/src/migration/timeBins";

describe("bins of time", () => {
  it("are a second wide for a short span", () => {
    const bins = new TimeBins(240);
    for (const at of [10_000, 10_400, 10_999, 11_000, 40_000]) bins.add(at, 0);
    assert.deepEqual(bins.result, {
      widthMs: 1_000,
      bins: [
        { at: 10_000, counts: [3] },
        { at: 11_000, counts: [1] },
        { at: 40_000, counts: [1] },
      ],
    });
  });

  it("keep series apart, each as long as it has to be", () => {
    const bins = new TimeBins(240);
    bins.add(5_000, 2);
    bins.add(9_000, 0);
    assert.deepEqual(bins.result.bins, [
      { at: 5_000, counts: [0, 0, 1] },
      { at: 9_000, counts: [1] },
    ]);
  });

  it("are widened to what people have words for", () => {
    const widths = [240, 1_000, 3_000, 20_000, 100_000, 1_000_000, 4_000_000, 300_000_000].map((seconds) => {
      const bins = new TimeBins(240);
      bins.add(0, 0);
      bins.add(seconds * 1_000, 0);
      return bins.result.widthMs / 1_000;
    });
    assert.deepEqual(widths, [5, 5, 15, 300, 900, 14_400, 43_200, 2_419_200]);
  });

  it("lose nothing, are in order and never too many, whatever comes in which order", () => {
    const moment = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 2 }));
    const holds = fc.property(fc.array(moment, { maxLength: 200 }), (moments) => {
      const bins = new TimeBins(50);
      for (const [at, series] of moments) bins.add(at, series);
      const { widthMs, bins: found } = bins.result;
      const total = found.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
      assert.equal(total, moments.length);
      assert.ok(found.every(({ at }, n) => at % widthMs === 0 && at > (found[n - 1]?.at ?? -1)));
      assert.ok(found.length <= 51, "the last bin may begin before the first one's end");
      for (const series of [0, 1, 2]) {
        const of = found.reduce((sum, { counts }) => sum + (counts[series] ?? 0), 0);
        assert.equal(of, moments.filter((each) => each[1] === series).length);
      }
    });
    assert.equal(fc.check(holds, { numRuns: 200 }).failed, false);
  });
});
