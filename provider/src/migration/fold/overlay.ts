import { stopped } from "../../errors";
import type { IndexReader, IndexStats, StoredRecord } from "../../pinecone/types";
import { fetchBatches } from "../parity/batches";
import { unnamed } from "../parity/unnamed";
import { WorkQueue } from "../parity/workQueue";
import { laidOver } from "./folded";
import type { FoldIndex } from "./foldIndex";

/** What the log says of records. */
export type FoldLookup = Pick<FoldIndex, "lookup" | "records">;

/** Records of one namespace that wait for being fetched together. */
const TOGETHER = 1_000;
/** Records that wait for their namespace's fetch at most. */
const MOST_WAITING = 50_000;

export interface OverlaidOptions {
  /** Reads the records that the log names, to count them; left out: as what is compared is read. */
  readonly counted?: Pick<IndexReader, "fetch">;
  readonly signal?: AbortSignal;
}

/**
 * The pod index as it would be, had the log's writes gone to it: with `deferred` writes parity compares the serverless
 * index with this. `list` and `query` can't be answered so, and reject: parity asks pods for no list, and must be asked
 * for no queries.
 */
export function overlaid(pod: IndexReader, log: FoldLookup, options: OverlaidOptions = {}): IndexReader {
  let counted: IndexStats | undefined;
  let changes: Promise<ReadonlyMap<string, number>> | undefined;
  return {
    stats: async () => {
      // Once: nobody writes to the pod index. Counts that don't name all may lag, and are asked for again.
      if (counted === undefined || unnamed(counted) > 0) counted = await pod.stats();
      const own = counted;
      // Once: this reads every record that the log names.
      changes ??= changesOver(pod, log, options);
      return changed(own, await changes);
    },
    fetch: (namespace, ids) => fetchOver(pod, log, namespace, ids),
    list: () => Promise.reject(new TypeError("an overlaid pod index has no list")),
    query: () => Promise.reject(new TypeError("an overlaid pod index can't be searched")),
  };
}

async function fetchOver(
  pod: IndexReader,
  log: FoldLookup,
  namespace: string,
  ids: readonly string[],
): Promise<Map<string, StoredRecord>> {
  const said = ids.map((id) => ({ id, folded: log.lookup(namespace, id) }));
  const asked = said.filter(({ folded }) => folded === undefined || folded.kind === "patch").map(({ id }) => id);
  const stored = asked.length === 0 ? new Map<string, StoredRecord>() : await pod.fetch(namespace, asked);
  const records = new Map<string, StoredRecord>();
  for (const { id, folded } of said) {
    const record = folded === undefined ? stored.get(id) : laidOver(id, folded, stored.get(id));
    if (record !== undefined) records.set(id, record);
  }
  return records;
}

/**
 * By namespace, one more for each record that only the log has, one less for each that it deleted.
 *
 * @throws STOPPED when the signal is aborted
 */
async function changesOver(
  pod: IndexReader,
  log: FoldLookup,
  { counted = pod, signal }: OverlaidOptions,
): Promise<ReadonlyMap<string, number>> {
  const changes = new Map<string, number>();
  const change = (namespace: string, by: number) => changes.set(namespace, (changes.get(namespace) ?? 0) + by);
  const queue = new WorkQueue(signal === undefined ? {} : { signal });
  const countAll = async () => {
    for (const [namespace, batch] of changedRecords(log)) {
      for (const ids of fetchBatches([...batch.keys()])) {
        await queue.add(async () => {
          const present = await counted.fetch(namespace, ids);
          for (const id of ids) if (batch.get(id) !== present.has(id)) change(namespace, batch.get(id) ? 1 : -1);
        });
      }
    }
  };
  await queue.run(countAll).catch((error: unknown) => {
    throw signal?.aborted ? stopped(error) : error;
  });
  return changes;
}

/** What the pod index counts in no namespace that it names stays so: nobody can compare it. */
function changed(own: IndexStats, changes: ReadonlyMap<string, number>): IndexStats {
  const counts = new Map(own.namespaces);
  for (const [namespace, by] of changes) counts.set(namespace, (counts.get(namespace) ?? 0) + by);
  const namespaces = new Map([...counts].filter(([, count]) => count > 0));
  return { namespaces, total: [...namespaces.values()].reduce((sum, count) => sum + count, 0) + unnamed(own) };
}

/** Records that the log says are there, or not, by namespace. */
function* changedRecords(log: FoldLookup): Generator<[string, Map<string, boolean>]> {
  const waiting = new Map<string, Map<string, boolean>>();
  let records = 0;
  for (const { ns, id, folded } of log.records()) {
    if (folded.kind === "patch") continue;
    const batch = waiting.get(ns) ?? new Map<string, boolean>();
    waiting.set(ns, batch.set(id, folded.kind === "set"));
    records += 1;
    if (records >= MOST_WAITING) {
      yield* waiting;
      waiting.clear();
      records = 0;
    } else if (batch.size >= TOGETHER) {
      yield [ns, batch];
      waiting.delete(ns);
      records -= batch.size;
    }
  }
  yield* waiting;
}
