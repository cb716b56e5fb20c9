import assert from "node:assert/strict";
import fc from "fast-check";
import { inFolder } from "./folder";
import { History } from "./history";
import { type LeftOut, RARE, RULES } from "./leftOut";
import { isMissedIn, wrongWith } from "./verdict";

/** How many histories: PODSHIFT_HISTORIES for long runs. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 500);
/** Histories in which a rule that is left out must have been missed. Those that are needed more rarely: tests/long. */
const SEARCHED = 600;

describe("fold of a deferred log, over random histories", function () {
  this.timeout(60_000 + HISTORIES * 200);
  const folder = inFolder();

  it(`${HISTORIES} of them end as one fold of the whole log in order, whoever dies, sleeps, joins late or is started again`, async () => {
    let entries = 0;
    const holds = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const outcome = await new History(seed, undefined, folder()).play();
      entries += outcome.entries.length;
      assert.deepEqual(wrongWith(outcome), []);
    });
    await fc.assert(holds, { numRuns: HISTORIES, endOnFailure: true });
    assert.ok(entries > HISTORIES * 20, `only ${entries} entries were folded`);
  });
});

describe("fold of a deferred log with one rule left out", function () {
  this.timeout(60_000 + SEARCHED * 200);
  const folder = inFolder();

  for (const rule of RULES.filter((each) => !RARE.has(each))) {
    it(`some history goes wrong without: ${rule}`, async () => {
      assert.ok(await isFound(rule), `${SEARCHED} histories did not need it`);
    });
  }

  async function isFound(rule: LeftOut): Promise<boolean> {
    const needless = fc.asyncProperty(
      fc.noBias(fc.integer()),
      async (seed) => !(await isMissedIn(seed, rule, folder())),
    );
    return (await fc.check(needless, { numRuns: SEARCHED, endOnFailure: true, seed: 1 })).failed;
  }
});
