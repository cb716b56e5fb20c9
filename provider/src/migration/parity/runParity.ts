import { PodshiftError } from "../../errors";
import type { IndexReader } from "../../pinecone/types";
import { compareCounts } from "./countLevel";
import { makeReport } from "./makeReport";
import { type Compared, compareMoving } from "./movingLevel";
import type { ParityOptions } from "./options";
import { pacedReader, RecordBudget } from "./pacedReader";
import { askQueries } from "./queryLevel";
import { compareRecords } from "./recordLevel";
import type { ParityReport } from "./report";

export type { DigestSink, InFlight, MovingWrites, ParityOptions, ParityProgress } from "./options";
export type { ParityReport } from "./report";

/**
 * Compares both indexes: record counts (L1), ids (L2), content (L3), answers to queries (L4). A difference is asked
 * again before it counts, so that lag is none. With `moving` writes may go on meanwhile: a record that the log names as
 * in flight is no difference.
 *
 * @throws STOPPED when the signal is aborted
 */
export async function runParity(asked: ParityOptions): Promise<ParityReport> {
  const options = withinBudget(asked);
  const startedAt = options.startedAt ?? options.clock.now();
  try {
    options.signal?.throwIfAborted();
    const { counts, records } = await (options.moving === undefined
      ? compareAtRest(options)
      : compareMoving(options, options.moving));
    const queries = await askQueries(options, records.sampled);
    const differences = await options.differences?.write(records.stayed);
    await options.digests?.finish();
    return makeReport(options, startedAt, counts, records, queries, differences);
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

/** A budget for each side: they are billed and limited apart. */
function withinBudget(options: ParityOptions): ParityOptions {
  const { recordsPerSecond, clock, signal, pod, serverless } = options;
  if (recordsPerSecond === undefined) return options;
  const paced = (side: IndexReader) => pacedReader(side, new RecordBudget(clock, recordsPerSecond), signal);
  return { ...options, pod: paced(pod), serverless: paced(serverless) };
}

function stopped(cause: unknown): PodshiftError {
  return new PodshiftError("STOPPED", "stopped as asked, before parity was known", {
    next: "`pulumi up` checks again",
    cause,
  });
}
