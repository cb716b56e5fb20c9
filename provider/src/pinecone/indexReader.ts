import { randomUUID } from "node:crypto";
import type { Index } from "@pinecone-database/pinecone";
import type { Ask } from "./asking";
import { inExchange, lsnOf } from "./exchange";
import { transportErrorOf } from "./failures";
import { fetchedRecords } from "./fetched";
import { canonicalNamespace } from "./namespace";
import type { CatchUpReader, IndexReader, IndexStats } from "./types";

const EMPTY = Buffer.from("{}");

/** Reads of the index at a host. */
export function indexReader(ask: Ask, index: Index, host: string): IndexReader {
  return {
    stats: () =>
      ask(`record counts of ${host}`, async () => {
        const stats = await index.describeIndexStats();
        return toIndexStats(stats.namespaces ?? {}, stats.totalRecordCount ?? 0);
      }),
    fetch: (namespace, ids) =>
      ask(`fetch from ${host}`, () =>
        inExchange(async (exchange) => {
          exchange.keepsAnswer = true;
          await index.fetch({ ids: [...ids], namespace });
          return fetchedRecords(exchange.answer ?? EMPTY);
        }),
      ),
    list: (namespace, paginationToken) =>
      ask(`list ids of ${host}`, async () => {
        const token = paginationToken === undefined ? {} : { paginationToken };
        const page = await index.listPaginated({ namespace, ...token });
        const ids = (page.vectors ?? []).flatMap((vector) => (vector.id === undefined ? [] : [vector.id]));
        const next = page.pagination?.next;
        return next === undefined ? { ids } : { ids, next };
      }),
    query: (namespace, { vector, sparseVector, topK, filter }) =>
      ask(`query ${host}`, async () => {
        const sparse =
          sparseVector === undefined
            ? {}
            : { sparseVector: { indices: [...sparseVector.indices], values: [...sparseVector.values] } };
        const { matches } = await index.query({
          vector: [...vector],
          topK,
          namespace,
          ...sparse,
          ...(filter === undefined ? {} : { filter }),
        });
        return matches.map(({ id, score }) => ({ id, score: score ?? 0 }));
      }),
  };
}

/** An old pod index may name the default namespace twice: then its counts add up. */
function toIndexStats(counts: Readonly<Record<string, { recordCount: number }>>, total: number): IndexStats {
  const namespaces = new Map<string, number>();
  for (const [name, { recordCount }] of Object.entries(counts)) {
    const canonical = canonicalNamespace(name);
    namespaces.set(canonical, (namespaces.get(canonical) ?? 0) + recordCount);
  }
  const both = namespaces.size < Object.keys(counts).length;
  return { namespaces, total, ...(both ? { bothDefaults: true } : {}) };
}

/** The same, with what catch-up reads beside. */
export function catchUpReader(ask: Ask, index: Index, host: string): CatchUpReader {
  return {
    ...indexReader(ask, index, host),
    fetchByFilter: (namespace, filter, page = {}) =>
      ask(`fetch by filter from ${host}`, async () => {
        const { records, pagination } = await index.fetchByMetadata({ namespace, filter, ...page });
        const next = pagination?.next;
        return next === undefined ? { ids: Object.keys(records) } : { ids: Object.keys(records), next };
      }),
    probe: (namespace) => ask(`freshness of ${host}`, () => probe(index, namespace)),
  };
}

/**
 * The header is documented for queries [check-data-freshness]; whether fetches have it is not. A fetch costs less, so it is
 * tried first. A query by the id of no record that is refused counts as one without the header.
 */
async function probe(index: Index, namespace: string): Promise<{ maxIndexedLsn?: number }> {
  const id = `podshift-no-such-record-${randomUUID()}`;
  const maxIndexedLsn =
    (await maxIndexed(() => index.fetch({ namespace, ids: [id] }))) ??
    (await maxIndexed(() => index.query({ namespace, id, topK: 1 }).catch(ignoreRefusal)));
  return maxIndexedLsn === undefined ? {} : { maxIndexedLsn };
}

function maxIndexed(request: () => Promise<unknown>): Promise<number | undefined> {
  return inExchange(async (exchange) => {
    await request();
    return lsnOf(exchange, "x-pinecone-max-indexed-lsn");
  });
}

function ignoreRefusal(error: unknown): void {
  const status = transportErrorOf(error)?.status;
  if (status !== 400 && status !== 404) throw error;
}
