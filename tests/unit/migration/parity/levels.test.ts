import assert from "node:assert/strict";
import fc from "fast-check";
import { fetchBatches } from "../../../../provider/src/migration/parity/batches";
import { shareAtMost } from "../../../../provider/src/migration/parity/confidence";
import { IdSet } from "../../../../provider/src/migration/parity/idSet";
import { overlap } from "../../../../provider/src/migration/parity/overlap";
import { placeOf, SmallestPlaces } from "../../../../provider/src/migration/parity/sample";
import { Suspects } from "../../../../provider/src/migration/parity/suspects";
import { id, namespace } from "./arbitraries";

describe("overlap of two answers", () => {
  const answer = (...scores: [string, number][]) => scores.map(([each, score]) => ({ id: each, score }));

  it("is the share of the pod index's answers that serverless gives too", () => {
    const pod = answer(["a", 0.9], ["b", 0.8], ["c", 0.7], ["d", 0.6]);
    assert.equal(overlap(pod, answer(["b", 0.8], ["a", 0.9], ["x", 0.5], ["y", 0.4])), 0.5);
    assert.equal(overlap(pod, pod), 1);
    assert.equal(overlap(pod, []), 0);
  });

  it("takes either of two answers that tie at the edge", () => {
    const pod = answer(["a", 0.9], ["b", 0.6]);
    assert.equal(overlap(pod, answer(["a", 0.9], ["c", 0.600_001])), 1);
    assert.equal(overlap(pod, answer(["a", 0.9], ["c", 0.61])), 0.5);
  });

  it("is at most 1, and 1 for no answers on both sides", () => {
    assert.equal(overlap([], []), 1);
    assert.equal(overlap([], answer(["a", 1])), 0);
    assert.equal(overlap(answer(["a", 1]), answer(["a", 1], ["b", 1])), 1);
  });
});

describe("share that a clean sample leaves possible", () => {
  it("is that of Clopper and Pearson: near 3/n, all for no record", () => {
    assert.equal(shareAtMost(0, 0), 1);
    assert.ok(Math.abs(shareAtMost(0, 1) - 0.95) < 1e-12);
    assert.ok(Math.abs(shareAtMost(0, 1_000) - 0.002_991_2) < 1e-6);
  });

  it("grows with what was found, up to all: as the tables of Clopper and Pearson have it", () => {
    // qbeta(0.95, found + 1, n - found) of R.
    for (const [found, n, bound] of [
      [1, 10, 0.394_163],
      [5, 10, 0.777_559],
      [9, 10, 0.994_884],
      [10, 10, 1],
      [3, 1_000, 0.007_736],
    ] as const) {
      assert.ok(Math.abs(shareAtMost(found, n) - bound) < 1e-4, `${found} of ${n}: ${shareAtMost(found, n)}`);
    }
  });
});

describe("sample", () => {
  it("gives each record its place, by seed, uniform between 0 and 1", () => {
    const places = Array.from({ length: 4_000 }, (_, at) => placeOf(7, "a", `r-${at}`));
    const below = (share: number) => places.filter((each) => each < share).length / places.length;
    // Four standard errors at 4,000 draws.
    for (const share of [0.1, 0.5, 0.9]) assert.ok(Math.abs(below(share) - share) < 4 * Math.sqrt(0.25 / 4_000));
    assert.notEqual(placeOf(7, "a", "r"), placeOf(8, "a", "r"));
    assert.notEqual(placeOf(7, "a", "r"), placeOf(7, "b", "r"));
  });

  it("keeps the items with the smallest places", () => {
    const places = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 100 });
    fc.assert(
      fc.property(places, fc.nat(12), (all, size) => {
        const smallest = new SmallestPlaces<number>(size);
        for (const each of all) smallest.offer(each, each);
        assert.deepEqual(smallest.items(), [...all].sort((a, b) => a - b).slice(0, size));
      }),
    );
  });
});

describe("set of ids", () => {
  it("is as a Set of strings", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(namespace, id), { maxLength: 60 }), (ids) => {
        const [ours, theirs] = [new IdSet(), new Set<string>()];
        for (const [name, each] of ids) {
          const key = JSON.stringify([name, each]);
          assert.equal(ours.has(name, each), theirs.has(key));
          assert.equal(ours.add(name, each), !theirs.has(key));
          theirs.add(key);
        }
        assert.equal(ours.size, theirs.size);
      }),
    );
  });

  it("keeps what it holds while it grows", () => {
    const ours = new IdSet();
    for (let at = 0; at < 5_000; at += 1) assert.equal(ours.add("", `r-${at}`), true);
    for (let at = 0; at < 5_000; at += 1) assert.equal(ours.add("", `r-${at}`), false);
    assert.equal(ours.has("", "r-5000"), false);
  });
});

describe("fetches", () => {
  it("hold every id once, in order, and none is longer than an address may be", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 900 }), (ids) => {
        const batches = fetchBatches(ids);
        assert.deepEqual(batches.flat(), ids);
        for (const batch of batches) {
          const query = batch.map((each) => `&ids=${encodeURIComponent(each)}`).join("");
          assert.ok(batch.length <= 200 && (query.length <= 6_000 || batch.length === 1));
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("differences that wait", () => {
  it("are counted beyond those that are kept", () => {
    const suspects = new Suspects(2);
    for (const each of ["a", "b", "c", "d"]) suspects.add({ kind: "missing", namespace: "", id: each });
    assert.equal(suspects.waiting, 2);
    assert.equal(suspects.count("missing"), 4);
    assert.deepEqual(
      suspects.examples().map((each) => each.id),
      ["a", "b", "c", "d"],
    );
    assert.deepEqual([...(suspects.take().get("")?.keys() ?? [])], ["a", "b"]);
    assert.equal(suspects.count("missing"), 2);
  });
});
