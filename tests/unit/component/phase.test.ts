import assert from "node:assert/strict";
import { PHASE_PLANS } from "../../../provider/src/component/phase";
import { PHASES } from "../../../provider/src/migration/phases";

describe("PHASE_PLANS", () => {
  it("has one row a phase, in the engine's order", () => assert.deepEqual(Object.keys(PHASE_PLANS), [...PHASES]));

  it("says what exists in each phase", () => {
    assert.deepEqual(PHASE_PLANS, {
      assess: { podIndex: "adopted", log: false, copy: false, active: "pod", reversible: true },
      capture: { podIndex: "adopted", log: true, copy: false, active: "pod", reversible: true },
      copy: { podIndex: "adopted", log: true, copy: true, active: "pod", reversible: true },
      cutover: { podIndex: "guarded", log: true, copy: true, active: "serverless", reversible: true },
      retire: { podIndex: "gone", log: false, copy: true, active: "serverless", reversible: false },
    });
  });
});
