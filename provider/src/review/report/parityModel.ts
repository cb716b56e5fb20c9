import { shareAtMost } from "../../migration/parity/confidence";
import type { Difference, ParityReport } from "../../migration/parity/report";
import type { MigrationFacts } from "./facts";
import type { Missing } from "./model";

/** One namespace of both indexes. */
export interface NamespaceRow {
  readonly namespace: string;
  /** Records. */
  readonly pod: number;
  readonly serverless: number;
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  readonly state: "same" | "different" | "in doubt";
}

export interface ParityModel {
  readonly report: ParityReport;
  /** Where the report was found. */
  readonly from: string;
  /** What differs first, then by size. */
  readonly namespaces: readonly NamespaceRow[];
  /** Namespaces without a row of their own, because there are too many. */
  readonly more: { readonly namespaces: number; readonly records: number; readonly notSame: number };
  readonly examples: readonly Difference[];
  /** For a sample: the largest share of different records that it leaves possible at 95 %. */
  readonly unseen?: number;
}

/** Rows that a page can bear; all that differ come first. */
const MOST_ROWS = 60;

/** What the last parity report says of each namespace. */
export function parityOf({ parity, oldParity }: MigrationFacts): ParityModel | Missing {
  if (parity === undefined) return missing(oldParity);
  const { report, from } = parity;
  const rows = rowsOf(report);
  const [shown, rest] = [rows.slice(0, MOST_ROWS), rows.slice(MOST_ROWS)];
  const { mode, compared, different } = report.content;
  const { namespacesLeftOut = 0 } = report;
  return {
    report,
    from,
    namespaces: shown,
    more: {
      namespaces: rest.length + namespacesLeftOut,
      records: Math.max(0, report.counts.pod - shown.reduce((sum, { pod }) => sum + pod, 0)),
      notSame: rest.filter((row) => row.state !== "same").length,
    },
    examples: report.examples,
    ...(mode === "sample" && different === 0 ? { unseen: shareAtMost(0, compared) } : {}),
  };
}

function rowsOf({ namespaces, counts }: ParityReport): NamespaceRow[] {
  const apart = new Set(counts.different.map(({ namespace }) => namespace));
  const inDoubt = new Set((counts.inDoubt ?? []).map(({ namespace }) => namespace));
  const rows = namespaces.map(({ namespace, pod, serverless, missing: lacks, extra, different }): NamespaceRow => {
    const differs = apart.has(namespace) || lacks + extra + different > 0;
    const state = differs ? "different" : inDoubt.has(namespace) ? "in doubt" : "same";
    return { namespace, pod, serverless, missing: lacks, extra, different, state };
  });
  const rank = { different: 0, "in doubt": 1, same: 2 };
  return rows.sort((a, b) => rank[a.state] - rank[b.state] || b.pod - a.pod);
}

function missing(old: string | undefined): Missing {
  const how = ["pulumi up    # in `phase: copy` or `phase: cutover`", "podshift report --reports .podshift"];
  const why = "There is no parity report: nothing was compared yet, or the reports are in another folder.";
  if (old === undefined) return { missing: true, why, how };
  return { missing: true, why: `The parity report in ${old} was made by an older podshift: check again.`, how };
}
