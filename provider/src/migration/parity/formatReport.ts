import { displayNamespace } from "../../pinecone/namespace";
import { formatCount } from "../../util/format";
import type { Difference, ParityReport, Uncaptured } from "./report";

/** A report for people, several lines. */
export function formatReport(report: ParityReport): string {
  const { counts, ids, content, queries } = report;
  return [
    `parity of ${report.podIndex} and ${report.serverlessIndex}: ${report.verdict}`,
    `  counts   ${formatCount(counts.pod)} in the pod index, ${formatCount(counts.serverless)} in the serverless index`,
    ...counts.different.map(
      ({ namespace, pod, serverless }) =>
        `           ${displayNamespace(namespace)}: ${formatCount(pod)} and ${formatCount(serverless)}`,
    ),
    ...(counts.inDoubt ?? []).map(
      ({ namespace, pod, serverless, inFlight }) =>
        `           ${displayNamespace(namespace)}: ${formatCount(pod)} and ${formatCount(serverless)}, ${inFlight === "all" ? "a bulk write" : formatCount(inFlight)} in flight`,
    ),
    `  ids      ${formatCount(ids.looked)} looked for; ${formatCount(ids.missing)} missing, ${formatCount(ids.extra)} extra on serverless`,
    `  content  ${formatCount(content.compared)} of ${formatCount(content.of)} compared in full, ${formatCount(content.different)} different`,
    queries.asked === 0
      ? "  queries  none asked"
      : `  queries  ${formatCount(queries.asked)} asked of both: overlap@${queries.topK} ${queries.meanOverlap.toFixed(3)} in the mean, ${queries.minOverlap.toFixed(3)} at least`,
    ...(report.settled === 0
      ? []
      : [`  lag      ${formatCount(report.settled)} differences went away when asked again`]),
    ...(report.moving === undefined
      ? []
      : [`  moving   ${formatCount(report.moving)} written while compared: neither equal nor a difference`]),
    ...(report.uncaptured === undefined ? [] : formatUncaptured(report.uncaptured)),
    ...report.examples.map((each) => `  ${formatDifference(each)}`),
  ].join("\n");
}

function formatUncaptured({ records, examples }: Uncaptured): string[] {
  return [
    `  uncaptured ${formatCount(records)} that the write log doesn't name: someone writes past the capture`,
    ...examples.map(({ namespace, id }) => `             ${id} in ${displayNamespace(namespace)}`),
  ];
}

/** One difference as a line: what, which record, where. */
export function formatDifference({ kind, namespace, id, field }: Difference): string {
  const what = {
    missing: "missing on serverless",
    extra: "only on serverless",
    different: `different in ${field ?? "?"}`,
  };
  return `${what[kind]}: ${id} in ${displayNamespace(namespace)}`;
}
