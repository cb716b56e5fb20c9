import assert from "node:assert/strict";
import { cutInside, cutTo, displayWidth, padColumns } from "../../../provider/src/util/width";

describe("width of a text on a terminal", () => {
  it("counts columns, not characters", () => {
    for (const [text, columns] of [
      ["docs", 4],
      ["日本", 4],
      ["한국", 4],
      ["🎉", 2],
      ["e\u0301", 1],
      ["a\u200db", 2],
      ["ｆｕｌｌ", 8],
      ["", 0],
      ["\u001b[32mgreen\u001b[0m", 5],
    ] as const) {
      assert.equal(displayWidth(text), columns, JSON.stringify(text));
    }
  });

  it("cuts what is wider, and marks it", () => {
    assert.equal(cutTo("records: 10 of 20", 40), "records: 10 of 20");
    assert.equal(cutTo("records: 10 of 20", 10), "records: …");
    assert.ok(displayWidth(cutTo("日本語の名前", 6)) <= 6);
  });

  it("keeps the beginning and the end of a name", () => {
    assert.equal(cutInside("tenant-1", 12), "tenant-1");
    assert.equal(cutInside("tenant-0123456789-eu", 12), "tenant…89-eu");
    assert.ok(displayWidth(cutInside("名前".repeat(40), 12)) <= 12);
  });

  it("pads to columns", () => {
    assert.equal(padColumns("日本", 6), "日本  ");
    assert.equal(padColumns("docs-eu", 4), "docs-eu");
  });
});
