import assert from "node:assert/strict";
import { mayMatch } from "../../../../provider/src/migration/catchUp/mayMatch";

const RED = { color: "red", tags: ["a", "b"], size: 2 };

describe("whether a filter may find a record", () => {
  for (const [filter, expected] of [
    [{ color: "red" }, true],
    [{ color: { $eq: "blue" } }, false],
    [{ color: { $in: ["blue", "red"] } }, true],
    [{ tags: "b" }, true],
    [{ tags: { $in: ["c", "d"] } }, false],
    [{ size: { $eq: "2" } }, false],
    [{ none: { $eq: "x" } }, false],
    [{ color: "red", size: 3 }, false],
    [{ $or: [{ color: "blue" }, { size: 2 }] }, true],
    [{ $or: [{ color: "blue" }, { size: 3 }] }, false],
    [{ $and: [{ color: "red" }, { tags: "c" }] }, false],
    [{ color: { $ne: "red" } }, true],
    [{ $and: [{ color: { $nin: ["red"] } }, { size: 3 }] }, false],
    [{ $or: [{ color: { $ne: "red" } }, { size: 3 }] }, true],
    [{ constructor: { $eq: "x" } }, false],
  ] as const) {
    it(`${JSON.stringify(filter)}: ${expected ? "it may" : "surely not"}`, () => {
      assert.equal(mayMatch(filter, RED), expected);
    });
  }
});
