import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { History, type LeftOut, type Outcome } from "./history";

const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 150);
/** Histories in which a rule that is left out must have been missed. */
const SEARCHED = 400;

describe("fold of a deferred log, over random histories", function () {
  this.timeout(600_000);
  let folder: string;
  const stackTraceLimit = Error.stackTraceLimit;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-fold-"));
    // Each write that fails has a stack, and there are many.
    Error.stackTraceLimit = 0;
  });

  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
    rmSync(folder, { recursive: true, force: true });
  });

  const play = (seed: number, leftOut?: LeftOut): Promise<Outcome> => new History(seed, leftOut, folder).play();

  it("ends as one fold of the whole log in order, whoever dies, sleeps, joins late or is started again", async () => {
    let entries = 0;
    const holds = fc.asyncProperty(fc.integer(), async (seed) => {
      const outcome = await play(seed);
      entries += outcome.entries.length;
      assert.deepEqual(outcome.got, outcome.want, "the end state");
      assert.deepEqual(outcome.again, outcome.want, "the end state after a fold from nothing");
      assert.deepEqual(outcome.lost, [], "acknowledged writes that are not in the log");
    });
    await fc.assert(holds, { numRuns: HISTORIES, endOnFailure: true });
    assert.ok(entries > HISTORIES * 20, `only ${entries} entries were folded`);
  });

  // Not among them: "others' clocks" (without it two writers' order is wrong against real time, but the end state is still
  // that of the log in its own order), and "leases before segments" and "floor", which these histories miss too rarely:
  // watermark.test.ts holds the floor; the order of reading is held by no test that leaves it out.
  const rules: readonly LeftOut[] = ["log from its start", "kept resolutions", "seals", "freshness"];
  for (const rule of rules) {
    it(`ends different without: ${rule}`, async () => {
      assert.ok(await isMissed(rule), `${SEARCHED} histories end equal without it`);
    });
  }

  /** Some rules left out keep a history from ever ending: that is no proof, and passed over. */
  async function isMissed(rule: LeftOut): Promise<boolean> {
    for (let seed = 0; seed < SEARCHED; seed += 1) {
      const outcome = await play(seed, rule).catch(() => undefined);
      if (outcome !== undefined && !isDeepStrictEqual(outcome.got, outcome.want)) return true;
    }
    return false;
  }
});
