import { s3NetworkStore } from "../../../support/writeLog/s3NetworkStore";
import { assertAllHold, countOf, type Kind, kindsOver, withoutStacks } from "./kinds";

/** Histories of all kinds together. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 100);
const FIRST = Number(process.env.PODSHIFT_SEED ?? 1);

// Very many of them: tests/long/s3Histories.test.ts.
describe(`the protocol over a store that speaks S3, in virtual time, from seed ${FIRST} on`, function () {
  this.timeout(60_000 + HISTORIES * 500);
  withoutStacks();
  const kinds = kindsOver(s3NetworkStore);

  for (const kind of Object.keys(kinds) as Kind[]) {
    const count = countOf(kind, HISTORIES);
    it(`${count} histories (${kind}) hold, though creates are repeated and refused and listings lag`, () =>
      assertAllHold(kind, FIRST, count, kinds));
  }
});
