import type { PodshiftError } from "../errors";
import { clockSkew, MOST_SKEW_MS } from "./clockSkew";
import type { ControlRecord } from "./control";
import { HybridClock, type Stamp } from "./hybridClock";
import { type LeaseClock, type Moment, readLease } from "./lease";
import type { LogStore } from "./store";

/**
 * How far another writer's time may be ahead of this machine's clock, in milliseconds, to be believed: twice what a clock
 * may be wrong by, with the second by which S3 leaves a store's time open at first.
 */
const MOST_AHEAD_MS = 2 * (MOST_SKEW_MS + 1_000);

/**
 * The time of a process's entries and leases: its hybrid clock, and what keeps a clock that is wrong from it, this
 * machine's or another's. A time once said holds for everybody: the watermark passes it, others write above it.
 */
export class WriterTime {
  #hybrid: HybridClock;
  /** When the store last confirmed this clock; undefined where nobody asks it (`mirrored`). */
  #confirmed: Moment | undefined;
  #said = 0;
  #behind = 0;

  constructor(readonly clock: LeaseClock) {
    this.#hybrid = new HybridClock(() => clock.wall());
  }

  /** The stamp of a new entry. */
  next(): Stamp {
    const stamp = this.#hybrid.next();
    this.#behind = stamp.t + 1;
    return stamp;
  }

  /** A time that all its entries so far are below. */
  get behind(): number {
    return this.#behind;
  }

  /** For a lease: nothing is appended below it any more. Stands still while the clock has jumped and the store was not asked since. */
  lowest(): number {
    if (!this.#hasJumped()) this.#said = this.#hybrid.now();
    return this.#said;
  }

  /** Before it joins: it starts above what was folded, and comes after all who have ended, also where a clock was set back since. */
  hearRecord({ floor, writes, writers }: ControlRecord): void {
    this.#hybrid.hear(floor);
    if (writes !== "deferred") return;
    for (const { t } of Object.values(writers)) if (t !== undefined) this.#hybrid.hear(t);
  }

  /**
   * In `deferred` entries are ordered by time: each writer hears the others' before it says its own. One too far ahead is of
   * a clock that is refused: nobody acknowledges what is written by it, and whoever followed it would put its own entries
   * into a future in which they can't be ordered.
   */
  async hearOthers(store: LogStore, { writes, writers }: ControlRecord, me: string): Promise<void> {
    if (writes !== "deferred") return;
    const others = Object.entries(writers).filter(([id, { end }]) => end === undefined && id !== me);
    const leases = await Promise.all(others.map(([id]) => readLease(store, id)));
    // A clock that was set back just now makes nobody's time a wrong one.
    const most = Math.max(this.clock.wall(), this.#expected ?? 0) + MOST_AHEAD_MS;
    // What it has logged by now may have this very time, and any counter.
    for (const heard of leases) if (heard !== undefined && heard.t <= most) this.#hybrid.hear(heard.t + 1);
  }

  /**
   * CLOCK_SKEW when this clock is too far from the store's. What it had said of the time is forgotten then: to be gone on
   * with under another id, for this one's leases hold.
   *
   * @param sent before the store was asked
   */
  check(sent: Moment, storeTime: number): PodshiftError | undefined {
    const skewed = clockSkew(sent.wall, storeTime, this.clock.wall());
    if (skewed === undefined) this.#confirmed = sent;
    else this.#beginAnew();
    return skewed;
  }

  /** Above its own entries all the same. */
  #beginAnew(): void {
    this.#hybrid = new HybridClock(() => this.clock.wall(), this.#behind);
    this.#said = this.#behind;
  }

  #hasJumped(): boolean {
    return this.#expected !== undefined && this.clock.wall() - this.#expected > MOST_SKEW_MS;
  }

  /** What the clock would say had nobody set it since the store confirmed it. */
  get #expected(): number | undefined {
    if (this.#confirmed === undefined) return undefined;
    return this.#confirmed.wall + this.clock.monotonic() - this.#confirmed.monotonic;
  }
}
