import { s3NetworkStore } from "../support/writeLog/s3NetworkStore";
import { assertAllHold, countOf, type Kind, kindsOver, withoutStacks } from "../unit/writeLog/protocol/kinds";

const HISTORIES = Number(process.env.PODSHIFT_LONG_HISTORIES ?? 20_000);
/** The first seed: not those of `npm test`, which begin at 1. */
const FIRST = Number(process.env.PODSHIFT_SEED ?? 1_000 + (Date.now() % 1_000_000));

describe(`the protocol over a store that speaks S3 over very many random histories (PODSHIFT_SEED=${FIRST})`, function () {
  this.timeout(60_000 + HISTORIES * 500);
  withoutStacks();
  const kinds = kindsOver(s3NetworkStore);

  for (const kind of Object.keys(kinds) as Kind[]) {
    const count = countOf(kind, HISTORIES);
    it(`${count} histories (${kind}) hold`, () => assertAllHold(kind, FIRST, count, kinds));
  }
});
