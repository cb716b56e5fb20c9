import assert from "node:assert/strict";
import { costCurve } from "../../../../provider/src/migration/cost/curve";

const after = (rate: number) => ({ low: 10 + rate, high: 20 + 3 * rate });

describe("the cost curve", () => {
  it("goes from no query to beyond today's rate and the break-even one, and has both as points", () => {
    const curve = costCurve(after, { low: 2.4, high: 2.4 }, 7.3);
    const rates = curve.map(({ queriesPerSecond }) => queriesPerSecond);
    assert.equal(rates[0], 0);
    assert.ok((rates.at(-1) ?? 0) > 7.3);
    assert.ok(rates.includes(2.4) && rates.includes(7.3));
    assert.deepEqual(
      rates,
      [...new Set(rates)].sort((a, b) => a - b),
    );
    for (const { queriesPerSecond, dollars } of curve) {
      assert.ok(Math.abs(dollars.low - (10 + queriesPerSecond)) <= 0.006);
      assert.ok(Math.abs(dollars.high - (20 + 3 * queriesPerSecond)) <= 0.006);
    }
  });

  it("has the whole range of a guess, and something to show when nothing is asked at all", () => {
    assert.ok((costCurve(after, { low: 0.01, high: 60 }, undefined).at(-1)?.queriesPerSecond ?? 0) >= 60);
    assert.equal(costCurve(after, { low: 0, high: 0 }, undefined).at(-1)?.queriesPerSecond, 1);
  });
});
