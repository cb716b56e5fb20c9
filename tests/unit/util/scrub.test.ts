import assert from "node:assert/strict";
import { scrub } from "../../../provider/src/util/scrub";

describe("scrub", () => {
  it("takes every occurrence of every secret out", () => {
    assert.equal(scrub("key-1 and key-2, key-1", ["key-1", "key-2"]), "[secret] and [secret], [secret]");
  });

  it("knows no pattern: a secret is text", () => assert.equal(scrub("a.b+c aXbbc", ["a.b+c"]), "[secret] aXbbc"));

  it("takes a secret out as it is sent, too: without the space and line breaks around it", () => {
    for (const secret of ["pcsk_one\n", " pcsk_one", "\tpcsk_one\r\n"]) {
      assert.equal(
        scrub('Headers.append: "pcsk_one" is an invalid header value', [secret]),
        'Headers.append: "[secret]" is an invalid header value',
      );
    }
  });

  it("takes each line of a secret out that has several, however they are shown", () => {
    const secret = "pcsk_first\npcsk_other\n";
    assert.equal(scrub("pcsk_first\npcsk_other", [secret]), "[secret]");
    assert.equal(scrub("pcsk_first\\npcsk_other", [secret]), "[secret]\\n[secret]");
  });

  it("leaves the text alone without a secret, or with one that is hardly one", () => {
    assert.equal(scrub("abc", [undefined, "", "abc"]), "abc");
    assert.equal(scrub("abcd", ["abcd"]), "[secret]");
  });
});
