import assert from "node:assert/strict";
import fc from "fast-check";
import { histories } from "./arbitraryHistory";
import { run } from "./histories";

/** How many histories: PODSHIFT_HISTORIES for long runs. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 500);

describe("catch-up and rollback over random histories", () => {
  it(`${HISTORIES} of them end with both indexes equal, and running them again changes nothing`, async function () {
    this.timeout(60_000 + HISTORIES * 200);
    await fc.assert(
      fc.asyncProperty(histories(), async (history) => assert.equal(await run(history), undefined)),
      { numRuns: HISTORIES },
    );
  });
});
