import { PodshiftError } from "../../errors";
import { compareCounts } from "./countLevel";
import { type Compared, compareMoving } from "./movingLevel";
import type { ParityOptions } from "./options";
import { askQueries, type QueryLevel } from "./queryLevel";
import { compareRecords, type RecordLevel } from "./recordLevel";
import type { ParityReport } from "./report";
import { verdict } from "./verdict";

export type { DigestSink, InFlight, MovingWrites, ParityOptions, ParityProgress } from "./options";
export type { ParityReport } from "./report";

/** Differences that a report names. */
const EXAMPLES = 10;

/**
 * Compares both indexes: record counts (L1), ids (L2), content (L3), answers to queries (L4). A difference is asked
 * again before it counts, so that lag is none. With `moving` writes may go on meanwhile: a record that the log names as
 * in flight is no difference.
 *
 * @throws STOPPED when the signal is aborted
 */
export async function runParity(options: ParityOptions): Promise<ParityReport> {
  const startedAt = options.clock.now();
  try {
    options.signal?.throwIfAborted();
    const { counts, records } = await (options.moving === undefined
      ? compareAtRest(options)
      : compareMoving(options, options.moving));
    const queries = await askQueries(options, records.queryVectors);
    await options.digests?.finish();
    return report(options, startedAt, counts, records, queries);
  } catch (error) {
    // The first failure is the one to tell.
    await options.digests?.abandon().catch(() => undefined);
    if (options.signal?.aborted) throw stopped(error);
    throw error;
  }
}

async function compareAtRest(options: ParityOptions): Promise<Compared> {
  const counted = await compareCounts(options);
  const records = await compareRecords(options, counted);
  return { counts: counted.counts, records: { ...records, settled: records.settled + counted.settled } };
}

function report(
  options: ParityOptions,
  startedAt: number,
  counts: ParityReport["counts"],
  records: RecordLevel,
  queries: QueryLevel,
): ParityReport {
  const { content, ids, differences, digests, moving, uncaptured, settled } = records;
  const clean =
    counts.different.length === 0 && ids.missing === 0 && ids.extra === 0 && content.different === 0 && queries.enough;
  return {
    version: 1,
    podIndex: options.podIndex,
    serverlessIndex: options.serverlessIndex,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(options.clock.now()).toISOString(),
    clean,
    verdict: verdict(clean, counts, records, queries, options.moving !== undefined),
    counts,
    ids,
    content,
    queries,
    settled,
    examples: differences.slice(0, EXAMPLES),
    ...(digests === undefined ? {} : { digest: { namespaces: digests } }),
    ...(moving === undefined ? {} : { moving }),
    ...(uncaptured === undefined ? {} : { uncaptured }),
  };
}

function stopped(cause: unknown): PodshiftError {
  return new PodshiftError("STOPPED", "stopped as asked, before parity was known", {
    next: "`pulumi up` checks again",
    cause,
  });
}
