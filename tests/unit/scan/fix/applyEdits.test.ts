import assert from "node:assert/strict";
import fc from "fast-check";
import type { Edit } from "../../../../provider/src/scan/finding";
import { applied, areSound, chosenEdits } from "../../../../provider/src/scan/fix/applyEdits";

const TEXT = "0123456789";
const edit = fc
  .tuple(fc.nat(TEXT.length), fc.nat(4), fc.constantFrom("", "a", "bc", "\n"))
  .map(([start, length, text]): Edit => ({ start, end: Math.min(TEXT.length, start + length), text }));
const corrections = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 8 });

describe("chosenEdits", () => {
  it("overlap never, and come whole or not at all", () => {
    fc.assert(
      fc.property(corrections, (all) => {
        const chosen = chosenEdits(TEXT, all);
        const has = (each: Edit) =>
          chosen.some(({ start, end, text }) => start === each.start && end === each.end && text === each.text);
        for (const [at, one] of chosen.entries()) {
          for (const other of chosen.slice(at + 1)) {
            assert.ok(one.end <= other.start || other.end <= one.start, "they overlap");
            assert.ok(
              one.start !== other.start || one.end !== other.end || one.start !== one.end,
              "two insert at once",
            );
          }
        }
        for (const each of chosen) assert.ok(all.some((edits) => edits.includes(each) && edits.every(has)));
      }),
    );
  });

  it("make of a text what making them one by one from behind makes", () => {
    fc.assert(
      fc.property(corrections, (all) => {
        const chosen = chosenEdits(TEXT, all);
        const backwards = [...chosen].sort((a, b) => b.start - a.start || b.end - a.end);
        const expected = backwards.reduce(
          (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
          TEXT,
        );
        assert.equal(applied(TEXT, chosen), expected);
        assert.equal(applied(TEXT, [...chosen].reverse()), expected);
      }),
    );
  });

  it("make what two corrections share once", () => {
    const shared = { start: 0, end: 0, text: "import x\n" };
    const all = [
      [shared, { start: 1, end: 2, text: "a" }],
      [shared, { start: 4, end: 5, text: "b" }],
    ];
    assert.equal(applied(TEXT, chosenEdits(TEXT, all)), "import x\n0a23b56789");
  });

  it("leave out what changes nothing, or isn't in the text", () => {
    const unsound: readonly (readonly Edit[])[] = [
      [],
      [{ start: 0, end: 1, text: "0" }],
      [{ start: 9, end: 11, text: "" }],
      [{ start: 3, end: 2, text: "x" }],
      [
        { start: 0, end: 2, text: "x" },
        { start: 1, end: 3, text: "y" },
      ],
    ];
    for (const edits of unsound) assert.equal(areSound(TEXT, edits), false);
    assert.deepEqual(chosenEdits(TEXT, unsound), []);
  });
});
