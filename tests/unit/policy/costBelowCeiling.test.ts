import assert from "node:assert/strict";
import { costBelowCeiling } from "../../../policy/src/costBelowCeiling";
import { codes, judge } from "../../support/policy/judge";
import { changed, having, RECORDED, recorded } from "../../support/policy/recording";

const rule = costBelowCeiling();
const costing = (dollars: number) => changed(recorded("paused-copy"), "Preflight", ["monthly", "after"], dollars);

describe("policy costBelowCeiling", () => {
  for (const name of RECORDED) {
    it(`${name}: passes below the ceiling, and fails above`, () => {
      assert.deepEqual(codes(rule, recorded(name), { maxMonthlyDollars: 100 }), []);
      assert.deepEqual(codes(rule, recorded(name), { maxMonthlyDollars: 99.99 }), ["COST_ABOVE_CEILING"]);
    });
  }

  it("does nothing without a ceiling", () => assert.deepEqual(codes(rule, costing(1_000_000)), []));

  it("adds the migrations of a stack up", () => {
    const [preflight] = recorded("paused-assess").resources.filter(({ type }) => type.endsWith(":Preflight"));
    assert.ok(preflight);
    const other = { ...preflight.props, podIndex: "news", monthly: { before: 1, after: 60, traffic: "configured" } };
    const both = having(recorded("paused-copy"), preflight.type, "news", other);
    assert.deepEqual(codes(rule, both, { maxMonthlyDollars: 160 }), []);
    const [violation] = judge(rule, both, { maxMonthlyDollars: 159 });
    assert.match(violation?.message ?? "", /\$160 a month \(docs \$100, news \$60\); the ceiling is \$159/);
  });

  it("leaves a migration whose cost isn't known to `costKnown`", () => {
    const untold = changed(recorded("paused-copy"), "Preflight", ["monthly"], undefined);
    assert.deepEqual(codes(rule, untold, { maxMonthlyDollars: 1 }), []);
  });

  it("takes a ceiling of 0 for one", () =>
    assert.deepEqual(codes(rule, costing(0.13), { maxMonthlyDollars: 0 }), ["COST_ABOVE_CEILING"]));
});
