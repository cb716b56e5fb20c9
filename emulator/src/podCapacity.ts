import type { PodSpec } from "./store/indexStore.js";

/** Bytes of values that one x1 pod takes: its records at 768 dimensions [docs.pinecone.io, choose a pod type, 2025]. */
const X1_BYTES: Record<string, number> = {
  p1: 1_000_000 * 768 * 4,
  p2: 1_100_000 * 768 * 4,
  s1: 5_000_000 * 768 * 4,
};

/** Share of the index's capacity that is used, in steps of 10 % as the service tells it. Replicas add no capacity. */
export function fullness(spec: PodSpec, dimension: number, records: number): number {
  const [type = "", size = "x1"] = spec.podType.split(".");
  const capacity = (X1_BYTES[type] ?? Number.POSITIVE_INFINITY) * Number(size.slice(1)) * spec.shards;
  return Math.min(1, Math.floor((records * dimension * 4 * 10) / capacity) / 10);
}
