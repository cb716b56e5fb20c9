import type { Match, Metadata, Metric, Query, StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Contents } from "./fakeIndex";

/** How a search is worse than an exact one. */
export interface Flaws {
  /** Records that no search finds. */
  hides?(id: string): boolean;
  /** Fields by which it can't filter: nothing is found by them. */
  unfiltered?: readonly string[];
  /** Scores as another definition has them, in the same order. */
  spelled?(score: number): number;
}

/** The service's search, written from its documentation and apart from the code under test: every score in float64. */
export function searchOf(contents: Contents, metric: Metric, flaws: Flaws = {}) {
  const asked: { namespace: string; query: Query }[] = [];
  const query = (namespace: string, asks: Query): Match[] => {
    asked.push({ namespace, query: asks });
    const worse = metric === "euclidean" ? 1 : -1;
    return [...(contents.get(namespace)?.values() ?? [])]
      .filter(({ id, metadata }) => flaws.hides?.(id) !== true && passes(asks.filter, metadata ?? {}, flaws))
      .map((record) => ({ id: record.id, score: scoreOf(metric, asks, record) }))
      .sort((a, b) => worse * (a.score - b.score) || (a.id < b.id ? -1 : 1))
      .slice(0, asks.topK)
      .map(({ id, score }) => ({ id, score: flaws.spelled?.(score) ?? score }));
  };
  return { query, asked };
}

function scoreOf(metric: Metric, { vector, sparseVector }: Query, { values, sparseValues }: StoredRecord): number {
  const pairs = vector.map((each, at) => [each, values[at] ?? 0] as const);
  if (metric === "euclidean") return pairs.reduce((sum, [a, b]) => sum + (a - b) * (a - b), 0);
  const dense = pairs.reduce((sum, [a, b]) => sum + a * b, 0);
  if (metric === "cosine") return dense / (Math.hypot(...vector) * Math.hypot(...values) || 1);
  const shared = (sparseVector?.indices ?? []).map((index, at) => {
    const there = sparseValues?.indices.indexOf(index) ?? -1;
    return there < 0 ? 0 : (sparseVector?.values[at] ?? 0) * (sparseValues?.values[there] ?? 0);
  });
  return dense + shared.reduce((sum, each) => sum + each, 0);
}

function passes(filter: object | undefined, metadata: Metadata, { unfiltered = [] }: Flaws): boolean {
  return Object.entries(filter ?? {}).every(([field, condition]: [string, { $eq?: unknown; $in?: unknown[] }]) => {
    if (unfiltered.includes(field)) return false;
    const anyOf = condition.$in ?? [condition.$eq];
    const has = metadata[field];
    return Array.isArray(has) ? has.some((each) => anyOf.includes(each)) : has !== undefined && anyOf.includes(has);
  });
}
