import assert from "node:assert/strict";
import fc from "fast-check";
import { histories } from "./arbitraryHistory";
import { CUTS, type Cut } from "./cuts";
import { type History, run } from "./histories";

/** The pod index is given replicas, and little hides what a stale read of them did. */
const REPLICAS_ADDED: Partial<History> = {
  ...{ replicasFrom: 1, rounds: 2, backRounds: 0, ticks: 60, ids: 60 },
  ...{ writes: "filtered", faults: 0, kills: [0, 0, 0, 0, 0, 0, 0] },
};
/** Histories in which a rule matters more often than in others. */
const BIASES: { readonly [cut in Cut]?: Partial<History> } = {
  "recent list": { rounds: 3, ticks: 60, shows: 0.01 },
  "recent list saved": { rounds: 4, ticks: 60, shows: 0.01, kills: [0, 6, 8, 5, 7] },
  "wide filters": { rounds: 0, ticks: 5, ids: 8 },
  "landing before going on": { rounds: 2, ticks: 5, faults: 0, kills: [0, 7] },
  "one applier": { rounds: 2, ticks: 10, kills: [-1, -1, -1, -1, -1] },
  "start position": { rounds: 1, ticks: 5 },
  "settle after closing": { settleMs: 300, deaths: 0.1, rounds: 0, ticks: 5, faults: 0 },
  "settle after unknown outcomes": { ...REPLICAS_ADDED, ids: 8 },
  "postponed for replicas": { ...REPLICAS_ADDED, replicasFrom: 3 },
  "log anew for replicas": REPLICAS_ADDED,
  "wait for writers to hear of replicas": REPLICAS_ADDED,
  "touched ids in rollback": { rounds: 0, backRounds: 2, ticks: 30 },
};

/** A rule is found missing within so many histories, or the test fails. */
const MOST = 1_500;

describe("catch-up and rollback with one rule of the design left out", () => {
  for (const cut of CUTS) {
    it(`without ${cut} some history ends different`, async () => {
      const different = fc.asyncProperty(histories({ replicasFrom: 0, ...BIASES[cut] }), async (history) => {
        assert.equal(await run(history, cut), undefined);
      });
      const found = await fc.check(different, { numRuns: MOST, endOnFailure: true, seed: 1 });
      assert.equal(found.failed, true, `${MOST} histories did not need it`);
      // A verdict, and not a test that broke.
      assert.ok(found.errorInstance instanceof assert.AssertionError, String(found.errorInstance));
    });
  }
});
