import assert from "node:assert/strict";
import {
  formatCount,
  formatDuration,
  formatRate,
  plural,
  printable,
  printableText,
} from "../../../provider/src/util/format";

describe("format", () => {
  it("shows a name on one line, whoever has chosen it, and leaves plain ones as they are", () => {
    assert.equal(printable("ü,北京 a/1#0"), "ü,北京 a/1#0");
    assert.equal(printable("a\n\t\u001b[2Jb\u2028\u202e"), "a\\n\\t\\u001b[2Jb\\u2028\\u202e");
    assert.equal(printable("\u{e0041}"), "\\udb40\\udc41");
  });

  it("shows a text as it is, but for what a terminal would obey", () => {
    const ours = "a\n  b\tc\r\nü 北京 👩\u200d💻 100 %";
    assert.equal(printableText(ours), ours);
    assert.equal(
      printableText("a\u001b[2J\u001b]0;t\u0007\rb\u009b1mc\u202ed\u2066e\u0000"),
      ["a\\u001b[2J\\u001b]0;t\\u0007\\u000db\\u009b1mc\\u202ed\\u2066e\\u0000"].join(),
    );
    const json = JSON.stringify({ id: "a\u009b\u202e\u2028" });
    assert.deepEqual(JSON.parse(printableText(json)), JSON.parse(json));
  });

  it("counts with commas", () => {
    assert.deepEqual([0, 999, 1_204_311].map(formatCount), ["0", "999", "1,204,311"]);
    assert.deepEqual(
      [0, 1, 2, 1_000].map((count) => plural(count, "record")),
      ["0 records", "1 record", "2 records", "1,000 records"],
    );
  });

  it("says rates with two digits, and whole ones above a hundred", () => {
    assert.deepEqual([0, 0.01, 2.44, 1, 99.6, 150.4, 2_250].map(formatRate), [
      "0",
      "0.01",
      "2.4",
      "1",
      "100",
      "150",
      "2,250",
    ]);
  });

  for (const [ms, said] of [
    [0, "0 s"],
    [4_400, "4 s"],
    [89_000, "89 s"],
    [90_000, "2 min"],
    [11 * 60_000, "11 min"],
    [89 * 60_000, "89 min"],
    [90 * 60_000, "1 h 30 min"],
    [120 * 60_000, "2 h"],
    [125 * 60_000, "2 h 5 min"],
    [24 * 3_600_000, "24 h"],
  ] as const) {
    it(`says ${ms} ms as ${said}`, () => assert.equal(formatDuration(ms), said));
  }
});
