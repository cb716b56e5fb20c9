import assert from "node:assert/strict";
import fc from "fast-check";
import { Fold } from "../../../../provider/src/migration/fold/fold";
import { sizeOf } from "../../../../provider/src/migration/fold/folded";
import { batchesOf } from "../../../../provider/src/migration/fold/namespaceBatches";

/** A fold that holds all in memory, with records of `values` values each, drained in the order in which they are named. */
function foldOf(named: Iterable<readonly [ns: string, id: string]>, values = new Float32Array(1)): Fold {
  const fold = new Fold({ folder: "/nonexistent", records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY });
  for (const [ns, id] of named) fold.change(ns, id, { op: "upsert", id, values });
  return fold;
}

function* spread(namespaces: number, records: number): Generator<readonly [string, string]> {
  for (let at = 0; at < records; at += 1) yield [`n${(at * 7_919) % namespaces}`, `r${at}`];
}

describe("batches of one namespace each", () => {
  it("hold every record once, under its namespace", () => {
    const named = fc.uniqueArray(fc.tuple(fc.constantFrom("", "a", "__proto__"), fc.string({ maxLength: 3 })), {
      selector: ([ns, id]) => JSON.stringify([ns, id]),
    });
    const holds = fc.property(named, (all) => {
      const got = [...batchesOf(foldOf(all))].flatMap(([ns, batch]) => [...batch.keys()].map((id) => [ns, id]));
      const texts = (list: readonly (readonly string[])[]) => list.map((each) => JSON.stringify(each)).sort();
      assert.deepEqual(texts(got), texts(all));
    });
    fc.assert(holds, { numRuns: 100 });
  });

  it("are full as long as few namespaces take turns", () => {
    const sizes = [...batchesOf(foldOf(spread(10, 50_000)))].map(([, batch]) => batch.size);
    assert.deepEqual(sizes, Array(50).fill(1_000));
  });

  it("hold 25 records of 768 values and more with a thousand namespaces", () => {
    const batches = [...batchesOf(foldOf(spread(1_000, 60_000), new Float32Array(768)))];
    const early = batches.slice(0, -1_000).map(([, batch]) => batch.size);
    const mean = early.reduce((sum, size) => sum + size, 0) / early.length;
    assert.ok(mean > 25, `${mean} records a batch`);
  });

  it("wait as 40,000 records at most, or as 64 MB", () => {
    for (const [values, most] of [
      [new Float32Array(1), 40_000],
      [
        new Float32Array(4_000),
        64_000_000 / sizeOf({ kind: "set", values: new Float32Array(4_000), sparse: undefined, md: undefined }),
      ],
    ] as const) {
      let taken = 0;
      const counted = (function* () {
        for (const each of foldOf(spread(30_000, 100_000), values).drain()) {
          taken += 1;
          yield each;
        }
      })();
      let given = 0;
      for (const [, batch] of batchesOf({ drain: () => counted })) {
        assert.ok(taken - given <= Math.ceil(most), `${taken - given} wait`);
        given += batch.size;
      }
      assert.equal(given, 100_000);
    }
  });
});
