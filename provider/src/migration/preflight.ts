import type { IndexDescription, PodSpec } from "../pinecone/types";
import { captureFindings } from "./captureFindings";
import { otherPods } from "./otherPods";
import type { PreflightFacts } from "./preflight/facts";
import { apiSunset, featureFindings } from "./preflight/features";
import { blocker, bySeverity, type Finding } from "./preflight/finding";
import { limitFindings } from "./preflight/limits";
import { nameFindings } from "./preflight/names";
import { placeFindings } from "./preflight/places";
import { quotaFindings } from "./preflight/quotas";
import { trafficFindings } from "./preflight/traffic";

export type { PreflightFacts } from "./preflight/facts";
export { FINDING_CODES, type Finding, type FindingCode, type Severity } from "./preflight/finding";

/** Judges the facts, and nothing but them: every finding at once, blockers first. */
export function preflight(facts: PreflightFacts): Finding[] {
  const { pod } = facts;
  if (pod === undefined) return [podIndexNotFound(facts), ...nameFindings(facts)];
  if (!isPod(pod)) return [notAPodIndex(pod)];
  return bySeverity([
    ...readiness(pod),
    ...limitFindings(facts),
    ...placeFindings(pod, facts),
    ...nameFindings(facts),
    ...trafficFindings(pod, facts),
    ...quotaFindings(pod, facts),
    ...featureFindings(pod, facts),
    ...captureFindings(facts.capture),
    apiSunset(),
  ]);
}

export function isPod(index: IndexDescription): index is IndexDescription<PodSpec> {
  return index.spec.kind === "pod";
}

function podIndexNotFound({ podIndex, podNames }: PreflightFacts): Finding {
  const others = podNames === undefined ? "" : `, ${otherPods(podNames)}`;
  return blocker(
    "POD_INDEX_NOT_FOUND",
    `there is no index ${podIndex} in this project${others}`,
    "check `podIndex` and that the API key is of the project that holds it",
  );
}

function notAPodIndex(index: IndexDescription): Finding {
  return blocker(
    "NOT_A_POD_INDEX",
    `index ${index.name} is not pod-based (${index.spec.kind})`,
    "take it out of `podshift:migrations`: there is nothing to migrate",
  );
}

function readiness(pod: IndexDescription<PodSpec>): Finding[] {
  if (pod.ready) return [];
  return [
    blocker("POD_INDEX_NOT_READY", `index ${pod.name} is ${pod.state}`, "wait until it is Ready, then try again"),
  ];
}
