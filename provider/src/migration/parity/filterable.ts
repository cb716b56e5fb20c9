import type { IndexDescription } from "../../pinecone/types";

type Spec = IndexDescription["spec"];

/**
 * Metadata fields by which both sides can filter: a filter on a field that one of them doesn't index would find nothing
 * there, or be refused.
 */
export function filterableByBoth(pod: Spec, serverless: Spec): "all" | readonly string[] {
  const a = pod.kind === "pod" ? pod.indexedMetadata : undefined;
  const b = serverless.kind === "serverless" ? serverless.filterable : undefined;
  if (a === undefined) return b ?? "all";
  return b === undefined ? a : a.filter((field) => b.includes(field));
}
