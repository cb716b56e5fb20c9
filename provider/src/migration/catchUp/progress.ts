import { formatCount, formatDuration } from "../../util/format";

/** How far a catch-up is, at one moment. */
export interface CatchUpProgress {
  /** Number of the round, from 1. */
  readonly round: number;
  /** Records of the round that were looked at, and all of them. */
  readonly done: number;
  readonly total: number;
  /** Records a second in this round. */
  readonly ratePerSecond: number;
  /** Entries that were read from the log and aren't caught up. */
  readonly backlog: number;
  /** Age of the oldest of them by its own time, milliseconds; 0 when there is none. */
  readonly lagMs: number;
  /** Requests that the service answered by 429 since the catch-up began. */
  readonly busy: number;
  /** Seconds until the round is over, as far as its rate tells. */
  readonly etaSeconds?: number;
}

/** `round 3: 1,940 of 2,011 records, 6,100/s, backlog 71, lag 0.4 s, 429s 2, 12 s left` */
export function formatProgress(progress: CatchUpProgress): string {
  const { round, done, total, ratePerSecond, backlog, lagMs, busy, etaSeconds } = progress;
  return [
    `round ${round}: ${formatCount(done)} of ${formatCount(total)} records`,
    `${formatCount(significant(ratePerSecond))}/s`,
    `backlog ${formatCount(backlog)}`,
    `lag ${formatLag(lagMs)}`,
    ...(busy > 0 ? [`429s ${formatCount(busy)}`] : []),
    ...(etaSeconds !== undefined && etaSeconds >= 1 ? [`${formatDuration(etaSeconds * 1_000)} left`] : []),
  ].join(", ");
}

/** Two digits are what a rate is good for. */
function significant(rate: number): number {
  return rate < 100 ? Math.round(rate) : Number(rate.toPrecision(2));
}

function formatLag(ms: number): string {
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : formatDuration(ms);
}

/** Counts a round as it goes. */
export class Meter {
  #done = 0;
  #caughtUp = 0;
  #total = 0;
  #entries = 0;
  #oldest: number | undefined;

  constructor(
    readonly round: number,
    readonly began: number,
  ) {}

  /** Records that are now known to be looked at; they grow while the log is read. */
  expect(records: number): void {
    this.#total += records;
  }

  /** All entries are read. */
  read({ entries, oldest }: { readonly entries: number; readonly oldest: number | undefined }): void {
    this.#entries = entries;
    this.#oldest = oldest;
  }

  count(records: number, entries: number): void {
    this.#done += records;
    this.#caughtUp += entries;
  }

  at(now: number, busy: number): CatchUpProgress {
    const seconds = (now - this.began) / 1_000;
    const ratePerSecond = seconds > 0 ? this.#done / seconds : 0;
    const backlog = Math.max(0, this.#entries - this.#caughtUp);
    const left = this.#total - this.#done;
    return {
      round: this.round,
      done: this.#done,
      total: this.#total,
      ratePerSecond,
      backlog,
      lagMs: backlog > 0 ? Math.max(0, now - (this.#oldest ?? now)) : 0,
      busy,
      ...(left > 0 && ratePerSecond > 0 ? { etaSeconds: left / ratePerSecond } : {}),
    };
  }
}
