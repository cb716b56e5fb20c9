import assert from "node:assert/strict";
import { letterPairs, NAMESPACES, namespaceOf, toRecord } from "../../../scripts/demo/wordRecords";

const values = Float32Array.from([0.6, -0.8]);

describe("demo records", () => {
  it("carry the word's metadata, the rank counted from 1 as an integer", () => {
    const { id, metadata } = toRecord("ice-cream", 6, values);
    assert.equal(id, "word-7");
    assert.deepEqual(metadata, {
      word: "ice-cream",
      rank: 7,
      length: 9,
      letter: "i",
      tags: ["long", "vowel", "compound"],
    });
  });

  it("are tagged by length, first letter and digits", () => {
    assert.deepEqual(toRecord("mp3", 1, values).metadata.tags, ["short", "consonant", "digits"]);
    assert.deepEqual(toRecord("!", 1, values).metadata.tags, ["short", "symbol"]);
  });

  it("count letters, not code units", () => {
    const { length, letter } = toRecord("𝒳y", 1, values).metadata;
    assert.deepEqual({ length, letter }, { length: 2, letter: "𝒳" });
  });

  it("have sparse values for every tenth word, unless it has no two letters in a row", () => {
    assert.ok(toRecord("ocean", 20, values).sparseValues);
    assert.equal(toRecord("ocean", 21, values).sparseValues, undefined);
    assert.equal("sparseValues" in toRecord("%", 20, values), false);
  });

  it("keep six decimals of a value", () => {
    assert.deepEqual(toRecord("a", 1, Float32Array.from([0.123456789])).values, [0.123457]);
  });
});

describe("letter pairs as sparse values", () => {
  it("are in ascending order, each position once, repeated pairs weighing more", () => {
    const { indices, values: weights } = letterPairs("banana") ?? assert.fail("no pairs");
    const position = (pair: string) => (pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97;
    assert.deepEqual(indices, [position("an"), position("ba"), position("na")]);
    assert.deepEqual(weights, [2 / 3, 1 / 3, 2 / 3]);
  });

  it("leave out what is no letter from a to z", () => {
    assert.deepEqual(letterPairs("a-b"), undefined);
    assert.equal(letterPairs("ab-é")?.indices.length, 1);
  });
});

describe("namespaces of the demo", () => {
  it("part the words by how common they are, for any number of them", () => {
    for (const total of [1_000, 20_000, 341_479]) {
      const counts = new Map<string, number>(NAMESPACES.map((name) => [name, 0]));
      for (let rank = 0; rank < total; rank += 1) {
        const name = namespaceOf(rank, total);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      const shares = NAMESPACES.map((name) => Math.round(((counts.get(name) ?? 0) / total) * 100));
      assert.deepEqual(shares, [50, 30, 20]);
    }
  });

  it("begin with the default one for the most common word", () => {
    assert.equal(namespaceOf(0, 1_000), "");
    assert.equal(namespaceOf(999, 1_000), "rare");
  });
});
