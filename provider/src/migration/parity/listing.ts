import { PodshiftError } from "../../errors";
import type { IdPage, IndexReader } from "../../pinecone/types";
import { FetchSize } from "./batches";
import { InTurn } from "./inTurn";
import { WorkQueue } from "./workQueue";

/** Namespaces that are listed at once: a listing is one page after the other. */
const LISTINGS_AT_ONCE = 4;

export interface ListedOptions {
  readonly serverless: IndexReader;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** Takes ids as they are listed, and says whether one is new. */
export interface SeenBefore {
  add(namespace: string, id: string): boolean;
}

/** How far the list of a namespace has been worked off. */
export interface ListPlace {
  /** Of the page on which it goes on; left out: on the first. */
  readonly token?: string;
  /** The last id that was worked off. */
  readonly after?: string;
  /** Set when nothing is left. */
  readonly done?: true;
}

export interface ListedVisit {
  readonly seen: SeenBefore;
  /** Where a list goes on that was begun before. */
  placeIn?(namespace: string): ListPlace | undefined;
  /** Looks at ids, as many as one fetch takes; several at once, in any order. What follows from them is `take`n. */
  look(namespace: string, ids: readonly string[]): Promise<Taken>;
}

/** What follows from ids, in the order of their list: nothing before these is still under way. */
export type Taken = (place: ListPlace) => Promise<void> | void;

/**
 * Hands every id that the serverless index lists to `visit`, as many as one fetch takes, once each: ids in `seen` are
 * left out, the others are added to it. Visits run side by side, while the listing goes on.
 */
export function visitListed(
  options: ListedOptions,
  namespaces: readonly string[],
  seen: SeenBefore,
  visit: (namespace: string, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const look = async (namespace: string, ids: readonly string[]) => {
    await visit(namespace, ids);
    return () => undefined;
  };
  return visitInOrder(options, namespaces, { seen, look }, async () => undefined);
}

/** The same, with what follows taken in the order of each list. `ended` is called when a namespace is through. */
export async function visitInOrder(
  options: ListedOptions,
  namespaces: readonly string[],
  visit: ListedVisit,
  ended: (namespace: string) => Promise<void>,
): Promise<void> {
  const visits = new WorkQueue(options);
  const listings = new WorkQueue({ ...options, concurrency: LISTINGS_AT_ONCE });
  const listOne = async (namespace: string) => {
    const from = visit.placeIn?.(namespace) ?? {};
    if (from.done) return;
    const take = takingInTurn(visits);
    for await (const { ids, place } of listedBatches(options.serverless, namespace, visit.seen, from)) {
      await take(async () => {
        const taken = await visit.look(namespace, ids);
        return () => taken(place);
      });
    }
    await take(async () => () => ended(namespace));
  };
  await visits.run(() =>
    listings.run(async () => {
      for (const namespace of namespaces) await listings.add(() => listOne(namespace));
    }),
  );
}

/** Runs tasks side by side, and what each of them comes to in the order in which they were added. */
function takingInTurn(visits: WorkQueue): (run: () => Promise<() => Promise<void> | void>) => Promise<void> {
  const inTurn = new InTurn();
  let turns = 0;
  return (run) => {
    const turn = turns;
    turns += 1;
    return visits.add(async () => {
      try {
        await inTurn.hand(turn, await run());
      } catch (error) {
        inTurn.fail(error);
        throw error;
      }
    });
  };
}

interface ListedBatch {
  readonly ids: string[];
  /** Where the list goes on behind them. */
  readonly place: ListPlace;
}

/** The ids of a namespace that are not in `seen`, by fetches: one takes more than a page holds. */
async function* listedBatches(
  reader: IndexReader,
  namespace: string,
  seen: SeenBefore,
  from: ListPlace,
): AsyncIterable<ListedBatch> {
  let batch: string[] = [];
  let size = new FetchSize();
  let page: string | undefined;
  for await (const { ids, token } of pages(reader, namespace, from.token)) {
    page = token;
    for (const id of ids) {
      if (!seen.add(namespace, id)) continue;
      if (!size.takes(id)) {
        yield { ids: batch, place: placeBehind(batch, token) };
        batch = [];
        size = new FetchSize();
        size.takes(id);
      }
      batch.push(id);
    }
  }
  if (batch.length > 0) yield { ids: batch, place: placeBehind(batch, page) };
}

function placeBehind(batch: readonly string[], token: string | undefined): ListPlace {
  const after = batch.at(-1);
  return { ...(token === undefined ? {} : { token }), ...(after === undefined ? {} : { after }) };
}

/** Pages with the tokens they were asked by. */
async function* pages(
  reader: IndexReader,
  namespace: string,
  from: string | undefined,
): AsyncIterable<{ readonly ids: readonly string[]; readonly token: string | undefined }> {
  let token = from;
  for (let page = await firstPage(reader, namespace, from); ; page = await reader.list(namespace, token)) {
    yield { ids: page.ids, token };
    if (page.next === undefined) return;
    token = page.next;
  }
}

/** How long a token of an earlier run is good for is not documented: one that is refused costs listing from the start. */
async function firstPage(reader: IndexReader, namespace: string, from: string | undefined): Promise<IdPage> {
  if (from === undefined) return reader.list(namespace);
  try {
    return await reader.list(namespace, from);
  } catch (error) {
    if (!(error instanceof PodshiftError) || error.code !== "API_ERROR") throw error;
    return reader.list(namespace);
  }
}
