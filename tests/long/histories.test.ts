import assert from "node:assert/strict";
import fc from "fast-check";
import { histories } from "../unit/migration/catchUp/arbitraryHistory";
import { run } from "../unit/migration/catchUp/histories";

const HISTORIES = Number(process.env.PODSHIFT_LONG_HISTORIES ?? 20_000);

describe("catch-up and rollback over very many random histories", () => {
  it(`${HISTORIES} of them end with both indexes equal`, async function () {
    this.timeout(60_000 + HISTORIES * 200);
    await fc.assert(
      fc.asyncProperty(histories(), async (history) => assert.equal(await run(history), undefined)),
      { numRuns: HISTORIES },
    );
  });
});
