import assert from "node:assert/strict";
import { canonicalNamespace } from "../../../provider/src/util/namespace";

describe("namespace", () => {
  it("has one name for the default one", () => {
    assert.deepEqual([undefined, "", "__default__", "a"].map(canonicalNamespace), ["", "", "", "a"]);
  });
});
