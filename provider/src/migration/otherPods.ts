import type { IndexDescription } from "../pinecone/types";
import { printable } from "../util/format";

/** Names that fit into a line of 80 columns, as a rule. */
const MOST_NAMES = 5;

/** Names of a project's pod-based indexes, in order. */
export function podNames(indexes: readonly IndexDescription[]): string[] {
  return indexes
    .filter(({ spec }) => spec.kind === "pod")
    .map(({ name }) => name)
    .sort();
}

/** What a project has in place of the pod index that was asked for: most often its name was mistyped. */
export function otherPods(names: readonly string[]): string {
  if (names.length === 0) return "which has no pod-based index at all";
  const left = names.length - MOST_NAMES;
  const more = left > 0 ? ` and ${left} more` : "";
  return `whose pod-based ones are ${names.slice(0, MOST_NAMES).map(printable).join(", ")}${more}`;
}
