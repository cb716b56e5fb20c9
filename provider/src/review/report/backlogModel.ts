import type { LogHistory, WriterHistory } from "../../migration/logHistory";
import { shellQuoted } from "../../util/shell";
import type { MigrationFacts } from "./facts";
import type { Missing } from "./model";

/** Writes logged in one span of time. */
export interface LoggedBin {
  /** Milliseconds since 1970, from and up to. */
  readonly from: number;
  readonly to: number;
  readonly writes: number;
}

/** At a moment no more than so many writes were waiting to be brought to the serverless index. */
export interface WaitingPoint {
  readonly at: number;
  readonly most: number;
}

/** A moment at which it is known how far the serverless index had come. */
export interface KnownPoint {
  readonly at: number;
  readonly waiting: number;
  readonly what: "switch" | "caught up" | "now";
}

export interface BacklogModel {
  readonly logged: readonly LoggedBin[];
  /** One line for each time that the pod index served after a collection was asked for. */
  readonly waiting: readonly (readonly WaitingPoint[])[];
  readonly known: readonly KnownPoint[];
  readonly history: LogHistory;
  readonly writers: readonly WriterHistory[];
  /** Writes since the last switch to serverless: the pod index lacks them; left out while the pod index serves. */
  readonly sinceSwitch?: number;
  /** What the log can't tell. */
  readonly notes: readonly string[];
}

/** The backlog over time, as far as the log tells. */
export function backlogOf({ log, stack, assessment }: MigrationFacts, now: number): BacklogModel | Missing {
  if (log === undefined) return missing(stack?.logUrl, stack?.writes ?? assessment?.writes);
  if (log.entries.total === 0) return nothingLogged(log);
  const { widthMs, bins } = log.entries.byTime;
  const caughtUpAt = stack?.caughtUp === undefined ? undefined : Date.parse(stack.caughtUp.at);
  const spans = spansOf(log, caughtUpAt, now);
  return {
    logged: bins.map(({ at, counts }) => ({
      from: at,
      to: at + widthMs,
      writes: counts.reduce((sum, n) => sum + n, 0),
    })),
    waiting: spans.map(({ line }) => line).filter((line) => line.length > 1),
    known: spans.flatMap(({ known }) => known).sort((a, b) => a.at - b.at),
    history: log,
    writers: [...log.writers]
      .filter(({ entries, ended }) => entries > 0 || !ended)
      .sort((a, b) => b.entries - a.entries),
    ...(log.record.active === "serverless" ? { sinceSwitch: inSpan(log, log.switches.length) } : {}),
    notes: notes(log, caughtUpAt),
  };
}

interface Span {
  readonly line: readonly WaitingPoint[];
  readonly known: readonly KnownPoint[];
}

/** The spans between switches in which the pod index served. */
function spansOf(log: LogHistory, caughtUpAt: number | undefined, now: number): Span[] {
  const starts = [undefined, ...log.switches];
  return starts.flatMap((begun, series) => {
    if (begun !== undefined && begun.to === "serverless") return [];
    const ended = log.switches[series];
    const end = ended?.at ?? now;
    const asked = log.askedAt.filter((at) => at < end && at >= (begun?.at ?? Number.NEGATIVE_INFINITY)).at(-1);
    // After a rollback the serverless index is there already, and has everything up to the switch back.
    const start = asked ?? begun?.at;
    if (start === undefined) return [];
    return [spanOf(log, series, { start, end, caughtUpAt, isOver: ended !== undefined })];
  });
}

interface SpanTimes {
  readonly start: number;
  readonly end: number;
  readonly caughtUpAt: number | undefined;
  readonly isOver: boolean;
}

function spanOf(log: LogHistory, series: number, { start, end, caughtUpAt, isOver }: SpanTimes): Span {
  const { widthMs, bins } = log.entries.byTime;
  const line: WaitingPoint[] = [{ at: start, most: 0 }];
  const known: KnownPoint[] = [];
  let most = 0;
  for (const { at, counts } of bins) {
    const writes = counts[series] ?? 0;
    // Entries that were written before the collection was asked for are in it.
    if (writes === 0 || at + widthMs <= start) continue;
    line.push({ at: clamp(at, start, end), most });
    most += writes;
    line.push({ at: clamp(at + widthMs, start, end), most });
    if (caughtUpAt !== undefined && caughtUpAt >= at && caughtUpAt < at + widthMs && isWithin(caughtUpAt, start, end)) {
      // Catch-up ends when a round takes two seconds at most: what it left is within the bin.
      most = writes;
      line.push({ at: clamp(at + widthMs, start, end), most });
      known.push({ at: caughtUpAt, waiting: writes, what: "caught up" });
    }
  }
  if (isOver) {
    line.push({ at: end, most }, { at: end, most: 0 });
    known.push({ at: end, waiting: 0, what: "switch" });
  } else if (log.caughtUp !== undefined) {
    line.push({ at: end, most }, { at: end, most: log.caughtUp.waiting });
    known.push({ at: end, waiting: log.caughtUp.waiting, what: "now" });
  } else line.push({ at: end, most });
  return { line, known };
}

function clamp(at: number, low: number, high: number): number {
  return Math.min(Math.max(at, low), high);
}

function isWithin(at: number, low: number, high: number): boolean {
  return at >= low && at <= high;
}

function inSpan({ entries }: LogHistory, series: number): number {
  return entries.byTime.bins.reduce((sum, { counts }) => sum + (counts[series] ?? 0), 0);
}

function notes(log: LogHistory, caughtUpAt: number | undefined): string[] {
  return [
    "The log says when each write was made and how far the serverless index has come by now, not when each was brought over: between the known points the line is the most that can have been waiting.",
    ...(log.askedAt.length === 0
      ? ["No collection was asked for yet: nothing is waiting, the copy will hold it."]
      : []),
    caughtUpAt === undefined
      ? "With the stack's state the end of the last catch-up would be known too."
      : "At the end of the last catch-up all writes of that bar are counted as waiting: they may be fewer.",
    ...(log.record.writes === "deferred"
      ? ["Writes are deferred: no index has them until they are brought over."]
      : []),
  ];
}

function missing(logUrl: string | undefined, writes: string | undefined): Missing {
  if (writes === "paused") {
    const why = "Writes are paused in this migration: there is no write log, and nothing waits to be brought over.";
    return { missing: true, why, how: [] };
  }
  return {
    missing: true,
    why: "No write log was given, so neither writes nor backlog are known.",
    how: [`podshift report --log ${shellQuoted(logUrl ?? "file:///srv/podshift/docs")}`],
  };
}

function nothingLogged({ record }: LogHistory): Missing {
  const why =
    record.state === "closed"
      ? "The write log is closed and its entries are removed, as `retire` does: its control record still tells the switches, and nothing tells the backlog of the past."
      : "The write log has no entry yet.";
  return { missing: true, why, how: [] };
}
