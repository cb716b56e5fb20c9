import assert from "node:assert/strict";
import { isLimitsProfile, LIMITS_PROFILES, limitsProfile } from "../../../provider/src/migration/limits";

describe("limits profiles", () => {
  it("take `fewer than` and `up to` at their word", () => {
    assert.deepEqual(LIMITS_PROFILES, {
      "guide-2025": { records: 24_999_999, namespaces: 19_999, clouds: ["aws", "gcp"] },
      current: { records: 500_000_000, namespaces: 20_000, clouds: ["aws", "gcp", "azure"] },
    });
  });

  it("are taken by name, or as numbers of one's own on all clouds", () => {
    assert.equal(limitsProfile("guide-2025"), LIMITS_PROFILES["guide-2025"]);
    assert.deepEqual(limitsProfile({ records: 5, namespaces: 6 }), {
      records: 5,
      namespaces: 6,
      clouds: ["aws", "gcp", "azure"],
    });
    assert.deepEqual(limitsProfile({ records: 5, namespaces: 6, clouds: ["gcp"] }).clouds, ["gcp"]);
    assert.deepEqual(["current", "toString"].map(isLimitsProfile), [true, false]);
  });
});
