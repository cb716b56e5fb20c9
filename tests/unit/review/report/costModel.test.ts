import assert from "node:assert/strict";
import type { CostEstimate } from "../../../../provider/src/migration/cost/costEstimate";
import { unknownWorkload } from "../../../../provider/src/migration/cost/workload";
import { costOf } from "../../../../provider/src/review/report/costModel";
import { formatMoney } from "../../../../provider/src/review/report/format";
import { isMissing } from "../../../../provider/src/review/report/model";
import { tilesOf } from "../../../../provider/src/review/report/tiles";
import { sampleAssessment } from "../../../support/review/report/sampleAssessment";

function modelOf(more: Partial<CostEstimate> = {}, inputs: Parameters<typeof sampleAssessment>[1] = {}) {
  const assessment = sampleAssessment({}, inputs);
  assert.ok(assessment.cost !== undefined);
  const model = costOf({ podIndex: "docs", assessment: { ...assessment, cost: { ...assessment.cost, ...more } } });
  if (isMissing(model)) throw new Error(model.why);
  return model;
}

describe("the cost of a report", () => {
  it("has before, meanwhile and after a month, and what is paid once", () => {
    const { parts, estimate } = modelOf();
    assert.deepEqual(
      parts.filter(({ key }) => key !== "other").map(({ key, monthly }) => [key, monthly]),
      [
        ["before", true],
        ["overlap", true],
        ["after", true],
        ["oneOff", false],
      ],
    );
    assert.deepEqual(parts[0]?.sum, estimate.before);
  });

  it("has the engine's own curve, whose crossing is at the pods' cost", () => {
    const { curve } = modelOf();
    assert.ok(curve?.crossing !== undefined);
    const { crossing, serverless, pods } = curve;
    assert.equal(crossing.dollars, (pods.low + pods.high) / 2);
    const at = serverless.find(({ queriesPerSecond }) => queriesPerSecond === crossing.queriesPerSecond);
    assert.ok(at !== undefined, "the break-even rate is a point of the curve");
    assert.ok(Math.abs((at.dollars.low + at.dollars.high) / 2 - crossing.dollars) < 0.02);
  });

  it("tells where it crosses at the earliest, unless that is about the same", () => {
    const at = (rate: number, low: number, high: number) => ({ queriesPerSecond: rate, dollars: { low, high } });
    const of = (points: ReturnType<typeof at>[], rate: number) => {
      const before = { dollars: { low: 100, high: 100 }, figures: [] };
      return modelOf({ before, curve: points, breakEven: { queriesPerSecond: rate } }).curve?.earliest;
    };
    assert.equal(of([at(0, 0, 0), at(10, 200, 400), at(20, 400, 800)], 5), 2.5);
    assert.equal(of([at(0, 50, 150), at(10, 100, 300)], 5), 0);
    assert.equal(of([at(0, 0, 0), at(10, 199, 201)], 5), undefined);
    assert.equal(of([at(0, 0, 0), at(10, 20, 40)], 50), undefined);
  });

  it("has today's rate, and guesses where it isn't known", () => {
    const known = modelOf().curve;
    assert.deepEqual([known?.today, known?.isTodayKnown, known?.scenarios], [{ low: 2.4, high: 2.4 }, true, []]);
    const unknown = modelOf({}, { workload: unknownWorkload({ podType: "p1.x2", replicas: 2 }) });
    assert.equal(unknown.curve?.isTodayKnown, false);
    assert.ok((unknown.curve?.scenarios.length ?? 0) > 2);
    assert.match(unknown.reading, /isn't known/);
  });

  it("has no crossing and no curve where the estimate has none", () => {
    const { breakEven: _none, curve: _neither, ...cost } = modelOf().estimate;
    const assessment = { ...sampleAssessment(), cost };
    const model = costOf({ podIndex: "docs", assessment });
    assert.ok(!isMissing(model) && model.curve === undefined);
    assert.match(model.reading, /at any rate/);
    const dear = { ...cost, after: { ...cost.after, dollars: { low: 5_000, high: 6_000 } } };
    const dearer = costOf({ podIndex: "docs", assessment: { ...assessment, cost: dear } });
    assert.ok(!isMissing(dearer));
    assert.match(dearer.reading, /even without a query/);
  });

  it("is that of the read nodes where they are asked for, and on demand stands beside", () => {
    const { serverless, ...rest } = sampleAssessment({}, { namespaces: new Map([["", 1_204_311]]) });
    const readNodes = { nodeType: "b1", shards: 1, replicas: 1 } as const;
    const assessment = { ...rest, serverless: { ...serverless, readNodes } };
    const { cost } = assessment;
    assert.ok(cost?.dedicated !== undefined);
    const model = costOf({ podIndex: "docs", assessment });
    assert.ok(!isMissing(model));
    assert.deepEqual(
      model.parts.filter(({ key }) => key === "after" || key === "other").map(({ label, sum }) => [label, sum.dollars]),
      [
        ["After: with read nodes", cost.dedicated.dollars],
        ["Or: read on demand", cost.after.dollars],
      ],
    );
    assert.equal(model.curve, undefined);
    assert.match(model.reading, /cost by the node/);
    assert.equal(tilesOf({ podIndex: "docs", assessment }).at(-1)?.value, formatMoney(cost.dedicated.dollars));
    const { dedicated: _none, ...without } = cost;
    const unknown = { podIndex: "docs", assessment: { ...assessment, cost: without } };
    const missing = costOf(unknown);
    assert.ok(isMissing(missing) && missing.why.startsWith("Dedicated read nodes are asked for"));
    assert.equal(
      tilesOf(unknown).some(({ label }) => label === "Cost after"),
      false,
    );
  });

  it("doesn't say that serverless is dearer where only the far end of its range is", () => {
    const { breakEven: _none, ...cost } = modelOf().estimate;
    const { low } = cost.before.dollars;
    const wide = { ...cost, after: { ...cost.after, dollars: { low: 0, high: low * 1.5 } } };
    const model = costOf({ podIndex: "docs", assessment: { ...sampleAssessment(), cost: wide } });
    assert.ok(!isMissing(model) && model.reading.startsWith("Serverless costs less"));
  });

  it("says why there is none", () => {
    const { cost: _none, ...assessment } = sampleAssessment();
    for (const facts of [{ podIndex: "docs" }, { podIndex: "docs", assessment }]) {
      const model = costOf(facts);
      assert.ok(isMissing(model) && model.how[0] === "podshift assess --json > assess.json");
    }
  });
});
