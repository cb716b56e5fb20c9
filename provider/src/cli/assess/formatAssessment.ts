import type { AssessedPodIndex, AssessedStep, Assessment, MinutesRange } from "../../migration/assessment";
import type { CostEstimate } from "../../migration/cost/costEstimate";
import { costTable } from "../../migration/cost/formatCost";
import { PHASES } from "../../migration/phases";
import type { Finding, Severity } from "../../migration/preflight";
import { displayNamespace } from "../../pinecone/namespace";
import { formatCount, formatDuration, plural } from "../../util/format";

const MINUTE_MS = 60_000;

/** One migration: what was found, what stands in the way, cost, time, what is next. */
export function formatAssessment(assessment: Assessment): string {
  const { podIndex, found, serverless, collection, findings, cost, steps } = assessment;
  return [
    found === undefined ? podIndex : `${podIndex}   ${podsWords(found)} · ${recordsWords(found)}`,
    `  becomes ${serverless.name}, ${serverless.cloud} ${serverless.region}${nodesWords(serverless)}, by way of the collection ${collection}`,
    ...section(`Findings: ${countWords(findings)}`, findings.flatMap(findingLines)),
    ...(cost === undefined ? [] : costSection(cost)),
    ...(steps.length === 0 ? [] : section("Steps, one line of the stack file each", steps.flatMap(stepLines))),
    ...section("Next", [nextWords(assessment)]),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", `  ${title}`, ...lines.map((line) => (line === "" ? "" : `    ${line}`))];
}

function nodesWords({ readNodes }: Assessment["serverless"]): string {
  if (readNodes === undefined) return "";
  const { nodeType, shards, replicas } = readNodes;
  return ` with dedicated read nodes (${nodeType}, ${plural(shards, "shard")}, ${plural(replicas, "replica")})`;
}

function podsWords({ podType, pods, replicas, environment }: AssessedPodIndex): string {
  const many = replicas === 1 ? "" : ` (${plural(replicas, "replica")})`;
  return `${podType}, ${plural(pods, "pod")}${many} in ${environment}`;
}

function recordsWords({ records, namespaces, largestNamespace, dimension, metric }: AssessedPodIndex): string {
  const { name, records: most } = largestNamespace;
  const largest = namespaces > 1 ? ` (the largest, ${displayNamespace(name)}: ${formatCount(most)})` : "";
  return `${plural(records, "record")} in ${plural(namespaces, "namespace")}${largest} · ${formatCount(dimension)} dimensions, ${metric}`;
}

function countWords(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return [plural(count("blocker"), "blocker"), plural(count("warning"), "warning"), plural(count("info"), "info")].join(
    ", ",
  );
}

function findingLines({ severity, code, fact, remedy, link }: Finding): string[] {
  return [`${severity.padEnd(7)}  ${code}  ${fact}`, `         ${remedy}`, `         ${link}`];
}

function costSection(cost: CostEstimate): string[] {
  const [title = "Cost", ...lines] = costTable(cost);
  const tell = ["", "Say the traffic with --queries-per-day and --writes-per-day, or let --metrics measure it"];
  return section(title, cost.workload.source === "unknown" ? [...lines, ...tell] : lines);
}

function stepLines({ phase, does, undo, minutes }: AssessedStep): string[] {
  const time = minutes === undefined ? "seconds" : minutesWords(minutes);
  return [
    `${phase.padEnd(7)}  ${does}`,
    `         takes ${time}; undo: ${undo}`,
    ...(minutes === undefined ? [] : [`         (${minutes.how})`]),
  ];
}

function minutesWords({ low, high }: MinutesRange): string {
  const words = (minutes: number) => (minutes < 90 ? `${minutes} min` : formatDuration(minutes * MINUTE_MS));
  return low === high ? `about ${words(low)}` : `${words(low)} to ${words(high)}`;
}

function nextWords({ podIndex, findings, phase, found }: Assessment): string {
  if (findings.some(({ severity }) => severity === "blocker")) {
    return "put the blockers right, then assess again";
  }
  if (phase === undefined) {
    return `\`podshift init\` writes ${podIndex} into a stack file, in \`phase: assess\`: nothing is changed by it`;
  }
  const after = PHASES[PHASES.indexOf(phase) + 1];
  if (after === undefined || found === undefined) return "nothing: the migration is at its end";
  return `${after}: change \`phase: ${phase}\` to \`phase: ${after}\`, open a pull request`;
}
