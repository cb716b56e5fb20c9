import assert from "node:assert/strict";
import { join } from "node:path";
import { killRounds } from "../../support/emulator/killRounds";

const SEED = Number(process.env.PODSHIFT_SEED ?? 1);

// Very many rounds: tests/long/emulatorKilled.test.ts.
describe(`emulator: killed again and again (PODSHIFT_SEED=${SEED})`, () => {
  it("has every acknowledged write", async () => {
    const { acknowledged, lost } = await killRounds({ rounds: 20, seed: SEED });
    assert.deepEqual(lost, []);
    assert.ok(acknowledged > 200, `${acknowledged} acknowledged`);
  });

  it("would be found out if it answered before a write is kept", async () => {
    const preload = join(__dirname, "../../support/emulator/answersTooEarly.cjs");
    assert.notDeepEqual((await killRounds({ rounds: 20, untilLost: true, seed: SEED, preload })).lost, []);
  });
});
