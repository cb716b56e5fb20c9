import assert from "node:assert/strict";
import { compileFilter } from "../../../emulator/dist/filter";

const record = { genre: "drama", year: 2019, rating: 7.5, seen: true, cast: ["ann", "bob"] };
const ALL = { filterable: undefined, limited: true };
const finds = (filter: unknown) => compileFilter(filter, ALL)(record);

describe("emulator: metadata filter", () => {
  const cases: [filter: object, found: boolean][] = [
    [{}, true],
    [{ genre: "drama" }, true],
    [{ genre: "Drama" }, false],
    [{ seen: true }, true],
    [{ year: 2019.0 }, true],
    [{ year: "2019" }, false],
    [{ genre: { $eq: "drama" } }, true],
    [{ genre: { $ne: "drama" } }, false],
    [{ genre: { $ne: "comedy" } }, true],
    [{ missing: { $ne: "x" } }, true],
    [{ missing: "x" }, false],
    [{ year: { $gt: 2019 } }, false],
    [{ year: { $gte: 2019 } }, true],
    [{ rating: { $lt: 7.6 } }, true],
    [{ rating: { $lte: 7.4 } }, false],
    [{ genre: { $gt: 1 } }, false],
    [{ year: { $gte: 2000, $lt: 2010 } }, false],
    [{ year: { $gte: 2010, $lt: 2020 } }, true],
    [{ genre: { $in: ["comedy", "drama"] } }, true],
    [{ year: { $in: [2018] } }, false],
    [{ missing: { $in: ["x"] } }, false],
    [{ genre: { $in: [] } }, false],
    [{ genre: { $nin: ["comedy"] } }, true],
    [{ genre: { $nin: ["drama"] } }, false],
    [{ missing: { $nin: ["x"] } }, true],
    [{ genre: { $exists: true } }, true],
    [{ genre: { $exists: false } }, false],
    [{ missing: { $exists: false } }, true],
    [{ cast: "ann" }, true],
    [{ cast: "eve" }, false],
    [{ cast: { $in: ["eve", "bob"] } }, true],
    [{ cast: { $nin: ["ann"] } }, false],
    [{ cast: { $ne: "ann" } }, false],
    [{ cast: { $gt: 1 } }, false],
    [{ $and: [{ cast: "ann" }, { cast: "bob" }] }, true],
    [{ $and: [{ cast: "ann" }, { cast: "eve" }] }, false],
    [{ $or: [{ genre: "comedy" }, { year: { $gt: 2000 } }] }, true],
    [{ $or: [{ genre: "comedy" }, { year: { $gt: 2020 } }] }, false],
    [{ genre: "drama", year: 2018 }, false],
    [{ genre: "drama", $or: [{ year: 2018 }, { year: 2019 }] }, true],
    [{ $and: [{ $or: [{ genre: "x" }, { seen: true }] }, { rating: 7.5 }] }, true],
  ];
  for (const [filter, found] of cases) {
    it(`${found ? "finds" : "doesn't find"} by ${JSON.stringify(filter)}`, () => {
      assert.equal(finds(filter), found);
    });
  }

  it("treats a record without metadata as one without fields", () => {
    assert.equal(compileFilter({ genre: "drama" }, ALL)(undefined), false);
    assert.equal(compileFilter({ genre: { $exists: false } }, ALL)(undefined), true);
  });

  it("never takes an inherited property for a field", () => {
    assert.equal(finds({ toString: { $exists: true } }), false);
  });

  it("finds nothing by a field that isn't indexed, whatever the condition", () => {
    const rules = { filterable: ["genre"], limited: true };
    assert.equal(compileFilter({ genre: "drama" }, rules)(record), true);
    for (const condition of [2019, { $ne: 1 }, { $exists: false }, { $nin: ["x"] }]) {
      assert.equal(compileFilter({ year: condition }, rules)(record), false);
    }
  });

  const refused: unknown[] = [
    undefined,
    null,
    [],
    "genre",
    { genre: ["drama"] },
    { genre: null },
    { genre: {} },
    { genre: { $eq: ["drama"] } },
    { genre: { $eq: { a: 1 } } },
    { genre: { $ne: ["drama"] } },
    { genre: { $like: "d" } },
    { genre: { in: ["drama"] } },
    { year: { $gt: "2019" } },
    { year: { $lte: true } },
    { genre: { $in: "drama" } },
    { genre: { $in: [true] } },
    { genre: { $in: [["drama"]] } },
    { genre: { $exists: "yes" } },
    { $not: { genre: "drama" } },
    { $eq: "drama" },
    { $and: [] },
    { $and: { genre: "drama" } },
    { $or: [{ genre: ["x"] }] },
  ];
  for (const filter of refused) {
    it(`refuses ${JSON.stringify(filter)}`, () => {
      assert.throws(() => compileFilter(filter, ALL), { status: 400, code: 3 });
    });
  }

  it("limits $in and $nin to 10,000 values, unless limits are off", () => {
    const values = Array.from({ length: 10_001 }, (_, at) => at);
    for (const operator of ["$in", "$nin"]) {
      assert.throws(() => compileFilter({ a: { [operator]: values } }, ALL), { status: 400, code: 3 });
      compileFilter({ a: { [operator]: values.slice(1) } }, ALL);
      compileFilter({ a: { [operator]: values } }, { filterable: undefined, limited: false });
    }
  });
});
