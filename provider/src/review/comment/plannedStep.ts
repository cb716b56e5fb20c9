import { KINDS, type Kind, token } from "../../tokens";
import type { Preview, PreviewStep, ResourceState } from "./preview";

/** What happens to one resource. `other` is what a review has no word for: imports, reads, and what is not known yet. */
export type Operation = "same" | "create" | "update" | "replace" | "delete" | "other";

type Properties = Readonly<Record<string, unknown>>;

/** One resource of a preview, a replacement's steps taken together. */
export interface PlannedStep {
  readonly urn: string;
  /** Type token. */
  readonly type: string;
  readonly name: string;
  /** Of podshift's own resources. */
  readonly kind: Kind | undefined;
  readonly operation: Operation;
  readonly custom: boolean;
  /** Inputs as they are asked for; empty for a delete. */
  readonly asked: Properties;
  /** Inputs and outputs as the state has them; empty for a create. */
  readonly known: Properties;
  readonly knownInputs: Properties;
  /** What goes of it is only forgotten. */
  readonly retained: boolean;
  /** It was made, but isn't as it should be. */
  readonly unfinished: boolean;
  readonly parent: string | undefined;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  "read-replacement": "replace",
  refresh: "same",
};

/** Of several steps of one resource, the first of these that is among them is what happens to it. */
const GRAVEST: readonly Operation[] = ["replace", "delete", "create", "update", "other", "same"];

const KIND_OF_TOKEN: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [token(kind), kind]));

/** The preview's steps, one a resource. The stack itself is none. */
export function plannedSteps({ steps = [] }: Preview): PlannedStep[] {
  const byUrn = new Map<string, PreviewStep[]>();
  for (const step of steps) byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  return [...byUrn.values()].map(together).filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

/** The stack's name in a URN: urn:pulumi:<stack>::<project>::<types>::<name>. */
export function stackOf(urn: string): string | undefined {
  return /^urn:pulumi:(.*?)::/.exec(urn)?.[1];
}

/** The resource's name in a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function together(all: readonly PreviewStep[]): PlannedStep {
  const urn = all[0]?.urn ?? "";
  const steps = withoutRefresh(all);
  const operation = operationOf(steps);
  // What a refresh found comes before what is planned, and an older replacement's deletion after it.
  const planned = steps.findLast(({ newState }) => newState);
  const old = planned?.oldState ?? steps.find(({ oldState }) => oldState)?.oldState ?? undefined;
  const news = planned?.newState ?? undefined;
  const type = news?.type ?? old?.type ?? typeOf(urn);
  return {
    urn,
    type,
    name: nameOf(urn),
    kind: KIND_OF_TOKEN.get(type),
    operation,
    custom: (news ?? old)?.custom ?? true,
    asked: operation === "delete" ? {} : (news?.inputs ?? {}),
    known: { ...old?.inputs, ...old?.outputs },
    knownInputs: old?.inputs ?? {},
    retained: isRetained(steps),
    unfinished: (old?.initErrors?.length ?? 0) > 0,
    parent: parentOf(news) ?? parentOf(old),
  };
}

/** A refresh only looks, and its new state holds the inputs of the last run, which nobody asks for now. */
function withoutRefresh(steps: readonly PreviewStep[]): readonly PreviewStep[] {
  const others = steps.filter(({ op }) => op !== "refresh");
  return others.length > 0 ? others : steps;
}

function operationOf(steps: readonly PreviewStep[]): Operation {
  const operations = steps.map(({ op }) => OPERATIONS[op] ?? "other");
  const has = (operation: Operation) => operations.includes(operation);
  // An earlier replacement that did not end leaves the old resource to be deleted: a step without a new state.
  if (has("replace") && steps.every(({ newState }) => !newState)) return "delete";
  // A refresh found it gone, and it is made again.
  if (has("delete") && has("create")) return "replace";
  return GRAVEST.find(has) ?? "other";
}

/** All of it that goes is only forgotten. */
function isRetained(steps: readonly PreviewStep[]): boolean {
  const going = steps.flatMap(({ op, oldState }) =>
    oldState && (OPERATIONS[op] === "delete" || OPERATIONS[op] === "replace") ? [oldState] : [],
  );
  return going.length > 0 && going.every(({ retainOnDelete }) => retainOnDelete === true);
}

/** Goes from the cloud: a delete or a replacement that doesn't only forget it. */
export function goes(step: PlannedStep | undefined): boolean {
  return step !== undefined && (step.operation === "delete" || step.operation === "replace") && !step.retained;
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function parentOf(state: ResourceState | undefined): string | undefined {
  return typeof state?.parent === "string" ? state.parent : undefined;
}
