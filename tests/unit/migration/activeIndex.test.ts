import assert from "node:assert/strict";
import { differentCounts, whoServes } from "../../../provider/src/migration/activeIndex";
import { podDescription } from "../../support/provider/descriptions";

const counts = (namespaces: Record<string, number>) => ({
  namespaces: new Map(Object.entries(namespaces)),
  total: Object.values(namespaces).reduce((sum, count) => sum + count, 0),
});

describe("whoServes", () => {
  it("reads the tag, and takes a pod index that is gone for retired", () => {
    assert.equal(whoServes(podDescription()), "pod");
    assert.equal(whoServes(podDescription({ tags: { podshift: "cutover" } })), "serverless");
    assert.equal(whoServes(podDescription({ tags: { podshift: "retired" } })), "serverless");
    assert.equal(whoServes(undefined), "serverless");
  });
});

describe("differentCounts", () => {
  it("has nothing to say of equal counts; an absent namespace counts 0", () => {
    assert.deepEqual(differentCounts(counts({ "": 3, a: 0 }), counts({ "": 3, b: 0 })), []);
  });

  it("has one line a namespace that differs, on whichever side it is missing", () => {
    const lines = differentCounts(counts({ "": 1_003, b: 2 }), counts({ "": 1_002, a: 1 }));
    assert.deepEqual(lines, [
      "namespace (default): 1,003 in the pod index, 1,002 in the serverless index",
      "namespace a: 0 in the pod index, 1 in the serverless index",
      "namespace b: 2 in the pod index, 0 in the serverless index",
    ]);
  });

  it("has a line for what is counted in no namespace that an index names", () => {
    const more = { ...counts({ a: 1 }), total: 3 };
    const line = (pod: number, serverless: number) =>
      `in no namespace that the index names: ${pod} in the pod index, ${serverless} in the serverless index`;
    assert.deepEqual(differentCounts(more, counts({ a: 1 })), [line(2, 0)]);
    assert.deepEqual(differentCounts(counts({ a: 1 }), more), [line(0, 2)]);
  });

  it("is not taken in by equal totals", () => {
    assert.equal(differentCounts(counts({ a: 1, b: 2 }), counts({ a: 2, b: 1 })).length, 2);
  });
});
