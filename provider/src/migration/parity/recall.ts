import type { Match, Metric } from "../../pinecone/types";
import { isNearer, isSearchable, nearness, type Searched } from "./exactSearch";
import { matches } from "./metadataFilter";
import type { PlannedQuery } from "./queryPlan";

/** A query with what one side answered. */
export interface Answered {
  readonly query: PlannedQuery;
  readonly answers: readonly Match[];
  /** How near the answers are by an exact computation, by id, as far as the pod index has them. */
  readonly near: ReadonlyMap<string, number>;
}

/** Of the sampled records that had to be among the answers of one side: how many there are, and how many it gave. */
export interface Found {
  readonly expected: number;
  readonly found: number;
}

/**
 * What an exact search over the sample says of one side's answers: each sampled record that matches the filter and is
 * nearer than the worst answer must be among them, and each one if there are fewer answers than asked for; the topK
 * nearest at most. Nearness is computed here, from the records themselves, and not from the scores of the service, which
 * pods may compute on less than float32. Records in flight count on neither side.
 */
export function foundBy(
  metric: Metric,
  { query, answers, near }: Answered,
  sample: readonly Searched[],
  topK: number,
  inFlight: ReadonlySet<string>,
): Found {
  const edge = answers.length < topK ? Number.NEGATIVE_INFINITY : edgeOf(answers, near, inFlight);
  const given = new Set(answers.map(({ id }) => id));
  const expected = sample
    .filter((record) => isSearchable(metric, record) && !inFlight.has(record.id) && isFiltered(query, record))
    .map((record) => ({ record, nearer: nearness(metric, query.record, record) }))
    .filter(({ record, nearer }) => isNearer(metric, query.record, record, nearer, edge))
    .sort((a, b) => b.nearer - a.nearer)
    .slice(0, topK);
  return { expected: expected.length, found: expected.filter(({ record }) => given.has(record.id)).length };
}

function isFiltered({ filter }: PlannedQuery, { metadata }: Searched): boolean {
  return filter === undefined || matches(filter, metadata);
}

/** How near the worst answer is. */
function edgeOf(answers: readonly Match[], near: ReadonlyMap<string, number>, inFlight: ReadonlySet<string>): number {
  let edge = Number.POSITIVE_INFINITY;
  for (const { id } of answers) if (!inFlight.has(id)) edge = Math.min(edge, near.get(id) ?? edge);
  return edge;
}
