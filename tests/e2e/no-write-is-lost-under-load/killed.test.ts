import assert from "node:assert/strict";
import { assertWalked } from "../../support/load/assertions";
import { walkUnderLoad } from "../../support/load/walk";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);

describe(`kill -9 under load (PODSHIFT_SEED=${SEED})`, () => {
  it("of an up to cutover: the documented line goes on, and no acknowledged write is lost", async () => {
    const walk = await walkUnderLoad({ writes: "mirrored", victim: "up", seed: SEED, phases: ["cutover"] });
    assert.equal(walk.hits, 1, "the up was still at work");
    assertWalked(walk, 100);
  });
});
