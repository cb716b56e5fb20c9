import assert from "node:assert/strict";
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

const whole = (shape: Shape) => async (seed: number) => ({ ...(await new History(seed, shape).run()), closed: 0 });

async function leases(seed: number): Promise<Told> {
  const history = new LeaseHistory(seed);
  await history.run();
  return { wrong: history.wrong, closed: history.closed, switches: 0, acknowledged: 0 };
}

async function swaps(seed: number): Promise<Told> {
  return { wrong: await swapHistory(seed), switches: 0, acknowledged: 0, closed: 0 };
}

/** Every kind of history: many switches at any time; one, with a silent writer; leases alone; swaps alone. */
export const KINDS = { long: whole(LONG), short: whole(SHORT), leases, swaps } satisfies Record<
  string,
  (seed: number) => Promise<Told>
>;
export type Kind = keyof typeof KINDS;

/** How many of all histories are of a kind: the long ones take the time. */
const SHARES: Readonly<Record<Kind, number>> = { long: 0.25, short: 0.37, leases: 0.33, swaps: 0.05 };

export function countOf(kind: Kind, all: number): number {
  return Math.ceil(all * SHARES[kind]);
}

/** Plays histories of one kind, and fails when one is wrong, or when hardly anything happened in them. */
export async function assertAllHold(kind: Kind, first: number, count: number): Promise<void> {
  const sum = { switches: 0, acknowledged: 0, closed: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const told = await KINDS[kind](seed);
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
