import assert from "node:assert/strict";
import fc from "fast-check";
import { superset } from "../../../../provider/src/migration/catchUp/resolve";

const all = undefined;
const some = new Set(["color", "size"]);

describe("superset of a filter", () => {
  const cases: ReadonlyArray<readonly [filter: object, wide: object | undefined]> = [
    [{ color: "red" }, { color: { $eq: "red" } }],
    [{ color: { $eq: "red" } }, { color: { $eq: "red" } }],
    [{ color: { $in: ["red", "blue"] } }, { color: { $in: ["red", "blue"] } }],
    [{ color: { $ne: "red" } }, undefined],
    [{ color: { $nin: ["red"] } }, undefined],
    [{ size: { $gt: 1 } }, undefined],
    [{ color: { $exists: false } }, undefined],
    [{ color: { $eq: "red", $ne: "blue" } }, { color: { $eq: "red" } }],
    [{ color: "red", size: { $gt: 1 } }, { color: { $eq: "red" } }],
    [{ color: "red", size: 1 }, { $and: [{ color: { $eq: "red" } }, { size: { $eq: 1 } }] }],
    [{ $and: [{ color: "red" }, { size: { $lt: 1 } }] }, { color: { $eq: "red" } }],
    [{ $and: [{ size: { $lt: 1 } }] }, undefined],
    [{ $or: [{ color: "red" }, { size: 1 }] }, { $or: [{ color: { $eq: "red" } }, { size: { $eq: 1 } }] }],
    [{ $or: [{ color: "red" }, { size: { $lt: 1 } }] }, undefined],
    [{ $or: [] }, undefined],
    [{ $and: [{ $or: [{ color: "red" }, { color: { $ne: "blue" } }] }, { size: 2 }] }, { size: { $eq: 2 } }],
    [{ color: ["red"] }, undefined],
    [{ color: { $in: [] } }, undefined],
    [{ $nor: [{ color: "red" }] }, undefined],
    [{}, undefined],
  ];
  for (const [filter, wide] of cases) {
    it(`${JSON.stringify(filter)} -> ${wide === undefined ? "every record" : JSON.stringify(wide)}`, () => {
      assert.deepEqual(superset(filter, all), wide);
    });
  }

  it("leaves out fields that can't be filtered on", () => {
    assert.deepEqual(superset({ color: "red", owner: "me" }, some), { color: { $eq: "red" } });
    assert.equal(superset({ owner: "me" }, some), undefined);
    assert.equal(superset({ $or: [{ owner: "me" }, { color: "red" }] }, some), undefined);
  });

  it("finds whatever the filter finds, whatever the other operators mean", () => {
    const leaf = fc.oneof(
      fc.record({ a: fc.constantFrom("x", "y") }),
      fc.record({ b: fc.record({ $in: fc.uniqueArray(fc.constantFrom("x", "y"), { minLength: 1 }) }) }),
      fc.record({ a: fc.record({ $ne: fc.constantFrom("x", "y") }) }),
      fc.record({ b: fc.record({ $exists: fc.boolean() }) }),
    );
    const { filter } = fc.letrec<{ filter: object; parts: object[] }>((tie) => ({
      filter: fc.oneof({ maxDepth: 3 }, leaf, fc.record({ $and: tie("parts") }), fc.record({ $or: tie("parts") })),
      parts: fc.array(tie("filter"), { minLength: 1, maxLength: 3 }) as fc.Arbitrary<object[]>,
    }));
    const record = fc.record({ a: fc.constantFrom("x", "y"), b: fc.constantFrom("x", "y") }, { requiredKeys: [] });
    fc.assert(
      fc.property(filter, record, fc.boolean(), (given, md, others) => {
        const wide = superset(given, all);
        if (wide !== undefined && holds(given, md, others)) assert.ok(holds(wide, md, false), JSON.stringify(wide));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** `others`: what operators that the sides may understand differently answer. */
function holds(filter: object, md: Record<string, unknown>, others: boolean): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === "$and") return (value as object[]).every((each) => holds(each, md, others));
    if (key === "$or") return (value as object[]).some((each) => holds(each, md, others));
    if (typeof value !== "object") return md[key] === value;
    return Object.entries(value as object).every(([operator, operand]) => {
      if (operator === "$eq") return md[key] === operand;
      return operator === "$in" ? (operand as unknown[]).includes(md[key]) : others;
    });
  });
}
