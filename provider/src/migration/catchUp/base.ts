import { PodshiftError } from "../../errors";
import type { IndexReader } from "../../pinecone/types";
import type { Clock } from "../../util/clock";

export interface BaseOptions {
  /** Records of the collection, as the service counts them; undefined when it doesn't say. */
  readonly vectorCount: number | undefined;
  /** Milliseconds for which the count must stay. */
  readonly settleMs: number;
  /** Milliseconds after which it is given up. */
  readonly boundMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const LOOK_MS = 1_000;

/**
 * Waits until the serverless index shows the whole collection it was made from: its count has reached the collection's
 * and stayed for `settleMs`. Before that, filters and lists may miss records that a bulk write touched.
 *
 * @throws NOT_FRESH
 */
export async function baseShown(serverless: Pick<IndexReader, "stats">, options: BaseOptions): Promise<void> {
  const { vectorCount = 0, settleMs, boundMs, clock, signal } = options;
  const began = clock.now();
  let last = -1;
  let since = began;
  for (;;) {
    const { total } = await serverless.stats();
    const now = clock.now();
    if (total !== last) since = now;
    last = total;
    if (total >= vectorCount && now - since >= settleMs) return;
    if (now - began > boundMs) throw notShown(total, vectorCount);
    await clock.sleep(Math.min(LOOK_MS, Math.max(settleMs, 1)), signal);
  }
}

function notShown(records: number, vectorCount: number): PodshiftError {
  return new PodshiftError(
    "NOT_FRESH",
    `the serverless index shows ${records} of the collection's ${vectorCount} records`,
    {
      facts: { records, vectorCount },
      next: "run the command again later; if it stays so, the index was changed by somebody else: go back to `capture` and copy anew",
    },
  );
}
