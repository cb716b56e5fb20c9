import assert from "node:assert/strict";
import fc from "fast-check";
import { fitted } from "../../../provider/src/cli/fitted";
import { displayWidth } from "../../../provider/src/util/width";

const WORD = fc.stringMatching(/^[a-z日🎉]{1,12}$/u);

describe("a text fitted to the terminal", () => {
  it("goes on below what it goes on with", () => {
    const text =
      "  next      cutover: ready. Change `phase: copy` to `phase: cutover`, open a pull request (1 silent writer)";
    assert.deepEqual(fitted(text, 60).split("\n"), [
      "  next      cutover: ready. Change `phase: copy` to `phase:",
      "            cutover`, open a pull request (1 silent writer)",
    ]);
    assert.deepEqual(fitted("error: one two three four five six seven eight", 40).split("\n"), [
      "error: one two three four five six seven",
      "  eight",
    ]);
  });

  it("leaves addresses whole, and everything where there is no terminal", () => {
    const link = `    https://docs.pinecone.io/${"x".repeat(80)}`;
    assert.equal(fitted(link, 80), link);
    const long = "word ".repeat(50).trimEnd();
    assert.equal(fitted(long, undefined), long);
  });

  it("loses no word, and no line is wider than the terminal", () => {
    const texts = fc.tuple(fc.array(WORD, { maxLength: 40 }), fc.nat(8));
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 100 }), ([words, spaces], columns) => {
        const text = " ".repeat(spaces) + words.join(" ");
        const lines = fitted(text, columns).split("\n");
        assert.ok(lines.every((line) => displayWidth(line) <= columns));
        assert.deepEqual(lines.join(" ").match(/[^ ]+/g), text.match(/[^ ]+/g));
      }),
      { numRuns: 200 },
    );
  });
});
