import type { Match, SparseValues } from "../../pinecone/types";
import type { InFlight, ParityOptions } from "./options";
import type { ParityReport } from "./report";
import { WorkQueue } from "./workQueue";

export type QueryLevel = ParityReport["queries"];

export interface QueryVector {
  readonly namespace: string;
  readonly values: readonly number[];
  readonly sparseValues?: SparseValues;
}

/** Scores of the two sides are sums in another order: closer than this, relatively, they are one. */
const SAME_SCORE = 1e-4;

interface Answers {
  readonly namespace: string;
  readonly pod: readonly Match[];
  readonly serverless: readonly Match[];
}

/**
 * Level 4: the same queries on both sides. Search is approximate: the overlap is reported, and must be enough. While
 * writes go on, records in flight are left out of the answers.
 */
export async function askQueries(options: ParityOptions, vectors: readonly QueryVector[]): Promise<QueryLevel> {
  const { topK = 10, minOverlap = 0.9, pod, serverless } = options;
  const answers: Answers[] = [];
  const queue = new WorkQueue(options);
  const ask = async ({ namespace, values }: QueryVector) => {
    const query = { vector: values, topK };
    const [a, b] = await Promise.all([pod.query(namespace, query), serverless.query(namespace, query)]);
    answers.push({ namespace, pod: a, serverless: b });
    options.onProgress?.({ stage: "queries", done: answers.length, total: vectors.length, ratePerSecond: 0 });
  };
  await queue.run(async () => {
    for (const vector of vectors) await queue.add(() => ask(vector));
  });
  const inFlight: InFlight = answers.length === 0 ? new Map() : ((await options.moving?.inFlight()) ?? new Map());
  const overlaps = answers.flatMap((each) => overlapAtRest(each, inFlight.get(each.namespace)));
  const mean = overlaps.length === 0 ? 1 : overlaps.reduce((sum, each) => sum + each, 0) / overlaps.length;
  const smallest = overlaps.reduce((least, each) => Math.min(least, each), 1);
  return { asked: overlaps.length, topK, meanOverlap: mean, minOverlap: smallest, enough: mean >= minOverlap };
}

/**
 * The overlap of two answers without the records in flight; nothing where only these are left. A record in flight on
 * the serverless side has pushed another one out of its answer: as many are not expected of it.
 */
function overlapAtRest({ pod, serverless }: Answers, inFlight: ReadonlySet<string> | "all" | undefined): number[] {
  if (inFlight === undefined) return [overlap(pod, serverless)];
  if (inFlight === "all") return [];
  const given = serverless.filter(({ id }) => !inFlight.has(id));
  const atRest = pod.filter(({ id }) => !inFlight.has(id));
  const expected = atRest.slice(0, Math.max(0, atRest.length - (serverless.length - given.length)));
  return expected.length === 0 ? [] : [overlap(expected, given)];
}

/**
 * The share of the pod index's answers that the serverless index gives too. An answer on the edge counts as given when
 * its score ties with the last one of the pod index: which of the tied ones is named is chance.
 */
export function overlap(pod: readonly Match[], serverless: readonly Match[]): number {
  if (pod.length === 0) return serverless.length === 0 ? 1 : 0;
  const expected = new Set(pod.map(({ id }) => id));
  const last = pod[pod.length - 1]?.score ?? 0;
  const tolerance = SAME_SCORE * Math.max(1, Math.abs(last));
  const given = serverless.filter(({ id, score }) => expected.has(id) || Math.abs(score - last) <= tolerance).length;
  return Math.min(given, pod.length) / pod.length;
}
