import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { inFolder } from "../fold/folder";
import { type LeftOut, RULES, SpreadHistory } from "./spreadHistory";

/** How many histories: PODSHIFT_HISTORIES for long runs. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 80);

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

/** Where a history that needs each rule is to be found: the search begins there, for what is asked when moves with the code. */
const LOOK_FROM: Readonly<Record<LeftOut, number>> = {
  "late requests of a range's tasks": 68,
  "the lease in the step that sends": 388,
  "kept ranges": 12,
  "jobs that others overtook": 30,
  "the end of a part's lines": 5,
};
/** Histories that are searched at most. */
const SEARCHED = 200;

describe("distributed catch-up with one rule left out", function () {
  this.timeout(240_000);
  const folder = inFolder();

  for (const rule of RULES) {
    it(`some history goes wrong that is right with it: ${rule}`, async () => {
      const ends = async (seed: number, leftOut: LeftOut | undefined) => {
        const { got, want } = await new SpreadHistory(seed, leftOut, folder()).play();
        return isDeepStrictEqual(got, want);
      };
      for (let seed = LOOK_FROM[rule]; seed < LOOK_FROM[rule] + SEARCHED; seed += 1) {
        if (await ends(seed, rule)) continue;
        assert.ok(await ends(seed, undefined), `history ${seed} goes wrong with every rule`);
        return;
      }
      assert.fail(`none of ${SEARCHED} histories needs it`);
    });
  }
});
