import { DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { AHEAD } from "../../../provider/src/writeLog/reader";

/** Dollars a request: S3 Standard in us-east-1, aws.amazon.com/s3/pricing, "Requests & data retrievals", November 2026. */
export const PRICES = { put: 0.005 / 1_000, get: 0.0004 / 1_000 };

/** Milliseconds that a small PUT or GET takes within a region: what docs/write-log.md reckons with. */
export const PUT_MS = 30;
const GET_MS = 20;
/** A lease is renewed three times in its length. */
const RENEWALS = 3;
/**
 * A round of `podshift catch-up --follow` that finds nothing new, in milliseconds: its pause, and some requests one after
 * the other. Counted on a real server whose answers took 25 ms: 27 rounds in 10 s, 2 reads of the control record in each.
 */
const ROUND_MS = 370;
const CONTROL_READS = 2;

/** One writer. */
export interface LogLoad {
  readonly writesPerSecond: number;
  readonly gatherMs: number;
}

export interface Requests {
  readonly puts: number;
  readonly gets: number;
}

/**
 * Segments that a writer makes in a second: the next one begins when the last is done, and not before its first entry has
 * waited for `gatherMs`.
 */
export function segmentsPerSecond({ writesPerSecond, gatherMs }: LogLoad): number {
  return 1_000 / Math.max(PUT_MS, gatherMs + 1_000 / writesPerSecond);
}

/** What a writer asks for its lease in a second, writes or not: it puts the lease, then tries the next control record. */
export function leaseRequestsPerSecond(): Requests {
  const each = 1_000 / (DEFAULT_TIMES.leaseMs / RENEWALS + PUT_MS + GET_MS);
  return { puts: each, gets: each };
}

/** Reads of a look at the log: those of segments that aren't there yet are paid for too. */
export function segmentReadsOfALook(segments: number): number {
  return AHEAD * Math.ceil((segments + 1) / AHEAD);
}

/** What `podshift catch-up --follow` asks in a second while nothing is written: its progress, its lease, its looks. */
export function followRequestsPerSecond(writers: number): Requests {
  const rounds = 1_000 / ROUND_MS;
  const beats = 1_000 / (DEFAULT_TIMES.leaseMs / 2 + PUT_MS + GET_MS);
  const reads = CONTROL_READS + writers * (1 + segmentReadsOfALook(0));
  return { puts: rounds + beats, gets: rounds * reads + beats };
}

/** Requests and dollars of a million writes by one writer at this pace, each segment read once. */
export function perMillionWrites(load: LogLoad): Requests & { readonly dollars: number } {
  const seconds = 1_000_000 / load.writesPerSecond;
  const [lease, segments] = [leaseRequestsPerSecond(), segmentsPerSecond(load)];
  const total = { puts: (segments + lease.puts) * seconds, gets: (segments + lease.gets) * seconds };
  return { ...total, dollars: dollarsOf(total) };
}

export function dollarsOf({ puts, gets }: Requests): number {
  return puts * PRICES.put + gets * PRICES.get;
}

/** Dollars of an hour of `podshift catch-up --follow` on a log with so many writers. */
export function dollarsOfAnHourFollowed(writers: number): number {
  return dollarsOf(followRequestsPerSecond(writers)) * 3_600;
}

/** Dollars of a writer that is there, for 30 days, writes or not. */
export function dollarsOfAMonth(): number {
  return dollarsOf(leaseRequestsPerSecond()) * 86_400 * 30;
}

/** The table of docs/write-log.md. */
export function costTable(): string {
  const rows = [10, 100, 1_000].flatMap((writesPerSecond) =>
    [5, 50, 200].map((gatherMs) => {
      const { puts, gets, dollars } = perMillionWrites({ writesPerSecond, gatherMs });
      const cells = [
        thousands(writesPerSecond),
        `${gatherMs} ms`,
        thousands(puts),
        thousands(gets),
        dollars.toFixed(2),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  );
  return ["| writes a second | `gather` | PUTs | GETs | dollars |", "|---:|---:|---:|---:|---:|", ...rows].join("\n");
}

/** Three digits are known, not more. */
function thousands(count: number): string {
  return Number(count.toPrecision(3)).toLocaleString("en-US");
}
