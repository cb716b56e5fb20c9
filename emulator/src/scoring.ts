import type { Metric } from "./store/indexStore.js";
import type { RecordTable, Rows, SparseVector } from "./store/records.js";

/** A query: float32 values, and sparse values for hybrid search with `dotproduct`. */
export interface Probe {
  readonly values: Float32Array;
  readonly sparse: SparseVector | undefined;
}

/** Scores the row `row` of `rows`; computed on float32 values and given back as float32. */
export type Score = (rows: Rows, row: number) => number;

/** How records of a table are scored against a probe. `euclidean` is the squared distance: the lowest is the best. */
export function scorer(metric: Metric, table: RecordTable, { values, sparse }: Probe): Score {
  if (metric === "euclidean") return (rows, row) => Math.fround(squaredDistance(rows, row, values));
  if (metric === "cosine") {
    const norm = Math.sqrt(dot({ values }, 0, values));
    return (rows, row) => Math.fround(cosine(rows, row, values, norm));
  }
  if (sparse === undefined) return (rows, row) => Math.fround(dot(rows, row, values));
  const weights = sparseWeights(sparse);
  return (rows, row) => Math.fround(dot(rows, row, values) + sparseDot(table.sparseAt(rows.firstSlot + row), weights));
}

/** Whether a score is better than another one. */
export function isBetter(metric: Metric, score: number, than: number): boolean {
  return metric === "euclidean" ? score < than : score > than;
}

/** Four sums side by side: one alone would wait for each addition before the next. */
function dot({ values }: Pick<Rows, "values">, row: number, probe: Float32Array): number {
  const { length } = probe;
  const start = row * length;
  const whole = length - (length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = 0;
  for (; at < whole; at += 4) {
    a += (values[start + at] as number) * (probe[at] as number);
    b += (values[start + at + 1] as number) * (probe[at + 1] as number);
    c += (values[start + at + 2] as number) * (probe[at + 2] as number);
    d += (values[start + at + 3] as number) * (probe[at + 3] as number);
  }
  for (; at < length; at += 1) a += (values[start + at] as number) * (probe[at] as number);
  return a + b + (c + d);
}

function cosine(rows: Rows, row: number, probe: Float32Array, probeNorm: number): number {
  const norms = (rows.norms[row] as number) * probeNorm;
  return norms === 0 ? 0 : dot(rows, row, probe) / norms;
}

function squaredDistance({ values }: Rows, row: number, probe: Float32Array): number {
  const start = row * probe.length;
  let sum = 0;
  for (let at = 0; at < probe.length; at += 1) {
    const difference = (values[start + at] as number) - (probe[at] as number);
    sum += difference * difference;
  }
  return sum;
}

function sparseWeights(sparse: SparseVector): ReadonlyMap<number, number> {
  return new Map(Array.from(sparse.indices, (index, at) => [index, sparse.values[at] as number]));
}

function sparseDot(sparse: SparseVector | undefined, weights: ReadonlyMap<number, number>): number {
  if (sparse === undefined) return 0;
  let sum = 0;
  for (let i = 0; i < sparse.indices.length; i += 1) {
    sum += (sparse.values[i] as number) * (weights.get(sparse.indices[i] as number) ?? 0);
  }
  return sum;
}
