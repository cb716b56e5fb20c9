import { displayNamespace } from "../../pinecone/namespace";
import { formatCount } from "../../util/format";
import type { Difference, ParityReport } from "./report";

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
    `  ids      ${formatCount(ids.looked)} looked for; ${formatCount(ids.missing)} missing, ${formatCount(ids.extra)} extra on serverless`,
    `  content  ${formatCount(content.compared)} of ${formatCount(content.of)} compared in full, ${formatCount(content.different)} different`,
    queries.asked === 0
      ? "  queries  none asked"
      : `  queries  ${formatCount(queries.asked)} asked of both: overlap@${queries.topK} ${queries.meanOverlap.toFixed(3)} in the mean, ${queries.minOverlap.toFixed(3)} at least`,
    ...(report.settled === 0
      ? []
      : [`  lag      ${formatCount(report.settled)} differences went away when asked again`]),
    ...report.examples.map((each) => `  ${formatDifference(each)}`),
  ].join("\n");
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
