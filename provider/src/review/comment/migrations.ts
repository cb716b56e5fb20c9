import * as v from "valibot";
import { COMPONENT_TOKEN } from "../../tokens";
import type { AssessmentRead } from "../assessmentSchema";
import { componentOf, type MigrationChange, migrationChange, podIndexOf } from "./migrationChange";
import { nameOf, type PlannedStep } from "./plannedStep";
import type { Diagnostic, Preview } from "./preview";

/** A preview by migration, and what of its errors belongs to none. */
export interface Migrations {
  readonly migrations: MigrationChange[];
  readonly otherFailures: Diagnostic[];
  readonly otherWarnings: Diagnostic[];
}

const configSchema = v.array(
  v.looseObject({ podIndex: v.string(), phase: v.optional(v.string()), writes: v.optional(v.string()) }),
);
const outputsSchema = v.record(v.string(), v.looseObject({ phase: v.optional(v.string()) }));

/** Finds the migrations of a preview: by their resources, and by the stack file where the preview ended before them. */
export function migrationsOf(
  preview: Preview,
  steps: readonly PlannedStep[],
  assessments: readonly AssessmentRead[],
): Migrations {
  const byPodIndex = grouped(steps);
  const configured = configuredIn(preview);
  const last = lastOutputs(preview);
  const names = [...new Set([...byPodIndex.keys(), ...configured.keys()])];
  const owner = ownerOf(byPodIndex, configured);
  const complete = steps.some(({ operation }) => operation === "same");
  const about = (name: string, wanted: readonly Diagnostic[]) => wanted.filter((each) => owner(each) === name);
  const failures = (preview.diagnostics ?? []).filter(({ severity }) => severity === "error");
  const messages = (preview.diagnostics ?? []).filter(({ severity }) => severity === "info" || severity === "warning");
  return {
    migrations: names.map((name) =>
      migrationChange(name, byPodIndex.get(name) ?? [], {
        configured: configured.get(name)?.phase,
        lastPhase: last[name]?.phase,
        writes: configured.get(name)?.writes,
        failures: about(name, failures),
        messages: about(name, messages),
        assessment: assessments.find(({ podIndex }) => podIndex === name),
        complete,
      }),
    ),
    otherFailures: failures.filter((each) => owner(each) === undefined),
    otherWarnings: messages.filter((each) => each.severity === "warning" && owner(each) === undefined),
  };
}

function grouped(steps: readonly PlannedStep[]): Map<string, PlannedStep[]> {
  const groups = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const name = podIndexOf(step);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), step]);
  }
  return groups;
}

/** Whose resource a message is about: a step's, or, for one that failed before it had a step, its migration's by name. */
function ownerOf(byPodIndex: Map<string, PlannedStep[]>, configured: ReadonlyMap<string, unknown>) {
  const byUrn = new Map<string, string>();
  const byComponent = new Map<string, string>();
  for (const [name, steps] of byPodIndex) {
    for (const { urn, parent } of steps) {
      byUrn.set(urn, name);
      if (parent !== undefined) byComponent.set(nameOf(parent), name);
    }
  }
  return ({ urn = "" }: Diagnostic): string | undefined => {
    const known = byUrn.get(urn);
    if (known !== undefined || !urn.includes(COMPONENT_TOKEN)) return known;
    const component = nameOf(urn);
    const bare = componentOf(component);
    const found = byComponent.get(component) ?? byComponent.get(bare);
    if (found !== undefined) return found;
    return [component, bare].find((each) => configured.has(each));
  };
}

/** `podshift:migrations` as the preview repeats it; empty when it is encrypted or another program's. */
function configuredIn({ config }: Preview): Map<string, { phase?: string | undefined; writes?: string | undefined }> {
  const read = v.safeParse(configSchema, parsed(config?.["podshift:migrations"] ?? ""));
  return new Map(read.success ? read.output.map((each) => [each.podIndex, each]) : []);
}

/** The stack's output `migrations`, as the last run left it. */
function lastOutputs({ steps = [] }: Preview): v.InferOutput<typeof outputsSchema> {
  const stack = steps.find(({ oldState }) => oldState?.type === "pulumi:pulumi:Stack")?.oldState;
  const read = v.safeParse(outputsSchema, stack?.outputs?.migrations);
  return read.success ? read.output : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
