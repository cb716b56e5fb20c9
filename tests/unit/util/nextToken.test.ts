import assert from "node:assert/strict";
import { nextToken } from "../../../provider/src/util/nextToken";

const refuse = () => new RangeError("leads nowhere");

describe("nextToken", () => {
  it("is that of the page that follows", () => {
    assert.equal(nextToken("b", undefined, refuse), "b");
    assert.equal(nextToken("b", "a", refuse), "b");
  });

  it("is none behind the last page", () => {
    for (const none of [undefined, null, ""]) assert.equal(nextToken(none, "a", refuse), undefined);
  });

  it("is refused when it leads to the same page again, or is no token", () => {
    for (const odd of ["a", 7, {}, false]) assert.throws(() => nextToken(odd, "a", refuse), RangeError);
  });
});
