import type { IndexReader, StoredRecord } from "../../pinecone/types";

/** Most ids of one fetch: a thousand records of 1,536 dimensions would be an answer of 20 MB. */
export const BATCH_IDS = 200;
/** Most bytes of ids in a fetch, which is a GET: proxies take addresses up to about 8 KB. */
const BATCH_BYTES = 6_000;
/** Ids that wait for others of their namespace at most. */
const MOST_WAITING = 50_000;

/** Tells, id by id, whether one more still fits into the same fetch. */
export class FetchSize {
  #ids = 0;
  #bytes = 0;

  /** True when the id fits, which then counts; false when it must begin another fetch. */
  takes(id: string): boolean {
    const bytes = encodeURIComponent(id).length + "&ids=".length;
    if (this.#ids > 0 && (this.#ids === BATCH_IDS || this.#bytes + bytes > BATCH_BYTES)) return false;
    this.#ids += 1;
    this.#bytes += bytes;
    return true;
  }
}

/** Splits ids into fetches of bounded size. */
export function fetchBatches(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  let size = new FetchSize();
  for (const id of ids) {
    const current = batches.at(-1);
    if (current !== undefined && size.takes(id)) {
      current.push(id);
      continue;
    }
    size = new FetchSize();
    size.takes(id);
    batches.push([id]);
  }
  return batches;
}

/**
 * Ids of any namespaces as they come, by fetches. They wait for others of their namespace: a log of many tenants names
 * them in turn, and each would make a fetch of its own.
 */
export async function* idBatches(
  named: AsyncIterable<{ readonly namespace: string; readonly id: string }>,
): AsyncIterable<{ readonly namespace: string; readonly ids: string[] }> {
  const waiting = new Map<string, { readonly ids: string[]; readonly size: FetchSize }>();
  let count = 0;
  for await (const { namespace, id } of named) {
    const batch = waiting.get(namespace);
    if (batch?.size.takes(id)) {
      batch.ids.push(id);
    } else {
      const size = new FetchSize();
      size.takes(id);
      waiting.set(namespace, { ids: [id], size });
      count -= batch?.ids.length ?? 0;
      if (batch !== undefined) yield { namespace, ids: batch.ids };
    }
    count += 1;
    if (count < MOST_WAITING) continue;
    for (const [each, { ids }] of waiting) yield { namespace: each, ids };
    waiting.clear();
    count = 0;
  }
  for (const [namespace, { ids }] of waiting) yield { namespace, ids };
}

/** Fetches any number of ids, batch by batch. */
export async function fetchAll(
  reader: IndexReader,
  namespace: string,
  ids: readonly string[],
): Promise<Map<string, StoredRecord>> {
  const found = new Map<string, StoredRecord>();
  for (const batch of fetchBatches(ids)) {
    for (const [id, record] of await reader.fetch(namespace, batch)) found.set(id, record);
  }
  return found;
}
