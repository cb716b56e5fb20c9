import { isPhase, PHASES, type Phase } from "../../migration/phases";
import type { Kind } from "../../tokens";
import type { AssessmentRead } from "../assessmentSchema";
import { UNKNOWN } from "./inputDiff";
import type { PlannedStep } from "./plannedStep";
import type { Diagnostic } from "./preview";

/**
 * Where a migration moves: `begins` (new in the stack), `forward`, `stays`, `back` (nothing was switched yet),
 * `rollback` (traffic goes back), `leaves` (taken out of the stack file), `unknown` (the preview ended before it).
 */
export type Move = "begins" | "forward" | "stays" | "back" | "rollback" | "leaves" | "unknown";

/** One migration in a preview. */
export interface MigrationChange {
  readonly podIndex: string;
  readonly serverlessIndex: string | undefined;
  readonly collection: string | undefined;
  readonly was: Phase | undefined;
  readonly becomes: Phase | undefined;
  readonly move: Move;
  /** How writes are handled: mirrored, deferred, paused. */
  readonly writes: string | undefined;
  /** Codes that the stack file says yes to beforehand. */
  readonly acknowledged: readonly string[];
  /** Those of them that the last run didn't have. */
  readonly newlyAcknowledged: readonly string[];
  /** podshift's resources by kind. */
  readonly pieces: Partial<Record<Kind, PlannedStep>>;
  readonly steps: readonly PlannedStep[];
  /** The preview failed on it. */
  readonly failures: readonly Diagnostic[];
  readonly messages: readonly Diagnostic[];
  /** `undefined` when none was given. */
  readonly assessment: AssessmentRead | undefined;
  /** Unchanged resources are in the preview too. */
  readonly complete: boolean;
}

/** Where the input stands that names the pod index, by kind. */
const POD_INDEX_KEYS: Readonly<Record<Kind, string>> = {
  Preflight: "podIndex",
  PodIndex: "name",
  WriteLog: "podIndex",
  Collection: "source",
  ServerlessIndex: "podIndex",
  CatchUp: "podIndex",
  ParityCheck: "podIndex",
  ActiveIndex: "podIndex",
  PodRetirement: "podIndex",
};

/**
 * The pod index that one of podshift's resources belongs to; undefined for others. Where neither side names it, the
 * resource's own name does: it must not be left out of the review.
 */
export function podIndexOf({ kind, asked, known, name: own }: PlannedStep): string | undefined {
  if (kind === undefined) return undefined;
  const key = POD_INDEX_KEYS[kind];
  const named = [asked[key], known[key]].find((each) => typeof each === "string" && each !== UNKNOWN);
  return typeof named === "string" ? named : componentOf(own);
}

/** The migration's own name, of that of one of its resources. */
export function componentOf(resource: string): string {
  return resource.replace(/-(collection|serverless)$/, "");
}

/** What a preview says besides its steps. */
export interface Surroundings {
  /** The phase that the stack file asks for, where the preview shows it. */
  readonly configured?: string | undefined;
  /** The phase that the stack's outputs tell of the last run. */
  readonly lastPhase?: string | undefined;
  readonly writes?: string | undefined;
  readonly failures: readonly Diagnostic[];
  readonly messages: readonly Diagnostic[];
  readonly assessment: AssessmentRead | undefined;
  readonly complete: boolean;
}

/** Puts together what the preview holds of one migration. */
export function migrationChange(
  podIndex: string,
  steps: readonly PlannedStep[],
  { configured, lastPhase, ...around }: Surroundings,
): MigrationChange {
  const pieces = Object.fromEntries(steps.map((step) => [step.kind, step])) as MigrationChange["pieces"];
  const { Preflight: preflight } = pieces;
  const leaves = preflight?.operation === "delete";
  const was = phaseOf(preflight?.knownInputs.phase) ?? phaseOf(lastPhase);
  const acknowledged = textsOf(preflight, "__acknowledge");
  const before: unknown = preflight?.knownInputs.__acknowledge;
  const becomes = leaves ? undefined : (phaseOf(preflight?.asked.phase) ?? phaseOf(configured));
  return {
    ...around,
    podIndex,
    steps,
    pieces,
    was,
    becomes,
    move: leaves ? "leaves" : moveOf(was, becomes),
    serverlessIndex: named(steps, "serverlessIndex") ?? textOf(pieces.ServerlessIndex, "name"),
    collection: textOf(pieces.Collection, "name") ?? named(steps, "collection"),
    writes: textOf(preflight, "writes") ?? textOf(pieces.WriteLog, "writes") ?? around.writes,
    acknowledged,
    newlyAcknowledged: leaves ? [] : acknowledged.filter((code) => !Array.isArray(before) || !before.includes(code)),
  };
}

/** Whether the preview changes something of it, or failed on it. What is accepted beforehand is in no step. */
export function changes({ steps, failures, newlyAcknowledged }: MigrationChange): boolean {
  return failures.length > 0 || newlyAcknowledged.length > 0 || steps.some(({ operation }) => operation !== "same");
}

/** A text of a resource: as asked for, else as known. */
export function textOf(step: PlannedStep | undefined, key: string): string | undefined {
  const value = step?.asked[key] ?? step?.known[key];
  return typeof value === "string" ? value : undefined;
}

/** A list of texts of a resource. */
function textsOf(step: PlannedStep | undefined, key: string): string[] {
  const value = step?.asked[key] ?? step?.known[key];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

function named(steps: readonly PlannedStep[], key: string): string | undefined {
  for (const step of steps) {
    const value = textOf(step, key);
    if (value !== undefined) return value;
  }
  return undefined;
}

function phaseOf(value: unknown): Phase | undefined {
  return isPhase(value) ? value : undefined;
}

function moveOf(was: Phase | undefined, becomes: Phase | undefined): Move {
  if (becomes === undefined) return "unknown";
  if (was === undefined) return "begins";
  const way = PHASES.indexOf(becomes) - PHASES.indexOf(was);
  if (way === 0) return "stays";
  if (way > 0) return "forward";
  const switched = PHASES.indexOf("cutover");
  return PHASES.indexOf(was) >= switched && PHASES.indexOf(becomes) < switched ? "rollback" : "back";
}
