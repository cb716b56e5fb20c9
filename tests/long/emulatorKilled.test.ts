import assert from "node:assert/strict";
import { killRounds } from "../support/emulator/killRounds";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.PODSHIFT_ROUNDS ?? 1_000);

describe(`emulator: killed ${ROUNDS} times (PODSHIFT_SEED=${SEED})`, () => {
  it("has every acknowledged write", async () => {
    const { acknowledged, lost } = await killRounds({ rounds: ROUNDS, seed: SEED });
    console.log(`${acknowledged} writes acknowledged in ${ROUNDS} rounds`);
    assert.deepEqual(lost, []);
  });
});
