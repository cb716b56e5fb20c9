import assert from "node:assert/strict";
import fc from "fast-check";
import { numberAt, reaches, START } from "../../../provider/src/writeLog/position";

const position = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.nat(9));

describe("a position", () => {
  it("stands at 0 for a writer that it doesn't name", () => {
    assert.equal(numberAt(START, "a"), 0);
    assert.equal(numberAt({ a: 3 }, "a"), 3);
  });

  it("reaches() is an order", () => {
    fc.assert(
      fc.property(position, position, position, (a, b, c) => {
        assert.ok(reaches(a, a) && reaches(a, START));
        if (reaches(a, b) && reaches(b, c)) assert.ok(reaches(a, c));
      }),
    );
  });
});
