import assert from "node:assert/strict";
import { tagChange } from "../../../provider/src/handlers/serverlessIndexShape";

describe("tagChange", () => {
  it("has what is new, changed and gone", () => {
    assert.deepEqual(tagChange({ a: "1", b: "2", c: "3" }, { a: "1", b: "3", d: "4" }), { b: "3", c: "", d: "4" });
  });

  it("touches no tag of podshift's own, as the making of the index doesn't", () => {
    assert.deepEqual(tagChange({ a: "1" }, { a: "1", "podshift-source": "other", podshift: "cutover" }), {});
    assert.deepEqual(tagChange({ "podshift-source": "other" }, {}), {});
  });
});
