import type { IndexReader } from "../../pinecone/types";
import { FetchSize } from "./batches";
import type { IdSet } from "./idSet";
import { WorkQueue } from "./workQueue";

/** Namespaces that are listed at once: a listing is one page after the other. */
const LISTINGS_AT_ONCE = 4;

export interface ListedOptions {
  readonly serverless: IndexReader;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/**
 * Hands every id that the serverless index lists to `visit`, as many as one fetch takes, once each: ids in `seen` are
 * left out, the others are added to it. Visits run side by side, while the listing goes on.
 */
export async function visitListed(
  options: ListedOptions,
  namespaces: readonly string[],
  seen: IdSet,
  visit: (namespace: string, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const visits = new WorkQueue(options);
  const listings = new WorkQueue({ ...options, concurrency: LISTINGS_AT_ONCE });
  const listOne = async (namespace: string) => {
    for await (const ids of listedBatches(options.serverless, namespace, seen)) {
      await visits.add(() => visit(namespace, ids));
    }
  };
  await visits.run(() =>
    listings.run(async () => {
      for (const namespace of namespaces) await listings.add(() => listOne(namespace));
    }),
  );
}

/** The ids of a namespace that are not in `seen`, by fetches: one takes more than a page holds. */
async function* listedBatches(reader: IndexReader, namespace: string, seen: IdSet): AsyncIterable<string[]> {
  let batch: string[] = [];
  let size = new FetchSize();
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const page = await reader.list(namespace, token);
    token = page.next;
    for (const id of page.ids) {
      if (!seen.add(namespace, id)) continue;
      if (!size.takes(id)) {
        yield batch;
        batch = [];
        size = new FetchSize();
        size.takes(id);
      }
      batch.push(id);
    }
  }
  if (batch.length > 0) yield batch;
}
