import type { Active, Control, ControlRecord, Switch } from "../writeLog/control";
import { type Entry, isBulk } from "../writeLog/entry";
import { readLease, type WriterLease } from "../writeLog/lease";
import type { OpenLog } from "../writeLog/openLog";
import { numberAt, type Position } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import type { Segment } from "../writeLog/segments";
import type { DeadLetter } from "./apply/sender";
import { copyHolds, loadCatchUp, refusedBulkWrites } from "./catchUpFile";
import { snapshotsOf } from "./snapshot";
import { type Bins, TimeBins } from "./timeBins";

/** A switch of traffic, there or back. */
export interface PastSwitch extends Switch {
  readonly to: Active;
}

/** What one writer left in the log. */
export interface WriterHistory {
  readonly w: string;
  /** True once it may write no more. */
  readonly ended: boolean;
  readonly entries: number;
  /** Milliseconds since 1970 by its own clock; left out when there is no entry of it. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** What it last said of itself; left out when that is gone. */
  readonly lease?: Pick<WriterLease, "at" | "next" | "done" | "writes" | "failed">;
}

/** What a write log tells of a migration's past. Plain JSON. */
export interface LogHistory {
  readonly url: string;
  readonly record: ControlRecord;
  readonly switches: readonly PastSwitch[];
  /** Fences that ended without a switch: cutovers or rollbacks that were tried and postponed. */
  readonly fencesTakenBack: number;
  /** Control records of this log that were too many to be read: switches before them are not known. */
  readonly unreadRecords: number;
  /** When collections were asked for, in milliseconds since 1970. */
  readonly askedAt: readonly number[];
  readonly writers: readonly WriterHistory[];
  readonly entries: {
    readonly total: number;
    readonly bulk: number;
    readonly bytes: number;
    /**
     * By time. The series are the spans between switches: 0 until the first, 1 until the second, and so on. Which span an
     * entry belongs to is known by its position, its time by its writer's clock.
     */
    readonly byTime: Bins;
  };
  /** How far catch-up has come; left out before it began, and while there is no copy or serverless serves. */
  readonly caughtUp?: {
    /** Entries behind which it has not come. */
    readonly waiting: number;
    /** Left out with `deferred`, which has no rounds. */
    readonly rounds?: number;
    readonly refused: readonly DeadLetter[];
    /** Bulk writes by filters that the service refused, which did nothing; left out when there are none. */
    readonly refusedBulk?: number;
  };
}

/** Bins between the first entry and the last: enough for a chart, few enough for a file. */
const MOST_BINS = 240;
/** Control records read, newest first. A migration has dozens; an application that is restarted often, thousands. */
const MOST_RECORDS = 5_000;
/** Control records asked for at once. */
const AT_ONCE = 16;

/**
 * Reads all that a log tells of a migration's past; changes nothing. Takes one read of every segment.
 *
 * @throws LOG_NOT_FOUND, LOG_BROKEN
 */
export async function readLogHistory(log: OpenLog, signal?: AbortSignal): Promise<LogHistory> {
  const { store, control } = log;
  const record = await control.read();
  const [past, askedAt, position] = await Promise.all([
    recordsOf(control, record, signal),
    snapshotsOf(log, record.log),
    record.active === "pod" ? copyHolds(store, record) : undefined,
  ]);
  const switches = switchesIn(past.records);
  const count = new EntryCount(switches, position);
  for await (const segment of new LogReader(store, control).read({}, signal)) count.add(segment);
  const writers = Object.entries(record.writers).map(async ([w, { end }]): Promise<WriterHistory> => {
    const lease = await readLease(store, w);
    return { w, ended: end !== undefined, ...count.of(w), ...(lease === undefined ? {} : { lease }) };
  });
  return {
    ...{ url: store.url, record, switches, askedAt, unreadRecords: past.unread },
    fencesTakenBack: fencesTakenBack(past.records),
    writers: await Promise.all(writers),
    entries: count.result,
    ...(position === undefined
      ? {}
      : { caughtUp: { waiting: count.waiting, ...(await rounds(log, record, askedAt)) } }),
  };
}

