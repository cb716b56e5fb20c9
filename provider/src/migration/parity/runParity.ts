import { PodshiftError } from "../../errors";
import { formatCount } from "../../util/format";
import { type CountLevel, compareCounts } from "./countLevel";
import type { ParityOptions } from "./options";
import { askQueries, type QueryLevel } from "./queryLevel";
import { compareRecords, type RecordLevel } from "./recordLevel";
import { largestUnseenShare, type ParityReport } from "./report";

export type { DigestSink, ParityOptions, ParityProgress } from "./options";
export type { ParityReport } from "./report";

/** Differences that a report names. */
const EXAMPLES = 10;

/**
 * Compares both indexes: record counts (L1), ids (L2), content (L3), answers to queries (L4). A difference is asked
 * again before it counts, so that lag is none.
 *
 * @throws STOPPED when the signal is aborted
 */
export async function runParity(options: ParityOptions): Promise<ParityReport> {
  const startedAt = options.clock.now();
  try {
    options.signal?.throwIfAborted();
    const counted = await compareCounts(options);
    const records = await compareRecords(options, counted);
    const queries = await askQueries(options, records.queryVectors);
    await options.digests?.finish();
    return report(options, startedAt, counted, records, queries);
  } catch (error) {
    // The first failure is the one to tell.
    await options.digests?.abandon().catch(() => undefined);
    if (options.signal?.aborted) throw stopped(error);
    throw error;
  }
}

function report(
  options: ParityOptions,
  startedAt: number,
  { counts, settled }: CountLevel,
  records: RecordLevel,
  queries: QueryLevel,
): ParityReport {
  const { content, ids, differences, digests } = records;
  const clean =
    counts.different.length === 0 && ids.missing === 0 && ids.extra === 0 && content.different === 0 && queries.enough;
  return {
    version: 1,
    podIndex: options.podIndex,
    serverlessIndex: options.serverlessIndex,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(options.clock.now()).toISOString(),
    clean,
    verdict: verdict(clean, counts, records, queries),
    counts,
    ids,
    content,
    queries,
    settled: settled + records.settled,
    examples: differences.slice(0, EXAMPLES),
    ...(digests === undefined ? {} : { digest: { namespaces: digests } }),
  };
}

/** A sample is never called clean: it says how much it leaves possible. */
function verdict(
  clean: boolean,
  counts: ParityReport["counts"],
  { content, ids }: RecordLevel,
  queries: QueryLevel,
): string {
  if (!clean) {
    const parts = [
      ...(counts.different.length > 0 ? [`counts differ in ${formatCount(counts.different.length)} namespaces`] : []),
      ...(ids.missing > 0 ? [`${formatCount(ids.missing)} missing`] : []),
      ...(ids.extra > 0 ? [`${formatCount(ids.extra)} extra`] : []),
      ...(content.different > 0 ? [`${formatCount(content.different)} different in content`] : []),
      ...(queries.enough ? [] : [`answers overlap by ${queries.meanOverlap.toFixed(3)} only`]),
    ];
    return `different: ${parts.join(", ")}`;
  }
  if (content.compared >= content.of) return `clean: all ${formatCount(content.of)} records compared`;
  const share = formatPercent(largestUnseenShare(content.compared));
  return `no difference in ${formatCount(content.compared)} of ${formatCount(content.of)} records (at most ${share} % at 95 %)`;
}

/** Two digits that say something; never a power of ten. */
function formatPercent(share: number): string {
  const percent = share * 100;
  return percent >= 99.5 ? "100" : String(Number(percent.toPrecision(2)));
}

function stopped(cause: unknown): PodshiftError {
  return new PodshiftError("STOPPED", "stopped as asked, before parity was known", {
    next: "`pulumi up` checks again",
    cause,
  });
}
