import type { ControlRecord } from "../../writeLog/control";
import { CLOCK_DRIFT, readLease, type WriterLease } from "../../writeLog/lease";
import type { Position } from "../../writeLog/position";
import type { LogStore } from "../../writeLog/store";

export interface DoneMarksDeps {
  readonly store: LogStore;
  readonly control: { read(): Promise<ControlRecord> };
  /** Milliseconds from any start, never jumping. */
  monotonic(): number;
}

/**
 * Reads how far each writer's entries are done: those in segments below its number have had their effect or their
 * refusal, for good. Number.POSITIVE_INFINITY: all of them.
 */
export class DoneMarks {
  /** When this process first saw a writer closed. */
  readonly #closedSince = new Map<string, number>();
  /** Closed writers all of whose entries are done: that stays so, and they may be many. */
  readonly #over = new Set<string>();

  constructor(readonly deps: DoneMarksDeps) {}

  async read(): Promise<Position> {
    const { store, control } = this.deps;
    const record = await control.read();
    const now = this.deps.monotonic();
    const marks = Object.keys(record.writers).map(async (w): Promise<[string, number]> => {
      if (this.#over.has(w)) return [w, Number.POSITIVE_INFINITY];
      const mark = this.#markOf(w, record, now, await readLease(store, w));
      if (mark === Number.POSITIVE_INFINITY) this.#over.add(w);
      return [w, mark];
    });
    return Object.fromEntries(await Promise.all(marks));
  }

  #markOf(writer: string, record: ControlRecord, now: number, lease: WriterLease | undefined): number {
    const done = lease?.done ?? 0;
    const end = record.writers[writer]?.end;
    if (end === undefined) return done;
    const since = this.#closedSince.get(writer) ?? now;
    this.#closedSince.set(writer, since);
    const { leaseMs, lateMs } = record.times;
    // A writer that renewed just before it was closed may send what it had logged for as long as its lease holds.
    const over = now - since > leaseMs * CLOCK_DRIFT + lateMs;
    return done >= end || over ? Number.POSITIVE_INFINITY : done;
  }
}
