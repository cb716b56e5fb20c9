import type { Metadata, Metric, SparseValues, StoredRecord } from "../../pinecone/types";

/**
 * Sums of float32 products in another order, and pods that keep less than float32, give other last digits: two scores
 * closer than this, relative to what they are made of, are one.
 */
const SAME_SCORE = 1e-4;

/** A record as an exact search needs it. */
export interface Searched {
  readonly id: string;
  readonly values: Float32Array;
  readonly sparse: ReadonlyMap<number, number> | undefined;
  readonly metadata: Metadata;
  /** Sum of the squares of all values, sparse ones included. */
  readonly square: number;
}

/** `sparse` only for `dotproduct`: other metrics don't look at sparse values [known-limitations]. */
export function searchedOf({ id, values, sparseValues, metadata = {} }: StoredRecord, metric: Metric): Searched {
  const dense = Float32Array.from(values);
  const sparse = metric === "dotproduct" ? sparseOf(sparseValues) : undefined;
  let square = dot(dense, dense);
  for (const weight of sparse?.values() ?? []) square += weight * weight;
  return { id, values: dense, sparse, metadata, square };
}

/** False for a record without dense values, and for one of no direction by `cosine`: what a search makes of them is open. */
export function isSearchable(metric: Metric, { values, square }: Searched): boolean {
  return values.length > 0 && Number.isFinite(square) && (metric !== "cosine" || square > 0);
}

/**
 * How near a record is to a query by the index's metric, computed exactly; more is nearer. `euclidean` is the negative
 * squared distance: only the order counts here, which is the one of the distance.
 */
export function nearness(metric: Metric, query: Searched, record: Searched): number {
  if (metric === "euclidean") return -squaredDistance(query.values, record.values);
  const product = dot(query.values, record.values);
  if (metric === "dotproduct") return product + sparseDot(query.sparse, record.sparse);
  const norms = Math.sqrt(query.square * record.square);
  return norms === 0 ? 0 : product / norms;
}

/** True when `nearer` is more than `than` by more than rounding explains. */
export function isNearer(metric: Metric, query: Searched, record: Searched, nearer: number, than: number): boolean {
  return nearer - than > SAME_SCORE * scaleOf(metric, query, record);
}

/** What a score is a part of: rounding is relative to this, however small the score itself is. */
function scaleOf(metric: Metric, query: Searched, record: Searched): number {
  if (metric === "cosine") return 1;
  return metric === "euclidean" ? query.square + record.square : Math.sqrt(query.square * record.square);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] ?? 0);
  return sum;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] as number) - (b[at] ?? 0)) ** 2;
  return sum;
}

function sparseDot(a: Searched["sparse"], b: Searched["sparse"]): number {
  let sum = 0;
  if (a !== undefined && b !== undefined) for (const [index, weight] of a) sum += weight * (b.get(index) ?? 0);
  return sum;
}

function sparseOf(sparse: SparseValues | undefined): Searched["sparse"] {
  if (sparse === undefined || sparse.indices.length === 0) return undefined;
  return new Map(sparse.indices.map((index, at) => [index, Math.fround(sparse.values[at] ?? 0)]));
}
