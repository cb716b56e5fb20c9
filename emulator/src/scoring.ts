import type { Metric } from "./store/indexStore.js";
import type { RecordTable, SparseVector } from "./store/records.js";

/** A query: float32 values, and sparse values for hybrid search with `dotproduct`. */
export interface Probe {
  readonly values: Float32Array;
  readonly sparse: SparseVector | undefined;
}

/** Scores the record in a slot; computed on float32 values and given back as float32. */
export type Score = (slot: number) => number;

/** How records of a table are scored against a probe. `euclidean` is the squared distance: the lowest is the best. */
export function scorer(metric: Metric, table: RecordTable, probe: Probe): Score {
  const { values } = probe;
  if (metric === "euclidean") return (slot) => Math.fround(squaredDistance(table, slot, values));
  if (metric === "cosine") {
    const norm = Math.sqrt(dot(values, values));
    return (slot) => Math.fround(cosine(table, slot, values, norm));
  }
  const sparse = probe.sparse === undefined ? undefined : sparseWeights(probe.sparse);
  return (slot) => Math.fround(denseDot(table, slot, values) + sparseDot(table.sparseAt(slot), sparse));
}

/** Whether a score is better than another one. */
export function isBetter(metric: Metric, score: number, than: number): boolean {
  return metric === "euclidean" ? score < than : score > than;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function denseDot(table: RecordTable, slot: number, probe: Float32Array): number {
  const { values, start } = table.locate(slot);
  let sum = 0;
  for (let i = 0; i < probe.length; i += 1) sum += (values[start + i] as number) * (probe[i] as number);
  return sum;
}

function cosine(table: RecordTable, slot: number, probe: Float32Array, probeNorm: number): number {
  const { values, start } = table.locate(slot);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < probe.length; i += 1) {
    const value = values[start + i] as number;
    sum += value * (probe[i] as number);
    squares += value * value;
  }
  const norms = Math.sqrt(squares) * probeNorm;
  return norms === 0 ? 0 : sum / norms;
}

function squaredDistance(table: RecordTable, slot: number, probe: Float32Array): number {
  const { values, start } = table.locate(slot);
  let sum = 0;
  for (let i = 0; i < probe.length; i += 1) {
    const difference = (values[start + i] as number) - (probe[i] as number);
    sum += difference * difference;
  }
  return sum;
}

function sparseWeights(sparse: SparseVector): ReadonlyMap<number, number> {
  return new Map(Array.from(sparse.indices, (index, at) => [index, sparse.values[at] as number]));
}

function sparseDot(sparse: SparseVector | undefined, weights: ReadonlyMap<number, number> | undefined): number {
  if (sparse === undefined || weights === undefined) return 0;
  let sum = 0;
  for (let i = 0; i < sparse.indices.length; i += 1) {
    sum += (sparse.values[i] as number) * (weights.get(sparse.indices[i] as number) ?? 0);
  }
  return sum;
}
