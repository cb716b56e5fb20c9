import { fetchAll } from "./batches";
import { nearness, type Searched, searchedOf } from "./exactSearch";
import type { ParityOptions } from "./options";
import { type JudgedQuery, judgeQueries } from "./queryJudgement";
import { type PlannedQuery, planQueries, requestOf } from "./queryPlan";
import type { QueryLevel } from "./report";
import { fetchSample, type SampledId, type SampledRecord } from "./searchSample";
import { WorkQueue } from "./workQueue";

/** Answers that are asked for: overlap@10, as applications mostly ask for ten or fewer. */
const TOP_K = 10;

/**
 * Level 4: the same queries on both sides, half of them with a metadata filter, and an exact search over the sampled
 * records. Search is approximate: overlap and recall are reported, and must be enough; where they are not, all is asked
 * once more, for reads may lag. While writes go on rounds have waited until reads are fresh, and records in flight are
 * left out.
 */
export async function askQueries(options: ParityOptions, sampled: readonly SampledId[]): Promise<QueryLevel> {
  if (options.queries === 0 || sampled.length === 0) return judgeQueries(options, { topK: options.topK ?? TOP_K });
  const first = await askOnce(options, sampled);
  if (first.enough || options.attempts === 0 || options.moving !== undefined) return first;
  await options.clock.sleep(options.settleMs ?? 2_000, options.signal);
  return askOnce(options, sampled);
}

async function askOnce(options: ParityOptions, sampled: readonly SampledId[]): Promise<QueryLevel> {
  const topK = options.topK ?? TOP_K;
  const sample = await fetchSample(options, sampled);
  const known = byNamespace(sample);
  const planned = planQueries(options, sample);
  const asked: JudgedQuery[] = [];
  const queue = new WorkQueue(options);
  const ask = async (query: PlannedQuery) => {
    asked.push(await askBoth(options, query, topK, known.get(query.namespace) ?? new Map()));
    options.onProgress?.({ stage: "queries", done: asked.length, total: planned.length, ratePerSecond: 0 });
  };
  await queue.run(async () => {
    for (const query of planned) await queue.add(() => ask(query));
  });
  // Read after the answers: no round has run since the sample was fetched, so all that was written since is in flight.
  const inFlight = asked.length === 0 ? undefined : await options.moving?.inFlight();
  return judgeQueries(options, { topK, asked, sample: known, ...(inFlight === undefined ? {} : { inFlight }) });
}

async function askBoth(
  { pod, serverless, metric }: ParityOptions,
  query: PlannedQuery,
  topK: number,
  known: ReadonlyMap<string, Searched>,
): Promise<JudgedQuery> {
  const { namespace } = query;
  const request = requestOf(query, topK);
  const [a, b] = await Promise.all([pod.query(namespace, request), serverless.query(namespace, request)]);
  if (metric === undefined) return { query, pod: a, serverless: b, near: new Map() };
  const ids = [...new Set([...a, ...b].map(({ id }) => id))];
  const unknown = await fetchAll(
    pod,
    namespace,
    ids.filter((id) => !known.has(id)),
  );
  const near = new Map<string, number>();
  for (const id of ids) {
    const stored = unknown.get(id);
    const record = stored === undefined ? known.get(id) : searchedOf(stored, metric);
    if (record !== undefined) near.set(id, nearness(metric, query.record, record));
  }
  return { query, pod: a, serverless: b, near };
}

function byNamespace(sample: readonly SampledRecord[]): Map<string, Map<string, Searched>> {
  const records = new Map<string, Map<string, Searched>>();
  for (const { namespace, record } of sample) {
    const some = records.get(namespace) ?? new Map<string, Searched>();
    records.set(namespace, some.set(record.id, record));
  }
  return records;
}
