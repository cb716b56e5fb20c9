import { type ClosingDeps, closeWriter, hasRunOut, LeaseWatch, lastTime } from "../../writeLog/closeWriter";
import type { ControlRecord } from "../../writeLog/control";
import { type LeaseClock, readLease } from "../../writeLog/lease";
import { liveWriters } from "../cutover/fence";

export interface WatermarkDeps extends ClosingDeps {
  readonly leaseClock: LeaseClock;
}

export interface Watermark {
  /** Hybrid time below which no writer appends any more: entries with `t` smaller than this are complete. */
  readonly t: number;
  /** The control record under which this holds. */
  readonly record: ControlRecord;
}

/**
 * Finds the watermark of a `deferred` log (design §5). Kept from pass to pass: a dead writer is known by a lease that
 * stood still while we watched.
 */
export class Watermarks {
  readonly #watch: LeaseWatch;
  readonly #lastTimes = new Map<string, number>();

  constructor(readonly deps: WatermarkDeps) {
    this.#watch = new LeaseWatch(deps.leaseClock);
  }

  /**
   * The smallest time of all live writers' leases, raised into the control record's `floor` before it is answered, so that
   * who joins later starts above it. Writers whose lease has run out are closed first. To be called BEFORE any segment is
   * read. Outside an open log nothing is raised: a swap would end a fence.
   */
  async raise(): Promise<Watermark> {
    const { control } = this.deps;
    for (;;) {
      const record = await control.read();
      if (record.state !== "open") return { t: record.floor, record };
      const lowest = await this.#lowest(record);
      if (lowest === undefined) continue;
      // The floor was raised by this same rule: nothing is appended below it either.
      if (lowest <= record.floor) return { t: record.floor, record };
      const live = liveWriters(record).join();
      const raised = await control.swap((now) =>
        now.state === "open" && liveWriters(now).join() === live ? { floor: Math.max(now.floor, lowest) } : undefined,
      );
      // Undefined: a writer joined whose lease was not looked at, or a fence began.
      if (raised !== undefined) return { t: lowest, record: raised };
    }
  }

  /** Undefined when a writer was closed: all are looked at anew. */
  async #lowest(record: ControlRecord): Promise<number | undefined> {
    const { store } = this.deps;
    const live = liveWriters(record);
    if (live.length === 0) return this.#behindAll(record);
    const leases = await Promise.all(live.map((writer) => readLease(store, writer)));
    const looks = live.map((writer, at) => this.#watch.look(writer, leases[at]));
    const over = looks.filter((look) => hasRunOut(look, record.times.leaseMs));
    for (const look of over) await closeWriter(this.deps, look.writer, look.beat);
    if (over.length > 0) return undefined;
    return Math.min(...leases.map((lease) => lease?.t ?? 0));
  }

  /** Nobody writes: all that closed writers appended is complete. */
  async #behindAll({ writers, floor }: ControlRecord): Promise<number> {
    let behind = floor;
    for (const [writer, { end = 0 }] of Object.entries(writers)) {
      const last = this.#lastTimes.get(writer) ?? (await lastTime(this.deps.store, writer, end));
      this.#lastTimes.set(writer, last);
      behind = Math.max(behind, last + 1);
    }
    return behind;
  }
}
