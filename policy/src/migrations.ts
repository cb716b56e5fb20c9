import type { PolicyResource } from "@pulumi/policy";
import { type Kind, token } from "podshift/tokens";
import { type Properties, text } from "./properties";

/** One migration of a stack, with those of its resources that the program still has. */
export interface Migration {
  readonly podIndex: string;
  readonly preflight: PolicyResource;
  find(kind: Kind): PolicyResource | undefined;
}

/** Under which input each kind names the pod index. */
const NAMES_POD_INDEX: Readonly<Partial<Record<Kind, string>>> = { PodIndex: "name", Collection: "source" };

/** The migrations of a stack: each has a Preflight in every phase. */
export function migrationsOf(resources: readonly PolicyResource[]): Migration[] {
  return ofKind(resources, "Preflight").flatMap((preflight) => {
    const podIndex = podIndexOf("Preflight", preflight.props);
    if (podIndex === undefined) return [];
    const find = (kind: Kind) => ofKind(resources, kind).find(({ props }) => podIndexOf(kind, props) === podIndex);
    return [{ podIndex, preflight, find }];
  });
}

/** The resources of a kind of podshift's. */
export function ofKind(resources: readonly PolicyResource[], kind: Kind): PolicyResource[] {
  return resources.filter(({ type }) => type === token(kind));
}

function podIndexOf(kind: Kind, props: Properties): string | undefined {
  return text(props, NAMES_POD_INDEX[kind] ?? "podIndex");
}
