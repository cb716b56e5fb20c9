import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { inFolder } from "../fold/folder";
import { type LeftOut, RULES, SpreadHistory } from "./spreadHistory";

/** How many histories: PODSHIFT_HISTORIES for long runs. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 80);
/** Histories in which a rule that is left out must have been missed. */
const SEARCHED = 600;

describe("distributed catch-up, over random histories", function () {
  this.timeout(60_000 + HISTORIES * 400);
  const folder = inFolder();

  it(`${HISTORIES} of them end as the whole log in order, whoever is killed, doubled, put to sleep or started again`, async () => {
    const counts = { finished: 0, goneOn: 0, killedTasks: 0 };
    const holds = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const { got, want, ...rest } = await new SpreadHistory(seed, undefined, folder()).play();
      for (const each of ["finished", "goneOn", "killedTasks"] as const) counts[each] += rest[each];
      assert.deepEqual(got, want);
    });
    await fc.assert(holds, { numRuns: HISTORIES, endOnFailure: true });
    assert.ok(counts.finished > HISTORIES / 3, JSON.stringify(counts));
    assert.ok(counts.goneOn > HISTORIES / 20, JSON.stringify(counts));
    assert.ok(counts.killedTasks > HISTORIES, JSON.stringify(counts));
  });
});

describe("distributed catch-up with one rule left out", function () {
  this.timeout(60_000 + SEARCHED * 400);
  const folder = inFolder();

  for (const rule of RULES) {
    it(`some history goes wrong without: ${rule}`, async () => {
      assert.ok(await isFound(rule), `${SEARCHED} histories did not need it`);
    });
  }

  async function isFound(rule: LeftOut): Promise<boolean> {
    const needless = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const outcome = await new SpreadHistory(seed, rule, folder()).play().catch(() => undefined);
      // One that never ends is no proof.
      return outcome === undefined || isDeepStrictEqual(outcome.got, outcome.want);
    });
    return (await fc.check(needless, { numRuns: SEARCHED, endOnFailure: true, seed: 1 })).failed;
  }
});
