import type { StoredRecord } from "../../pinecone/types";
import type { DeadLetter, Sender } from "../apply/sender";
import type { MigrationContext } from "../context";
import type { FoldTarget } from "../fold/ports";
import { fetchAll } from "../parity/batches";
import { freshness } from "./mirroredWay";

/** What a fold asks the serverless index, without writing to it. */
export type FoldAsks = Omit<FoldTarget, "bring">;

/** The serverless index at a host, as a fold asks it. */
export function foldAsks(context: MigrationContext, host: string): FoldAsks {
  const reader = context.client.catchUpReader(host);
  const fresh = freshness(context, host);
  return {
    fresh: async (namespace) => {
      await fresh.fresh(namespace);
    },
    fetch: (namespace, ids): Promise<Map<string, StoredRecord>> => fetchAll(reader, namespace, ids),
    idsByFilter: (namespace, filter) =>
      pages((token) => reader.fetchByFilter(namespace, filter, token === undefined ? {} : { paginationToken: token })),
    listIds: (namespace) => pages((token) => reader.list(namespace, token)),
  };
}

/**
 * The serverless index at a host, as a fold writes to it.
 *
 * @param refused records that the service refuses, by namespace and id: written as they are met, taken out once they are applied
 */
export function foldTarget(
  context: MigrationContext,
  host: string,
  sender: Pick<Sender, "bring">,
  refused: Map<string, DeadLetter>,
): FoldTarget {
  return {
    ...foldAsks(context, host),
    bring: async (namespace, records) => {
      let unsure = false;
      await sender.bring(namespace, records, {
        onUnknown: () => {
          unsure = true;
        },
        onRefused: (letter) => refused.set(JSON.stringify([letter.namespace, letter.id]), letter),
        onApplied: (ns, ids) => {
          if (refused.size > 0) for (const id of ids) refused.delete(JSON.stringify([ns, id]));
        },
      });
      return { unsure };
    },
  };
}

async function* pages(
  ask: (token: string | undefined) => Promise<{ readonly ids: string[]; readonly next?: string }>,
): AsyncGenerator<readonly string[]> {
  for (let token: string | undefined; ; ) {
    const page = await ask(token);
    // An empty one too: who reads must know which answer was the first.
    yield page.ids;
    if (page.next === undefined) return;
    token = page.next;
  }
}
