import assert from "node:assert/strict";
import { otherPods, podNames } from "../../../provider/src/migration/otherPods";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";

describe("a pod index that isn't there", () => {
  it("is told from those that are, in order", () => {
    const indexes = [
      podDescription({ name: "b" }),
      serverlessDescription({ name: "c" }),
      podDescription({ name: "a" }),
    ];
    assert.equal(otherPods(podNames(indexes)), "whose pod-based ones are a, b");
  });

  it("is told from the first five of many, however their names look", () => {
    const names = ["a\n", "b", "c", "d", "e", "f", "g"];
    assert.equal(otherPods(names), "whose pod-based ones are a\\n, b, c, d, e and 2 more");
  });

  it("is told of where there is none", () => {
    assert.equal(otherPods([]), "which has no pod-based index at all");
  });
});
