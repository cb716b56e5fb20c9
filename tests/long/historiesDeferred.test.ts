import assert from "node:assert/strict";
import fc from "fast-check";
import { inFolder } from "../unit/migration/fold/folder";
import { History } from "../unit/migration/fold/history";
import { RARE } from "../unit/migration/fold/leftOut";
import { isMissedIn, wrongWith } from "../unit/migration/fold/verdict";

const HISTORIES = Number(process.env.PODSHIFT_LONG_HISTORIES ?? 20_000);
const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
/** Histories in which a rule must have been missed that one in some hundreds needs. */
const SEARCHED = 5_000;

describe(`fold of a deferred log over very many random histories (PODSHIFT_SEED=${SEED})`, function () {
  this.timeout(60_000 + Math.max(HISTORIES, SEARCHED) * 200);
  const folder = inFolder();

  it(`${HISTORIES} of them end as one fold of the whole log in order`, async () => {
    const holds = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      assert.deepEqual(wrongWith(await new History(seed, undefined, folder()).play()), []);
    });
    await fc.assert(holds, { numRuns: HISTORIES, endOnFailure: true, seed: SEED });
  });

  for (const rule of RARE) {
    it(`some history goes wrong without: ${rule}`, async () => {
      const needless = fc.asyncProperty(
        fc.noBias(fc.integer()),
        async (seed) => !(await isMissedIn(seed, rule, folder())),
      );
      const found = await fc.check(needless, { numRuns: SEARCHED, endOnFailure: true, seed: SEED });
      assert.ok(found.failed, `${SEARCHED} histories did not need it`);
    });
  }
});