async function rounds({ store }: OpenLog, record: ControlRecord, askedAt: readonly number[]) {
  const { log, writes } = record;
  if (writes === "deferred") {
    const refusedBulk = await refusedBulkWrites(store, record);
    return { refused: [], ...(refusedBulk === 0 ? {} : { refusedBulk }) };
  }
  const last = askedAt.at(-1);
  const state = last === undefined ? undefined : await loadCatchUp(store, "forward", log, last);
  return state === undefined ? { refused: [] } : { rounds: state.rounds, refused: state.refused };
}

/** The control records of this log, oldest first; those of an earlier one in the same place are left out. */
async function recordsOf(
  control: Control,
  last: ControlRecord,
  signal: AbortSignal | undefined,
): Promise<{ records: ControlRecord[]; unread: number }> {
  const records = [last];
  const oldest = Math.max(1, last.epoch - MOST_RECORDS + 1);
  for (let epoch = last.epoch - 1; epoch >= oldest; epoch -= AT_ONCE) {
    signal?.throwIfAborted();
    const epochs = Array.from({ length: Math.min(AT_ONCE, epoch - oldest + 1) }, (_, n) => epoch - n);
    for (const found of await Promise.all(epochs.map((each) => control.at(each)))) {
      if (found === undefined || found.log !== last.log) return { records, unread: 0 };
      records.unshift(found);
    }
  }
  return { records, unread: oldest - 1 };
}

function switchesIn(records: readonly ControlRecord[]): PastSwitch[] {
  const byEpoch = new Map<number, PastSwitch>();
  for (const { switched, active } of records) {
    if (switched !== undefined && !byEpoch.has(switched.epoch))
      byEpoch.set(switched.epoch, { ...switched, to: active });
  }
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
}

function fencesTakenBack(records: readonly ControlRecord[]): number {
  return records.filter((record, at) => {
    const before = records[at - 1];
    return before?.state === "fenced" && record.state === "open" && record.switched?.epoch !== record.epoch;
  }).length;
}

/** Counts entries by time, span and writer. */
class EntryCount {
  readonly #bins = new TimeBins(MOST_BINS);
  readonly #writers = new Map<string, { entries: number; firstAt: number; lastAt: number }>();
  #total = 0;
  #bulk = 0;
  #bytes = 0;
  waiting = 0;

  /** @param position how far the serverless index holds the log; undefined when nothing is waited for */
  constructor(
    readonly switches: readonly PastSwitch[],
    readonly position: Position | undefined,
  ) {}

  add({ w, number, entries, bytes }: Segment): void {
    const span = this.switches.filter(({ end }) => numberAt(end, w) <= number).length;
    for (const entry of entries) {
      this.#bins.add(entry.t, span);
      if (isBulk(entry)) this.#bulk += 1;
    }
    this.#total += entries.length;
    this.#bytes += bytes;
    if (this.position !== undefined && span === this.switches.length && number >= numberAt(this.position, w)) {
      this.waiting += entries.length;
    }
    this.#see(w, entries);
  }

  /** A writer's times only grow. */
  #see(w: string, entries: readonly Entry[]): void {
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return;
    const before = this.#writers.get(w);
    const firstAt = before?.firstAt ?? first.t;
    this.#writers.set(w, { entries: (before?.entries ?? 0) + entries.length, firstAt, lastAt: last.t });
  }

  of(w: string): Pick<WriterHistory, "entries" | "firstAt" | "lastAt"> {
    return this.#writers.get(w) ?? { entries: 0 };
  }

  get result(): LogHistory["entries"] {
    return { total: this.#total, bulk: this.#bulk, bytes: this.#bytes, byTime: this.#bins.result };
  }
}
