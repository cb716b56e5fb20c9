import assert from "node:assert/strict";
import { displayNamespace } from "../../../provider/src/pinecone/namespace";

describe("namespace, as people see it", () => {
  it("has a name for the default one", () => {
    assert.deepEqual(["", "a"].map(displayNamespace), ["(default)", "a"]);
  });
});
