import assert from "node:assert/strict";
import { ABLATIONS } from "./ablations";
import { assertAllHold, countOf, KINDS, type Kind, withoutStacks } from "./kinds";

/** Histories of all kinds together. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 500);
/** The first seed: another one each time for whoever looks for what these don't show. */
const FIRST = Number(process.env.PODSHIFT_SEED ?? 1);

describe(`the protocol of writers, fence and switch, in virtual time, from seed ${FIRST} on`, function () {
  this.timeout(60_000 + HISTORIES * 500);
  withoutStacks();

  const PROMISES: Readonly<Record<Kind, string>> = {
    long: "no acknowledged write is missing, no fence is stuck, no report untrue",
    short: "nor when a writer falls silent at the switch",
    leases: "nobody believes in a lease whom the next fence would not wait for",
    swaps: "every swap that is said to be done is done once",
  };

  for (const kind of Object.keys(PROMISES) as Kind[]) {
    const count = countOf(kind, HISTORIES);
    it(`${count} histories (${kind}): ${PROMISES[kind]}`, () => assertAllHold(kind, FIRST, count));
  }
});

describe("the protocol with a rule left out", function () {
  this.timeout(600_000);
  withoutStacks();

  /** Which histories show it. More than one in a hundred of them does, for each. */
  const SHOWN_BY: Readonly<Record<keyof typeof ABLATIONS, Kind>> = {
    readBeforePut: "leases",
    validFromReply: "leases",
    noDrain: "long",
    lateAcknowledgement: "short",
    noClose: "long",
    closeUnseen: "leases",
    trustFirstAnswer: "swaps",
    oneApplier: "long",
    lateMs: "long",
    fenceDeadline: "long",
  };
  const MOST = 300;

  for (const [name, ablation] of Object.entries(ABLATIONS)) {
    it(`goes wrong without: ${name}`, async function () {
      const play = KINDS[SHOWN_BY[name as keyof typeof ABLATIONS]];
      const putBack = ablation();
      try {
        for (let seed = 1; seed <= MOST; seed += 1) {
          const [what] = (await play(seed)).wrong;
          if (what === undefined) continue;
          if (this.test !== undefined) this.test.title += ` (seed ${seed}: ${what})`;
          return;
        }
      } finally {
        putBack();
      }
      assert.fail(`${MOST} histories hold without this rule: either it is not needed, or this test can't see it`);
    });
  }
});
