import type { FindingRead } from "../assessmentSchema";
import type { MigrationChange } from "./migrationChange";

const ORDER: readonly FindingRead["severity"][] = ["blocker", "warning", "info"];

/** The assessment's findings, the worst first. */
export function findingsOf({ assessment }: MigrationChange): FindingRead[] {
  return [...(assessment?.findings ?? [])].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** Findings that are a blocker for what is asked: on the way on, up to the cutover. Later, and back, they are history. */
export function blockersOf(change: MigrationChange): FindingRead[] {
  const { move, becomes } = change;
  const asks = move === "begins" || move === "forward" || move === "stays";
  if (!asks || becomes === "retire") return [];
  return findingsOf(change).filter(({ severity }) => severity === "blocker");
}

/** Codes that preflight found and the preview holds, for when there is no assessment. */
export function codesOf({ pieces }: MigrationChange): string[] {
  const findings = pieces.Preflight?.asked.findings;
  return Array.isArray(findings) ? findings.filter((each): each is string => typeof each === "string") : [];
}
