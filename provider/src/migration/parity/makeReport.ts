import { shareAtMost } from "./confidence";
import { keptOf } from "./digest";
import type { ParityOptions } from "./options";
import type { RecordLevel } from "./recordLevel";
import {
  type DifferencesFile,
  MOST_NAMESPACES,
  type NamespaceParity,
  type ParityReport,
  type QueryLevel,
  REPORT_VERSION,
} from "./report";
import { sealed } from "./seal";
import { verdict } from "./verdict";

/** The report of a check that has ended just now, sealed. */
export function makeReport(
  options: ParityOptions,
  startedAt: number,
  counts: ParityReport["counts"],
  records: RecordLevel,
  queries: QueryLevel,
  file?: DifferencesFile,
): ParityReport {
  const { content, ids, differences, moving, uncaptured, settled } = records;
  const { podIndex, serverlessIndex, hosts, logPosition } = options;
  const clean =
    counts.different.length === 0 && ids.missing === 0 && ids.extra === 0 && content.different === 0 && queries.enough;
  return sealed({
    version: REPORT_VERSION,
    ...{ podIndex, serverlessIndex, hosts },
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(options.clock.now()).toISOString(),
    ...(logPosition === undefined ? {} : { logPosition }),
    asked: askedOf(options),
    clean,
    verdict: verdict(clean, counts, records, queries, options.moving !== undefined),
    ...{ counts, ids, content },
    ...sampleOf(options, content),
    queries,
    ...namespacesOf(records),
    settled,
    examples: [...differences],
    ...(file === undefined ? {} : { differences: file }),
    ...(records.digests === undefined ? {} : { digest: { namespaces: records.digests } }),
    ...(moving === undefined ? {} : { moving }),
    ...(uncaptured === undefined ? {} : { uncaptured }),
  });
}

function askedOf({ content, queries, seed, writes }: ParityOptions): NonNullable<ParityReport["asked"]> {
  return { content, queries, seed, ...(writes === undefined ? {} : { writes }) };
}

/** A sample as large as the index is all of it, but for records that come while it is compared. */
function sampleOf({ seed, moving }: ParityOptions, content: ParityReport["content"]): Pick<ParityReport, "sample"> {
  const { mode, compared, of, different } = content;
  if (mode === "all" || (moving === undefined && compared >= of)) return {};
  return { sample: { seed, confidence: 0.95, atMost: shareAtMost(different, compared) } };
}

function namespacesOf({ namespaces, digests }: RecordLevel): Pick<ParityReport, "namespaces" | "namespacesLeftOut"> {
  const rows = [...namespaces].sort((a, b) => differencesOf(b) - differencesOf(a) || b.pod - a.pod);
  const leftOut = rows.length - MOST_NAMESPACES;
  return {
    namespaces: rows
      .slice(0, MOST_NAMESPACES)
      .map((row) => (digests === undefined ? row : { ...row, digest: keptOf(digests, row.namespace) })),
    ...(leftOut > 0 ? { namespacesLeftOut: leftOut } : {}),
  };
}

function differencesOf({ missing, extra, different }: NamespaceParity): number {
  return missing + extra + different;
}
