import type { Difference, ParityReport } from "../../migration/parity/report";
import { largestUnseenShare } from "../../migration/parity/report";
import type { MigrationFacts } from "./facts";
import type { Missing } from "./model";

/** One namespace of both indexes. */
export interface NamespaceRow {
  readonly namespace: string;
  /** Records; left out where the report doesn't say. */
  readonly pod?: number;
  readonly serverless?: number;
  readonly state: "same" | "different" | "in doubt";
  /** Ids with a write in flight, or "all" under a bulk write; for "in doubt" only. */
  readonly inFlight?: number | "all";
}

export interface ParityModel {
  readonly report: ParityReport;
  /** Where the report was found. */
  readonly from: string;
  /** What differs first, then by size. */
  readonly namespaces: readonly NamespaceRow[];
  /** Namespaces without a row of their own, because there are too many. */
  readonly more: { readonly namespaces: number; readonly records: number; readonly notSame: number };
  /** True when the rows are all namespaces, and not only those whose counts differ. */
  readonly isWhole: boolean;
  readonly examples: readonly Difference[];
  /** For a sample: the largest share of different records that it leaves possible at 95 %. */
  readonly unseen?: number;
}

/** Rows that a page can bear; all that differ come first. */
const MOST_ROWS = 60;

/** What the last parity report says of each namespace. */
export function parityOf({ parity }: MigrationFacts): ParityModel | Missing {
  if (parity === undefined) return missing();
  const { report, from } = parity;
  const rows = rowsOf(report);
  const [shown, rest] = [rows.slice(0, MOST_ROWS), rows.slice(MOST_ROWS)];
  const { mode, compared, different } = report.content;
  return {
    report,
    from,
    namespaces: shown,
    more: {
      namespaces: rest.length,
      records: rest.reduce((sum, { pod = 0 }) => sum + pod, 0),
      notSame: rest.filter((row) => row.state !== "same").length,
    },
    isWhole: report.digest !== undefined,
    examples: report.examples,
    ...(mode === "sample" && different === 0 ? { unseen: largestUnseenShare(compared) } : {}),
  };
}

function rowsOf({ digest, counts, examples }: ParityReport): NamespaceRow[] {
  const rows = new Map<string, NamespaceRow>();
  // The digests are of the records as they were compared: the same number on both sides unless said otherwise below.
  for (const [namespace, { records }] of Object.entries(digest?.namespaces ?? {})) {
    rows.set(namespace, { namespace, pod: records, serverless: records, state: "same" });
  }
  for (const { namespace, pod, serverless, inFlight } of counts.inDoubt ?? []) {
    rows.set(namespace, { namespace, pod, serverless, state: "in doubt", inFlight });
  }
  for (const { namespace, pod, serverless } of counts.different) {
    rows.set(namespace, { namespace, pod, serverless, state: "different" });
  }
  for (const { namespace } of examples) {
    const { inFlight: _known, ...row } = rows.get(namespace) ?? { namespace };
    rows.set(namespace, { ...row, state: "different" });
  }
  const rank = { different: 0, "in doubt": 1, same: 2 };
  return [...rows.values()].sort((a, b) => rank[a.state] - rank[b.state] || (b.pod ?? 0) - (a.pod ?? 0));
}

function missing(): Missing {
  return {
    missing: true,
    why: "There is no parity report: nothing was compared yet, or the reports are in another folder.",
    how: ["pulumi up    # in `phase: copy` or `phase: cutover`", "podshift report --reports .podshift"],
  };
}
