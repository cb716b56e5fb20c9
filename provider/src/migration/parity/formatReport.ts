import { displayNamespace } from "../../pinecone/namespace";
import { formatCount, plural, printable } from "../../util/format";
import { formatTable } from "./formatTable";
import type { Difference, ParityReport, QueryLevel, Uncaptured } from "./report";

/** Namespaces that the text shows; all of them stand in the table. */
const MOST_ROWS = 10;

/** A report for people, several lines. @param columns the terminal's width, where there is one */
export function formatReport(report: ParityReport, columns?: number): string {
  const { counts, ids, content, namespaces, examples, differences } = report;
  return [
    `parity of ${report.podIndex} and ${report.serverlessIndex}: ${report.verdict}`,
    `  counts   ${formatCount(counts.pod)} in the pod index, ${formatCount(counts.serverless)} in the serverless index`,
    ...formatCounts(counts),
    `  ids      ${formatCount(ids.looked)} looked for; ${formatCount(ids.missing)} missing, ${formatCount(ids.extra)} extra on serverless`,
    `  content  ${formatCount(content.compared)} of ${formatCount(content.of)} compared in full, ${formatCount(content.different)} different`,
    ...formatQueries(report.queries),
    ...(report.settled === 0 ? [] : [`  lag      ${plural(report.settled, "difference")} went away when asked again`]),
    ...(report.moving === undefined
      ? []
      : [`  moving   ${formatCount(report.moving)} written while compared: neither equal nor a difference`]),
    ...(report.uncaptured === undefined ? [] : formatUncaptured(report.uncaptured)),
    ...(namespaces.length < 2
      ? []
      : formatTable(report, MOST_ROWS, columns === undefined ? undefined : columns - 2).map((line) => `  ${line}`)),
    ...examples.map((each) => `  ${formatDifference(each)}`),
    ...(differences === undefined || differences.records <= examples.length
      ? []
      : [`  all ${formatCount(differences.records)}: ${differences.file}`]),
  ].join("\n");
}

function formatCounts({ different, inDoubt = [] }: ParityReport["counts"]): string[] {
  return [
    ...different.map(
      ({ namespace, pod, serverless }) =>
        `           ${displayNamespace(namespace)}: ${formatCount(pod)} and ${formatCount(serverless)}`,
    ),
    ...inDoubt.map(
      ({ namespace, pod, serverless, inFlight }) =>
        `           ${displayNamespace(namespace)}: ${formatCount(pod)} and ${formatCount(serverless)}, ${inFlight === "all" ? "a bulk write" : formatCount(inFlight)} in flight`,
    ),
  ];
}

function formatQueries({ asked, filtered, topK, meanOverlap, minOverlap, recall }: QueryLevel): string[] {
  if (asked === 0) return ["  queries  none asked"];
  const line = `  queries  ${formatCount(asked)} asked of both, ${formatCount(filtered)} with a filter: overlap@${topK} ${meanOverlap.toFixed(3)} in the mean, ${minOverlap.toFixed(3)} at least`;
  if (recall === undefined) return [line];
  const { pod, serverless, against, expected } = recall;
  return [
    line,
    `  recall   ${serverless.mean.toFixed(3)} on serverless, ${pod.mean.toFixed(3)} on the pod index: of ${formatCount(expected)} that an exact search over ${plural(against, "record")} expects`,
  ];
}

function formatUncaptured({ records, examples }: Uncaptured): string[] {
  return [
    `  uncaptured ${formatCount(records)} that the write log doesn't name: someone writes past the capture`,
    ...examples.map(({ namespace, id }) => `             ${printable(id)} in ${displayNamespace(namespace)}`),
  ];
}

/** One difference as a line: what, which record, where. */
export function formatDifference({ kind, namespace, id, field }: Difference): string {
  const what = {
    missing: "missing on serverless",
    extra: "only on serverless",
    different: `different in ${printable(field ?? "?")}`,
  };
  return `${what[kind]}: ${printable(id)} in ${displayNamespace(namespace)}`;
}
