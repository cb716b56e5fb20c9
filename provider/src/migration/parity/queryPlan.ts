import type { Query } from "../../pinecone/types";
import { isSearchable, type Searched } from "./exactSearch";
import { asQuery, type FieldFilter, filtersOf, Popularity } from "./metadataFilter";
import type { ParityOptions } from "./options";
import { placeOf } from "./sample";
import type { SampledRecord } from "./searchSample";

/** One query that is asked of both sides: a sampled record's own vector, for every other one with a filter. */
export interface PlannedQuery {
  readonly namespace: string;
  /** The record whose vector it is. */
  readonly record: Searched;
  readonly filter?: FieldFilter;
}

/**
 * The queries of a check: the vectors of the first sampled records that can be asked by. Half of them have a filter on a
 * field of the record, as far as there are records with one that both sides index; a filter that finds more records of
 * the sample than this one goes before one that finds it alone.
 */
export function planQueries(options: ParityOptions, sample: readonly SampledRecord[]): PlannedQuery[] {
  const { queries, filterable = [], metric = "cosine", seed } = options;
  const popularity = new Popularity();
  for (const { namespace, record } of sample) popularity.add(namespace, filtersOf(record.metadata, filterable));
  const planned: PlannedQuery[] = [];
  let filtered = 0;
  for (const { namespace, record } of sample) {
    if (planned.length === queries) break;
    if (!isSearchable(metric, record)) continue;
    const wanted = filtered * 2 <= planned.length;
    const filter = wanted
      ? drawn(filtersOf(record.metadata, filterable), popularity, namespace, record, seed)
      : undefined;
    if (filter !== undefined) filtered += 1;
    planned.push({ namespace, record, ...(filter === undefined ? {} : { filter }) });
  }
  return planned;
}

/** The request of a query. */
export function requestOf({ record, filter }: PlannedQuery, topK: number): Query {
  const { values, sparse } = record;
  return {
    vector: Array.from(values),
    topK,
    ...(sparse === undefined ? {} : { sparseVector: { indices: [...sparse.keys()], values: [...sparse.values()] } }),
    ...(filter === undefined ? {} : { filter: asQuery(filter) }),
  };
}

function drawn(
  filters: readonly FieldFilter[],
  popularity: Popularity,
  namespace: string,
  { id }: Searched,
  seed: number,
): FieldFilter | undefined {
  const shared = filters.filter((each) => popularity.of(namespace, each) > 1);
  const from = shared.length > 0 ? shared : filters;
  return from[Math.floor(placeOf(seed + 2, namespace, id) * from.length)];
}
