import { displayNamespace } from "../../pinecone/namespace";
import { formatCount, plural } from "../../util/format";
import type { NamespaceParity, ParityReport } from "./report";

const HEAD = ["namespace", "pod", "serverless", "looked", "compared", "missing", "extra", "different"];

/** A report by namespace, in columns; those with differences first. `rows` of them at most. */
export function formatTable({ namespaces, namespacesLeftOut = 0 }: ParityReport, rows = namespaces.length): string[] {
  const shown = namespaces.slice(0, rows);
  const more = namespaces.length - shown.length + namespacesLeftOut;
  return [
    ...inColumns([HEAD, ...shown.map(cellsOf)]),
    ...(more === 0 ? [] : [`and ${plural(more, "more namespace")}`]),
  ];
}

function cellsOf(row: NamespaceParity): string[] {
  const { namespace, pod, serverless, looked, compared, missing, extra, different } = row;
  return [
    displayNamespace(namespace),
    ...[pod, serverless, looked, compared, missing, extra, different].map(formatCount),
  ];
}

/** The first column to the left, numbers to the right; the first row has all columns. */
export function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
  );
}
