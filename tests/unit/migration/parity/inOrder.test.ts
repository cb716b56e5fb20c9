import assert from "node:assert/strict";
import fc from "fast-check";
import { compareByBytes } from "../../../../provider/src/migration/parity/byteOrder";
import { InTurn } from "../../../../provider/src/migration/parity/inTurn";
import { SeenIds } from "../../../../provider/src/migration/parity/seenIds";
import { id, namespace } from "./arbitraries";

describe("order of ids", () => {
  it("is that of their bytes", () => {
    const text = fc.oneof(id, fc.string({ unit: "binary", maxLength: 5 }));
    fc.assert(
      fc.property(text, text, (a, b) => {
        assert.equal(Math.sign(compareByBytes(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("ids that were seen", () => {
  it("are known while they are held, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(namespace, id), { maxLength: 40 }), (ids) => {
        const [seen, model] = [new SeenIds(), new Set<string>()];
        for (const [name, each] of ids) {
          const key = JSON.stringify([name, each]);
          assert.equal(seen.add(name, each), !model.has(key));
          model.add(key);
        }
        assert.equal(seen.knowsAll, true);
      }),
    );
  });

  it("are known by their order when they are too many to be held, and none is new twice", () => {
    const seen = new SeenIds(3);
    const ids = ["a", "b", "c", "d", "e", "f"];
    assert.deepEqual(
      ids.map((each) => seen.add("", each)),
      ids.map(() => true),
    );
    assert.equal(seen.knowsAll, false);
    assert.deepEqual(
      ids.map((each) => seen.add("", each)),
      ids.map(() => false),
    );
    assert.equal(seen.add("other", "a"), true);
  });
});

describe("steps in turn", () => {
  it("are taken in their order, however they come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...Array(60).keys()], { minLength: 60 }), async (numbers) => {
        const inTurn = new InTurn();
        const taken: number[] = [];
        await Promise.all(numbers.map((number) => inTurn.hand(number, () => void taken.push(number))));
        assert.deepEqual(taken, [...Array(60).keys()]);
      }),
      { numRuns: 50 },
    );
  });

  it("wait with who handed them in once too many wait, and fail with the one that never comes", async () => {
    const inTurn = new InTurn();
    let settled = 0;
    const handed = Array.from({ length: 40 }, (_, at) =>
      inTurn
        .hand(at + 1, () => undefined)
        .finally(() => {
          settled += 1;
        }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(settled, 32);
    inTurn.fail(new Error("the first one"));
    const outcomes = await Promise.allSettled(handed);
    assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 8);
  });
});
