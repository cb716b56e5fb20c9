import assert from "node:assert/strict";
import { estimateCost } from "../../../provider/src/migration/cost/estimate";
import {
  askedCost,
  costSentence,
  type MonthlyCost,
  monthlyCost,
  roundedUp,
} from "../../../provider/src/migration/monthlyCost";
import { costInputs, KNOWN } from "../../support/cost/costInputs";

describe("roundedUp", () => {
  for (const [amount, rounded] of [
    [0, 0],
    [-1, 0],
    [0.123, 0.13],
    [0.12, 0.12],
    [8.11, 8.2],
    [9.91, 10],
    [10, 10],
    [212, 220],
    [220, 220],
    [220.0000001, 230],
    [999, 1_000],
    [1_180, 1_200],
    [123_456, 130_000],
  ] as const) {
    it(`${amount} is ${rounded}`, () => assert.equal(roundedUp(amount), rounded));
  }
});

describe("monthlyCost", () => {
  it("is the most of a range, and says whose traffic", () => {
    const known = estimateCost(costInputs(KNOWN));
    assert.deepEqual(monthlyCost(known), {
      before: roundedUp(known.before.dollars.high),
      after: roundedUp(known.after.dollars.high),
      traffic: "configured",
    });
    assert.equal(monthlyCost(estimateCost(costInputs())).traffic, "unknown");
  });

  it("stays what it was while that is still the most: a busy index must not make a reviewed plan invalid", () => {
    const of = (records: number, known?: MonthlyCost) =>
      monthlyCost(estimateCost(costInputs(KNOWN, { namespaces: new Map([["", records]]) })), known);
    const first = of(500_000);
    assert.ok(of(480_000).after < first.after, "across a step");
    assert.deepEqual(of(480_000, first), first);
    assert.deepEqual(of(600_000, first), of(600_000), "never less than it is");
    assert.deepEqual(of(300_000, first), of(300_000), "nor far more");
    assert.deepEqual(of(480_000, { ...first, traffic: "measured" }), of(480_000), "nor of other traffic");
  });

  it("does not change with a few records more", () => {
    const of = (records: number) =>
      monthlyCost(estimateCost(costInputs(KNOWN, { namespaces: new Map([["", records]]) })));
    assert.deepEqual(of(500_000), of(500_100));
  });
});

describe("askedCost", () => {
  const nodes = (nodeType: "b1" | "t1") =>
    estimateCost(costInputs(KNOWN, { readNodes: { nodeType, shards: 1, replicas: 1 } }));

  it("is that of read nodes where they are asked for", () => {
    const estimate = nodes("b1");
    const asked = askedCost(estimate, true);
    assert.deepEqual(asked?.after, estimate.dedicated);
    assert.equal(asked?.breakEven, undefined);
    assert.deepEqual(askedCost(estimate, false), estimate);
  });

  it("is not known where their rate isn't: the cost on demand is not theirs", () => {
    assert.equal(askedCost(nodes("t1"), true), undefined);
  });
});

describe("costSentence", () => {
  it("tells how to say the traffic, only when nobody knows it", () => {
    assert.doesNotMatch(costSentence("docs", estimateCost(costInputs(KNOWN))), /--metrics/);
    const unknown = costSentence("docs", estimateCost(costInputs()));
    assert.match(unknown, /^cost: traffic unknown: \$.*\n.*`workload: .*`podshift assess docs --metrics`/);
  });
});
