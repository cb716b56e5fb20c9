import type { StoredRecord } from "../../pinecone/types";
import { fetchAll } from "./batches";
import { type Searched, searchedOf } from "./exactSearch";
import type { ParityOptions } from "./options";
import { WorkQueue } from "./workQueue";

/** A record of the sample, by name: the records themselves are fetched when they are searched. */
export interface SampledId {
  readonly namespace: string;
  readonly id: string;
}

export interface SampledRecord {
  readonly namespace: string;
  readonly record: Searched;
}

/** Records in the sample; with fewer records in the indexes all of them are. */
export const SAMPLED_RECORDS = 2_000;
/** Bytes that a sample may take, whatever the number of dimensions: some 400 records of 20,000. */
const MOST_BYTES = 32 * 2 ** 20;
/** Records fetched at once: 4 MB of values for 20,000 dimensions. */
const AT_ONCE = 50;

/**
 * Fetches the sampled records from the pod index, which bills no reads, in their order, as many as fit into 32 MB. Those
 * that are gone by now are left out.
 */
export async function fetchSample(options: ParityOptions, ids: readonly SampledId[]): Promise<SampledRecord[]> {
  const sample: SampledRecord[] = [];
  let bytes = 0;
  for (let at = 0; at < ids.length && bytes < MOST_BYTES; at += AT_ONCE) {
    for (const each of await fetchSome(options, ids.slice(at, at + AT_ONCE))) {
      bytes += sizeOf(each);
      if (bytes <= MOST_BYTES) sample.push(each);
    }
  }
  return sample;
}

async function fetchSome(options: ParityOptions, ids: readonly SampledId[]): Promise<SampledRecord[]> {
  const { pod, metric = "cosine" } = options;
  const byNamespace = new Map<string, string[]>();
  for (const { namespace, id } of ids) byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), id]);
  const found = new Map<string, Map<string, StoredRecord>>();
  const queue = new WorkQueue(options);
  await queue.run(async () => {
    for (const [namespace, some] of byNamespace) {
      await queue.add(async () => void found.set(namespace, await fetchAll(pod, namespace, some)));
    }
  });
  return ids.flatMap(({ namespace, id }) => {
    const stored = found.get(namespace)?.get(id);
    return stored === undefined ? [] : [{ namespace, record: searchedOf(stored, metric) }];
  });
}

/** Four bytes a float32, some 64 an entry of a Map, two a character of metadata. */
function sizeOf({ record }: SampledRecord): number {
  return 4 * record.values.length + 64 * (record.sparse?.size ?? 0) + 2 * JSON.stringify(record.metadata).length + 200;
}
