import type { Clock } from "../util/clock";
import { CLOCK_DRIFT } from "./applierLease";
import type { Control } from "./control";
import { type LeaseClock, readLease, type WriterLease } from "./lease";
import { createSeal, readSegment } from "./segments";
import type { LogStore } from "./store";

/** What was seen of a writer's lease. */
export interface Look {
  readonly writer: string;
  /** The lease's own count of renewals. */
  readonly beat: number;
  /** Renewals since the watch began. */
  readonly beats: number;
  /** Milliseconds since it last changed, by the watcher's own clock. */
  readonly stillMs: number;
}

/** Watches leases: two machines' clocks are never compared, so a lease has run out when it stood still for long enough. */
export class LeaseWatch {
  readonly #seen = new Map<string, { readonly first: number; beat: number; since: number }>();

  constructor(readonly clock: LeaseClock) {}

  look(writer: string, lease: WriterLease | undefined): Look {
    const now = this.clock.monotonic();
    const beat = lease?.beat ?? 0;
    const seen = this.#seen.get(writer) ?? { first: beat, beat, since: now };
    if (beat !== seen.beat) Object.assign(seen, { beat, since: now });
    this.#seen.set(writer, seen);
    return { writer, beat, beats: beat - seen.first, stillMs: now - seen.since };
  }
}

/** True when a writer that was looked at so can't acknowledge anything any more, unless it renews again. */
export function hasRunOut({ stillMs }: Look, leaseMs: number): boolean {
  return stillMs > leaseMs * CLOCK_DRIFT;
}

export interface ClosingDeps {
  readonly store: LogStore;
  readonly control: Control;
  readonly clock: Clock;
}

/**
 * Declares a writer dead: seals its log, so that a late segment can't be created, and closes it in the control record.
 * Resolves when it surely acknowledges nothing more: one that renewed just before it was closed believes in its lease for
 * as long as it holds. Inside a fence nothing is closed: the swap would end it.
 *
 * @param seenBeat the renewal at which its lease was seen to stand still; one that has renewed since is left alone
 */
export async function closeWriter(
  { store, control, clock }: ClosingDeps,
  writer: string,
  seenBeat?: number,
): Promise<void> {
  const before = await readLease(store, writer);
  if (seenBeat !== undefined && (before?.beat ?? 0) !== seenBeat) return;
  const end = await seal(store, writer, before?.next ?? 0);
  const { writes } = await control.read();
  const ended = writes === "deferred" ? { end, t: (await lastTime(store, writer, end)) + 1 } : { end };
  const closed = await control.swap(({ state, writers }) =>
    state !== "fenced" && writers[writer] !== undefined && writers[writer].end === undefined
      ? { writers: { ...writers, [writer]: ended } }
      : undefined,
  );
  const { times } = closed ?? (await control.read());
  // Who can't tell, or was not the one to close it, waits for the longest that it may believe.
  const still = closed !== undefined && (await readLease(store, writer).catch(() => undefined))?.beat === before?.beat;
  if (!still) await clock.sleep(times.leaseMs * CLOCK_DRIFT);
}

/** Answers the number of the seal. */
async function seal(store: LogStore, writer: string, from: number): Promise<number> {
  for (let number = from; ; number += 1) {
    if (await createSeal(store, writer, number)) return number;
    if ((await readSegment(store, writer, number))?.sealed) return number;
  }
}

/** Time of the last entry of a sealed log; -1 when it has none. */
export async function lastTime(store: LogStore, writer: string, end: number): Promise<number> {
  for (let number = end - 1; number >= 0; number -= 1) {
    const last = (await readSegment(store, writer, number))?.entries.at(-1);
    if (last !== undefined) return last.t;
  }
  return -1;
}
