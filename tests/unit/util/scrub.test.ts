import assert from "node:assert/strict";
import { scrub } from "../../../provider/src/util/scrub";

describe("scrub", () => {
  it("takes every occurrence of every secret out", () => {
    assert.equal(scrub("key-1 and key-2, key-1", ["key-1", "key-2"]), "[secret] and [secret], [secret]");
  });

  it("knows no pattern: a secret is text", () => assert.equal(scrub("a.b+c aXbbc", ["a.b+c"]), "[secret] aXbbc"));

  it("leaves the text alone without a secret, or with one that is hardly one", () => {
    assert.equal(scrub("abc", [undefined, "", "abc"]), "abc");
    assert.equal(scrub("abcd", ["abcd"]), "[secret]");
  });
});
