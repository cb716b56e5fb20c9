import assert from "node:assert/strict";
import { assertWalked } from "../../support/load/assertions";
import { SERVERLESS } from "../../support/load/drive";
import { walkUnderLoad } from "../../support/load/walk";
import { type FaultyPlace, startFaultyPlace } from "../../support/s3/faultyPlace";
import { assertNoKeyLeaked } from "../../support/s3/leakedKeys";
import { storeFaults } from "../../support/s3/s3Faults";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);

// There and back, to the end, `deferred`, and everything else that is hit on the way: tests/long/s3UnderLoad.test.ts.
describe(`an application writes while the real CLI works, the log on S3 behind a bad network (PODSHIFT_SEED=${SEED})`, function () {
  // A run that the store made fail waits for the lease of the one before, and on a busy machine leases run out more often.
  this.timeout(1_800_000);
  let place: FaultyPlace;

  before(async () => {
    place = await startFaultyPlace(SEED);
    place.s3.setRules(storeFaults(0.005));
    place.s3.lagListings(5_000);
    place.s3.skewClock(1_500);
  });
  after(() => place?.stop());

  it("mirrored, writers killed in each phase: no acknowledged write is lost, no read fails, no key is anywhere", async () => {
    const walk = await walkUnderLoad({
      ...{ writes: "mirrored", victim: "writer", seed: SEED, phases: ["cutover"], log: place },
      atEnd: (stack) => assertNoKeyLeaked(stack, place),
    });
    assertWalked(walk, 100);
    assert.equal(walk.reruns, 0, "a run of `up` ended on what may pass");
    assert.ok(walk.indexes.includes(SERVERLESS));
    const struck = Object.entries(place.s3.struck).filter(([, times]) => times > 0);
    assert.ok(struck.length >= 5, `hardly anything went wrong: ${JSON.stringify(place.s3.struck)}`);
  });
});
