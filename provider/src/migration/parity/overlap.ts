import type { Match } from "../../pinecone/types";

/** Scores of the two sides are sums in another order: closer than this, relatively, they are one. */
const SAME_SCORE = 1e-4;

/**
 * The overlap of two answers without the records in flight; undefined where only these are left. A record in flight on
 * the serverless side has pushed another one out of its answer: as many are not expected of it.
 */
export function overlapAtRest(
  pod: readonly Match[],
  serverless: readonly Match[],
  inFlight: ReadonlySet<string>,
  scale = 1,
): number | undefined {
  if (inFlight.size === 0) return overlap(pod, serverless, scale);
  const given = serverless.filter(({ id }) => !inFlight.has(id));
  const atRest = pod.filter(({ id }) => !inFlight.has(id));
  const expected = atRest.slice(0, Math.max(0, atRest.length - (serverless.length - given.length)));
  return expected.length === 0 ? undefined : overlap(expected, given, scale);
}

/**
 * The share of the pod index's answers that the serverless index gives too. An answer on the edge counts as given when
 * its score ties with the last one of the pod index: which of the tied ones is named is chance. `scale` is what scores are
 * a part of, if that is less than 1: among records whose values are a thousandth all would tie.
 */
export function overlap(pod: readonly Match[], serverless: readonly Match[], scale = 1): number {
  if (pod.length === 0) return serverless.length === 0 ? 1 : 0;
  const expected = new Set(pod.map(({ id }) => id));
  const last = pod[pod.length - 1]?.score ?? 0;
  const tolerance = SAME_SCORE * Math.max(scale, Math.abs(last));
  const given = serverless.filter(({ id, score }) => expected.has(id) || Math.abs(score - last) <= tolerance).length;
  return Math.min(given, pod.length) / pod.length;
}
