import type { Clock } from "../../util/clock";
import type { Control, ControlRecord } from "../../writeLog/control";
import { type LeaseClock, readLease } from "../../writeLog/lease";
import type { LogStore } from "../../writeLog/store";

export interface FenceDeps {
  readonly store: LogStore;
  /** Without a signal: a fence is never left standing because somebody pressed Ctrl-C. */
  readonly control: Control;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  /** Milliseconds in which every writer must have drained its writes, beside those that a write takes to show everywhere. */
  readonly holdMs: number;
}

/** Milliseconds between two looks at the writers' leases. */
const LOOK_MS = 15;

/**
 * Fences: from here on every live writer holds writes, drains those under way and acknowledges. Undefined when the
 * record has changed meanwhile (a writer joined) or is not open.
 */
export async function fence({ control }: FenceDeps, open: ControlRecord): Promise<ControlRecord | undefined> {
  return open.state === "open" ? control.swapFrom(open, { state: "fenced" }) : undefined;
}

/**
 * Milliseconds in which every writer must have drained its writes. Under load there is always one that was answered just
 * now; where a pod index has replicas it is over only when all of them show it.
 */
export function drainMs({ holdMs }: Pick<FenceDeps, "holdMs">, { active, writes, times }: ControlRecord): number {
  return active === "pod" && writes === "mirrored" ? holdMs + times.settleMs : holdMs;
}

/** True once every live writer has acknowledged the fence; false when `drainMs` have passed. */
export async function drained(deps: FenceDeps, fenced: ControlRecord): Promise<boolean> {
  const { store, clock, leaseClock } = deps;
  const most = drainMs(deps, fenced);
  const began = leaseClock.monotonic();
  let waiting = liveWriters(fenced);
  for (;;) {
    const leases = await Promise.all(waiting.map((writer) => readLease(store, writer)));
    waiting = waiting.filter((_writer, at) => (leases[at]?.acked ?? 0) < fenced.epoch);
    if (waiting.length === 0) return true;
    if (leaseClock.monotonic() - began >= most) return false;
    await clock.sleep(LOOK_MS);
  }
}

/** Takes a fence away: writes go on where they went before. Whoever opens first wins, and then nobody can switch. */
export async function openAgain({ control }: FenceDeps, fenced: ControlRecord): Promise<void> {
  await control.swap((now) =>
    now.state === "fenced" && now.epoch === fenced.epoch ? { state: "open", soon: false } : undefined,
  );
}

/** Writers that aren't closed, in order. */
export function liveWriters({ writers }: ControlRecord): string[] {
  return Object.keys(writers)
    .filter((writer) => writers[writer]?.end === undefined)
    .sort();
}
