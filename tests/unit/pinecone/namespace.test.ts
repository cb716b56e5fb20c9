import assert from "node:assert/strict";
import { canonicalNamespace, displayNamespace } from "../../../provider/src/pinecone/namespace";

describe("namespace", () => {
  it("has one name for the default one", () => {
    assert.deepEqual([undefined, "", "__default__", "a"].map(canonicalNamespace), ["", "", "", "a"]);
    assert.deepEqual(["", "a"].map(displayNamespace), ["(default)", "a"]);
  });
});
