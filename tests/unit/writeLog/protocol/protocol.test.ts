import assert from "node:assert/strict";
import { ABLATIONS } from "./ablations";
import { History, LONG, type Outcome, SHORT, type Shape } from "./history";
import { LeaseHistory } from "./leaseHistory";
import { swapHistory } from "./swapHistory";

/** Histories of each shape. */
const HISTORIES = Number(process.env.PODSHIFT_HISTORIES ?? 15);
/** The first seed: another one each time for whoever looks for what these don't show. */
const FIRST = Number(process.env.PODSHIFT_SEED ?? 1);

async function historiesOf(shape: Shape, first: number, count: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = first; seed < first + count; seed += 1) outcomes.push(await new History(seed, shape).run());
  return outcomes;
}

describe("the protocol of writers, fence and switch, in virtual time", function () {
  this.timeout(600_000);

  for (const [name, shape] of Object.entries({ LONG, SHORT })) {
    it(`holds in ${HISTORIES} histories (${name}) from seed ${FIRST} on: no acknowledged write is missing, no fence is stuck, no report untrue`, async () => {
      const outcomes = await historiesOf(shape, FIRST, HISTORIES);
      const wrong = outcomes.flatMap((each) => each.wrong.map((what) => `seed ${each.seed}: ${what}`));
      assert.deepEqual(wrong, []);
      const sum = (of: (each: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
      assert.ok(sum(({ switches }) => switches) >= HISTORIES / 4, "hardly anything was switched: nothing was tried");
      assert.ok(sum(({ acknowledged }) => acknowledged) >= HISTORIES * 50, "hardly anything was acknowledged");
    });
  }
});

describe("leases, in virtual time", function () {
  this.timeout(600_000);

  it(`nobody believes in a lease whom the next fence would not wait for: ${HISTORIES} histories from seed ${FIRST} on`, async () => {
    let closed = 0;
    for (let seed = FIRST; seed < FIRST + HISTORIES; seed += 1) {
      const history = new LeaseHistory(seed);
      await history.run();
      assert.deepEqual(history.wrong, [], `seed ${seed}`);
      closed += history.closed;
    }
    assert.ok(closed >= HISTORIES, `only ${closed} writers were closed`);
  });
});

describe("the protocol with a rule left out", function () {
  this.timeout(600_000);

  const whole = (shape: Shape) => async (seed: number) => (await new History(seed, shape).run()).wrong;
  const leases = async (seed: number) => {
    const history = new LeaseHistory(seed);
    await history.run();
    return history.wrong;
  };
  /** Which histories show it, and from which seed on: the search goes further when the code has changed. */
  const SEARCH: Record<keyof typeof ABLATIONS, readonly [(seed: number) => Promise<readonly string[]>, number]> = {
    readBeforePut: [leases, 4],
    validFromReply: [leases, 1],
    noDrain: [whole(LONG), 14],
    lateAcknowledgement: [whole(SHORT), 4],
    noClose: [whole(LONG), 16],
    closeUnseen: [leases, 3],
    trustFirstAnswer: [swapHistory, 1],
  };
  const MOST = 150;

  for (const [name, ablation] of Object.entries(ABLATIONS)) {
    it(`goes wrong without: ${name}`, async function () {
      const [wrongIn, first] = SEARCH[name as keyof typeof ABLATIONS];
      const putBack = ablation();
      try {
        for (let seed = first; seed < first + MOST; seed += 1) {
          const [what] = await wrongIn(seed);
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
