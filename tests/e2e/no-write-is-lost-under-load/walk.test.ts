import assert from "node:assert/strict";
import { assertWalked } from "../../support/load/assertions";
import { SERVERLESS } from "../../support/load/drive";
import { walkUnderLoad } from "../../support/load/walk";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);

// The whole walk in both modes, and what is killed on it: tests/long/underLoad.test.ts.
describe(`an application writes and reads while the real CLI works (PODSHIFT_SEED=${SEED})`, () => {
  it("mirrored, there and back: no acknowledged write is lost, no read fails", async () => {
    assertWalked(await walkUnderLoad({ writes: "mirrored", seed: SEED, phases: ["cutover", "copy"] }), 200);
  });

  it("deferred, there and to the end", async () => {
    const phases = ["cutover", "retire"] as const;
    const walk = await walkUnderLoad({ writes: "deferred", seed: SEED, phases });
    assertWalked(walk, 200);
    assert.deepEqual(walk.indexes, [SERVERLESS]);
  });
});
