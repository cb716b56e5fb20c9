import type { IndexReader, StoredRecord } from "../../pinecone/types";

/** Most ids of one fetch: a thousand records of 1,536 dimensions would be an answer of 20 MB. */
const BATCH_IDS = 200;
/** Most bytes of ids in a fetch, which is a GET: proxies take addresses up to about 8 KB. */
const BATCH_BYTES = 6_000;

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

/** Ids of any namespaces as they come, by fetches: one namespace after the other, as far as they come so. */
export async function* idBatches(
  named: AsyncIterable<{ readonly namespace: string; readonly id: string }>,
): AsyncIterable<{ readonly namespace: string; readonly ids: string[] }> {
  let batch: { namespace: string; ids: string[] } | undefined;
  let size = new FetchSize();
  for await (const { namespace, id } of named) {
    if (batch?.namespace === namespace && size.takes(id)) {
      batch.ids.push(id);
      continue;
    }
    if (batch !== undefined) yield batch;
    size = new FetchSize();
    size.takes(id);
    batch = { namespace, ids: [id] };
  }
  if (batch !== undefined) yield batch;
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
