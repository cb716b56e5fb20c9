import { KINDS, type Kind, token } from "../../tokens";
import type { Preview, PreviewStep, ResourceState } from "./preview";

/** What happens to one resource. `other` is what a review has no word for: imports, reads, refreshes. */
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
  /** A delete only forgets it. */
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
};

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

function together(steps: readonly PreviewStep[]): PlannedStep {
  const urn = steps[0]?.urn ?? "";
  const operations = steps.map(({ op }) => OPERATIONS[op] ?? "other");
  const operation = operations.find((each) => each === "replace") ?? operations[0] ?? "other";
  const old = steps.find(({ oldState }) => oldState)?.oldState ?? undefined;
  const news = steps.find(({ newState }) => newState)?.newState ?? undefined;
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
    retained: (operation === "delete" || operation === "replace") && old?.retainOnDelete === true,
    unfinished: (old?.initErrors?.length ?? 0) > 0,
    parent: parentOf(news) ?? parentOf(old),
  };
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function parentOf(state: ResourceState | undefined): string | undefined {
  return typeof state?.parent === "string" ? state.parent : undefined;
}
