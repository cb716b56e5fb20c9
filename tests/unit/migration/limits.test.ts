import assert from "node:assert/strict";
import { LIMITS_PROFILES } from "../../../provider/src/migration/limits";

describe("limits profiles", () => {
  it("take `fewer than` and `up to` at their word", () => {
    assert.deepEqual(LIMITS_PROFILES, {
      "guide-2025": { records: 24_999_999, namespaces: 19_999, clouds: ["aws", "gcp"] },
      current: { records: 500_000_000, namespaces: 20_000, clouds: ["aws", "gcp", "azure"] },
    });
  });
});
