import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { inFolder } from "../fold/folder";
import { type LeftOut, RULES, SpreadHistory } from "./spreadHistory";

/** How many histories: PODSHIFT_HISTORIES for long runs. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 50);

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

/** A history that needs each rule, by its seed: found among the first hundred. */
const NEEDED_BY: Readonly<Record<LeftOut, number>> = {
  "late requests of a range's tasks": 19,
  "the lease in the step that sends": 58,
  "kept ranges": 11,
  "jobs that others overtook": 30,
  "the end of a part's lines": 4,
};

describe("distributed catch-up with one rule left out", () => {
  const folder = inFolder();

  for (const rule of RULES) {
    it(`goes wrong in history ${NEEDED_BY[rule]}, which is right with it: ${rule}`, async () => {
      const ends = async (leftOut: LeftOut | undefined) => {
        const { got, want } = await new SpreadHistory(NEEDED_BY[rule], leftOut, folder()).play();
        return isDeepStrictEqual(got, want);
      };
      assert.deepEqual([await ends(undefined), await ends(rule)], [true, false]);
    });
  }
});
