import type { AssessedPodIndex, AssessedStep, Assessment } from "../../../migration/assessment";
import { formatCount, formatDuration } from "../../../util/format";
import { formatInstant, formatNamespace } from "../format";
import { type Content, type Html, html } from "../page/html";
import { prose, section } from "../page/parts";
import { table } from "../page/table";

/** The index as it was found, and what each phase does; nothing without an assessment. */
export function planSection(id: string, assessment: Assessment | undefined): Content {
  if (assessment === undefined) return undefined;
  const { found, steps, at, serverless } = assessment;
  return section(id, "Index and plan", `As assessed ${formatInstant(Date.parse(at))}.`, [
    found !== undefined && facts(found, serverless),
    steps.length > 0 && [html`<h4>Steps</h4>`, plan(steps, assessment.phase)],
  ]);
}

function facts(found: AssessedPodIndex, serverless: Assessment["serverless"]): Html {
  const { podType, pods, shards, replicas, environment, cloud, dimension, metric, indexedMetadata, largestNamespace } =
    found;
  const rows: [string, Content][] = [
    ["Pods", `${formatCount(pods)} × ${podType} (${formatCount(shards)} shards × ${formatCount(replicas)} replicas)`],
    ["Place", `${environment} (${cloud}) → ${serverless.cloud} ${serverless.region}`],
    ["Vectors", `${formatCount(dimension)} dimensions, ${metric}`],
    ["Records", `${formatCount(found.records)} in ${formatCount(found.namespaces)} namespaces`],
    ["Largest namespace", `${formatNamespace(largestNamespace.name)}: ${formatCount(largestNamespace.records)}`],
    ["Filterable metadata", indexedMetadata === undefined ? "all fields" : indexedMetadata.join(", ") || "none"],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function plan(steps: readonly AssessedStep[], phase: string | undefined): Html {
  const MINUTE_MS = 60_000;
  const time = ({ minutes }: AssessedStep): Content => {
    if (minutes === undefined) return "seconds";
    const [low, high] = [formatDuration(minutes.low * MINUTE_MS), formatDuration(minutes.high * MINUTE_MS)];
    return [low === high ? low : `${low} – ${high}`, html`<small>${minutes.how}</small>`];
  };
  return table({
    caption: "What each phase does, how long it takes and what undoes it",
    columns: [{ label: "Phase" }, { label: "Does" }, { label: "Takes" }, { label: "Undo" }],
    rows: steps.map((step) => [
      [step.phase, step.phase === phase && html`<small>as assessed</small>`],
      prose(step.does),
      time(step),
      prose(step.undo),
    ]),
  });
}
