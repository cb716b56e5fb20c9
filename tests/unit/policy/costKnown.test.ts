import assert from "node:assert/strict";
import { costKnown } from "../../../policy/src/costKnown";
import { codes } from "../../support/policy/judge";
import { changed, RECORDED, recorded } from "../../support/policy/recording";

const rule = costKnown();

describe("policy costKnown", () => {
  it("is a word of advice, no more", () => assert.equal(rule.enforcementLevel, "advisory"));

  for (const name of RECORDED) {
    it(`${name}: passes once the traffic is told, and fails as recorded`, () => {
      assert.deepEqual(codes(rule, recorded(name)), ["TRAFFIC_UNKNOWN docs"]);
      const told = changed(recorded(name), "Preflight", ["monthly", "traffic"], "configured");
      assert.deepEqual(codes(rule, told), []);
    });
  }

  it("fails without a cost, as older versions tell none", () => {
    const untold = changed(recorded("paused-copy"), "Preflight", ["monthly"], undefined);
    assert.deepEqual(codes(rule, untold), ["COST_UNKNOWN docs"]);
  });
});
