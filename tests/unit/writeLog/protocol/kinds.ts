import assert from "node:assert/strict";
import type { Reach } from "../../../support/writeLog/s3NetworkStore";
import { networkStore } from "../../../support/writeLog/virtualNetwork";
import { History, LONG, SHORT, type Shape } from "./history";
import { LeaseHistory } from "./leaseHistory";
import { swapHistory } from "./swapHistory";

/** What one history came to. */
interface Told {
  readonly wrong: readonly string[];
  /** Traffic was switched so often; so many writes were acknowledged; so many writers declared dead. */
  readonly switches: number;
  readonly acknowledged: number;
  readonly closed: number;
}

const whole = (shape: Shape, reach: Reach) => async (seed: number) => ({
  ...(await new History(seed, shape, reach).run()),
  closed: 0,
});

const leases =
  (reach: Reach) =>
  async (seed: number): Promise<Told> => {
    const history = new LeaseHistory(seed, reach);
    await history.run();
    return { wrong: history.wrong, closed: history.closed, switches: 0, acknowledged: 0 };
  };

const swaps =
  (reach: Reach) =>
  async (seed: number): Promise<Told> => ({
    ...{ wrong: await swapHistory(seed, reach), switches: 0, acknowledged: 0, closed: 0 },
  });

/** Every kind of history: many switches at any time; one, with a silent writer; leases alone; swaps alone. */
export function kindsOver(reach: Reach) {
  return { long: whole(LONG, reach), short: whole(SHORT, reach), leases: leases(reach), swaps: swaps(reach) };
}

export const KINDS = kindsOver(networkStore);
export type Kind = keyof typeof KINDS;

/** How many of all histories are of a kind: the long ones take the time. */
const SHARES: Readonly<Record<Kind, number>> = { long: 0.25, short: 0.37, leases: 0.33, swaps: 0.05 };

export function countOf(kind: Kind, all: number): number {
  return Math.ceil(all * SHARES[kind]);
}

/** Plays histories of one kind, and fails when one is wrong, or when hardly anything happened in them. */
export async function assertAllHold(kind: Kind, first: number, count: number, kinds = KINDS): Promise<void> {
  const sum = { switches: 0, acknowledged: 0, closed: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const told = await kinds[kind](seed);
    assert.deepEqual(told.wrong, [], `seed ${seed}`);
    for (const what of ["switches", "acknowledged", "closed"] as const) sum[what] += told[what];
  }
  if (kind === "long" || kind === "short") {
    assert.ok(sum.switches >= count / 4, "hardly anything was switched: nothing was tried");
    assert.ok(sum.acknowledged >= count * 50, "hardly anything was acknowledged");
  }
  if (kind === "leases") assert.ok(sum.closed >= count, `only ${sum.closed} writers were closed`);
}

/** For the suite that calls it: errors without stacks, for there are very many. */
export function withoutStacks(): void {
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
}
