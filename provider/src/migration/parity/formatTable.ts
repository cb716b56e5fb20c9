import { displayNamespace } from "../../pinecone/namespace";
import { formatCount, plural } from "../../util/format";
import { cutInside, displayWidth, padColumns } from "../../util/width";
import type { NamespaceParity, ParityReport } from "./report";

const HEAD = ["namespace", "pod", "serverless", "looked", "compared", "missing", "extra", "different"];

/** A name is never cut shorter than this. */
const SHORTEST_NAME = 12;

/**
 * A report by namespace, in columns; those with differences first. `rows` of them at most.
 *
 * @param columns the terminal's width: longer names are cut to fit; left out, names stay whole
 */
export function formatTable(
  { namespaces, namespacesLeftOut = 0 }: ParityReport,
  rows = namespaces.length,
  columns?: number,
): string[] {
  const shown = namespaces.slice(0, rows);
  const more = namespaces.length - shown.length + namespacesLeftOut;
  return [
    ...inColumns([HEAD, ...shown.map(cellsOf)], columns),
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
export function inColumns(rows: readonly (readonly string[])[], columns = Number.POSITIVE_INFINITY): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => displayWidth(row[at] ?? ""))));
  const numbers = widths.slice(1).reduce((sum, width) => sum + 2 + width, 0);
  const name = Math.min(widths[0] ?? 0, Math.max(SHORTEST_NAME, columns - numbers));
  return rows.map(([first = "", ...cells]) =>
    [padColumns(cutInside(first, name), name), ...cells.map((cell, at) => cell.padStart(widths[at + 1] ?? 0))].join(
      "  ",
    ),
  );
}
