/** Who reads a serverless index: the service as needed, or nodes of its own. */
export type ReadCapacity = { readonly mode: "OnDemand" } | DedicatedReadCapacity;

export interface DedicatedReadCapacity {
  readonly mode: "Dedicated";
  readonly nodeType: string;
  readonly shards: number;
  readonly replicas: number;
}

export type ReadCapacityState = "Ready" | "Scaling" | "Migrating";

export const ON_DEMAND: ReadCapacity = { mode: "OnDemand" };

/** The state on the way from one read capacity to another; undefined when they are the same. */
export function changeOfReadCapacity(from: ReadCapacity, to: ReadCapacity): ReadCapacityState | undefined {
  if (from.mode === "OnDemand" || to.mode === "OnDemand") return from.mode === to.mode ? undefined : "Migrating";
  if (from.nodeType !== to.nodeType) return "Migrating";
  return from.shards === to.shards && from.replicas === to.replicas ? undefined : "Scaling";
}
