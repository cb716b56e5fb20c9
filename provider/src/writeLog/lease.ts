import type { Control, ControlRecord } from "./control";
import { getJson, type LogStore, toJson } from "./store";

/** What a writer says of itself at each renewal: `writers/<w>.json`. */
export interface WriterLease {
  readonly v: 1;
  readonly w: string;
  /** Counts renewals: who waits for a lease to run out looks whether this stands still. */
  readonly beat: number;
  /** The epoch of the last fence in which it drained its writes; 0 before. */
  readonly acked: number;
  /** Number of its next segment. */
  readonly next: number;
  /** Every entry in segments below this number has had its effect or its refusal. */
  readonly done: number;
  /** Hybrid time: it appends nothing more below. */
  readonly t: number;
  /** Totals since it began, for status. */
  readonly writes: number;
  readonly failed: number;
  /** Milliseconds since 1970 by its own clock, for people. */
  readonly at: number;
}

/** By how much the clocks of two machines may run apart in speed (the wait for a lease to run out is longer by this). */
export const CLOCK_DRIFT = 1.1;

/** Two clocks: one that never jumps, one that goes on while the process or the machine sleeps. */
export interface LeaseClock {
  /** Milliseconds from any start. */
  monotonic(): number;
  /** Milliseconds since 1970. */
  wall(): number;
}

export const systemLeaseClock: LeaseClock = { monotonic: () => performance.now(), wall: () => Date.now() };

/** Until when something holds, by both clocks: whichever runs out first. */
export class Validity {
  #monotonic = Number.NEGATIVE_INFINITY;
  #wall = Number.NEGATIVE_INFINITY;

  constructor(readonly clock: LeaseClock) {}

  /** Holds for so many milliseconds from `since` on. */
  extend(since: Moment, ms: number): void {
    this.#monotonic = since.monotonic + ms;
    this.#wall = since.wall + ms;
  }

  end(): void {
    this.#monotonic = Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds left; 0 or less when it has run out. */
  get left(): number {
    return Math.min(this.#monotonic - this.clock.monotonic(), this.#wall - this.clock.wall());
  }
}

export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export function momentOf(clock: LeaseClock): Moment {
  return { monotonic: clock.monotonic(), wall: clock.wall() };
}

/** A renewal as design's rule has it: the lease is put, THEN the control record is read. */
export async function renew(
  store: LogStore,
  control: Control,
  path: string,
  lease: object,
  clock: LeaseClock,
): Promise<{ sent: Moment; storeTime: number; record: ControlRecord }> {
  const sent = momentOf(clock);
  const { storeTime } = await store.put(path, toJson(lease));
  return { sent, storeTime, record: await control.read() };
}

export function leasePath(writer: string): string {
  return `writers/${writer}.json`;
}

export function readLease(store: LogStore, writer: string): Promise<WriterLease | undefined> {
  return getJson<WriterLease>(store, leasePath(writer));
}
