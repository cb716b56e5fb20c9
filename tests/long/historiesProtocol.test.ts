import { assertAllHold, countOf, KINDS, type Kind, withoutStacks } from "../unit/writeLog/protocol/kinds";

const HISTORIES = Number(process.env.PODSHIFT_LONG_HISTORIES ?? 20_000);
/** The first seed: not those of `npm test`, which begin at 1. */
const FIRST = Number(process.env.PODSHIFT_SEED ?? 1_000 + (Date.now() % 1_000_000));

describe(`the protocol of writers, fence and switch over very many random histories (PODSHIFT_SEED=${FIRST})`, function () {
  this.timeout(60_000 + HISTORIES * 500);
  withoutStacks();

  for (const kind of Object.keys(KINDS) as Kind[]) {
    const count = countOf(kind, HISTORIES);
    it(`${count} histories (${kind}) hold`, () => assertAllHold(kind, FIRST, count));
  }
});
