import { plural } from "../util/format";
import type { ControlRecord } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import { numberAt, type Position } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import { copyHolds, refusedBulkWrites } from "./catchUpFile";
import { type WritersSeen, watchWriters } from "./log";

/** What is waiting to be brought over. */
export interface Backlog {
  readonly entries: number;
  /** Age of the oldest by its own time, in milliseconds; 0 when there is none. */
  readonly lagMs: number;
}

/** What the last parity check said, as its report has it. */
export interface LastParity {
  readonly clean: boolean;
  readonly verdict: string;
  /** ISO 8601; "" for a report that can't be used. */
  readonly finishedAt: string;
}

/** One look at a migration's log: gathered once, then printed as lines or JSON. */
export interface StatusSnapshot {
  readonly url: string;
  readonly record: ControlRecord;
  readonly writers: WritersSeen;
  /** Left out before the first catch-up of a copy, and once serverless serves. */
  readonly backlog?: Backlog;
  /** Beside the backlog: bulk writes by filters that the service refused, which did nothing. Left out when there are none. */
  readonly refusedBulk?: number;
  readonly parity?: LastParity;
  readonly next: string;
}

export interface StatusDeps {
  readonly log: OpenLog;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** The last parity report, wherever the caller finds it. */
  parity(): Promise<LastParity | undefined>;
}

/** @throws LOG_NOT_FOUND, LOG_BROKEN */
export async function statusOf({ log, clock, parity }: StatusDeps): Promise<StatusSnapshot> {
  const record = await log.control.read();
  const [writers, position, lastParity] = await Promise.all([
    watchWriters(log, record, clock),
    copyHolds(log.store, record),
    parity(),
  ]);
  const counted = position !== undefined && record.active === "pod";
  const backlog = counted ? await backlogOf(log, position, clock.now()) : undefined;
  const refusedBulk = counted ? await refusedBulkWrites(log.store, record) : 0;
  return {
    url: log.store.url,
    record,
    writers,
    ...(backlog === undefined ? {} : { backlog }),
    ...(refusedBulk === 0 ? {} : { refusedBulk }),
    ...(lastParity === undefined ? {} : { parity: lastParity }),
    next: nextStep(record, writers, position !== undefined, lastParity),
  };
}

/** Entries after a position. */
export async function backlogOf({ store, control }: OpenLog, from: Position, now: number): Promise<Backlog> {
  let entries = 0;
  let oldest = now;
  for await (const segment of new LogReader(store, control).read(from)) {
    if (segment.number < numberAt(from, segment.w)) continue;
    entries += segment.entries.length;
    for (const { t } of segment.entries) oldest = Math.min(oldest, t);
  }
  return { entries, lagMs: entries === 0 ? 0 : Math.max(0, now - oldest) };
}

function nextStep(
  record: ControlRecord,
  { live, silent }: WritersSeen,
  copied: boolean,
  parity: LastParity | undefined,
): string {
  if (record.state === "closed") return "the log is closed: nothing is recorded";
  if (record.state === "fenced") return "a cutover is under way: writers hold their writes";
  if (record.active === "serverless") return "retire, when you are sure; `phase: copy` is the way back";
  if (live.length === 0) return "start your application with capture: no writer is alive";
  if (!copied) return `copy: ready, ${plural(live.length, "writer")} capturing. Change to \`phase: copy\``;
  if (parity?.clean !== true) return "look at the last parity report; `pulumi up` in `phase: copy` checks again";
  const waits = silent.length === 0 ? "" : ` (${plural(silent.length, "silent writer")} will be closed at the fence)`;
  return `cutover: ready. Change \`phase: copy\` to \`phase: cutover\`, open a pull request${waits}`;
}
