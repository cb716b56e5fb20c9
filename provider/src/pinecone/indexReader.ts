import { randomUUID } from "node:crypto";
import type { Index } from "@pinecone-database/pinecone";
import { canonicalNamespace } from "../util/namespace";
import { FETCH_FIELDS, LIST_FIELDS, readAnswer, readCount, readNext, STATS_FIELDS } from "./answers";
import type { Ask } from "./asking";
import { type Exchange, inExchange, lsnOf } from "./exchange";
import { isNamespaceMissing, transportErrorOf } from "./failures";
import { fetchedRecords } from "./fetched";
import type { CatchUpReader, IndexReader, IndexStats } from "./types";

const EMPTY = Buffer.from("{}");

/** Reads of the index at a host. */
export function indexReader(ask: Ask, index: Index, host: string): IndexReader {
  const askNamespace = askingNamespaces(ask, index);
  return {
    stats: () => ask(`record counts of ${host}`, () => statsOf(index)),
    fetch: (namespace, ids) =>
      askNamespace(namespace, new Map(), `fetch from ${host}`, () =>
        inExchange(async (exchange) => {
          exchange.keepsAnswer = true;
          await index.fetch({ ids: [...ids], namespace });
          return fetchedRecords(exchange.answer ?? EMPTY);
        }),
      ),
    list: (namespace, paginationToken) =>
      askNamespace(namespace, { ids: [] }, `list ids of ${host}`, () =>
        inExchange(async (exchange) => {
          exchange.keepsAnswer = true;
          const token = paginationToken === undefined ? {} : { paginationToken };
          await index.listPaginated({ namespace, ...token });
          const { vectors, pagination } = parsed<ListAnswer>(exchange, LIST_FIELDS);
          const ids = (vectors ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]));
          return { ids, ...nextOf(pagination, paginationToken) };
        }),
      ),
    query: (namespace, { vector, sparseVector, topK, filter }) =>
      askNamespace(namespace, [], `query ${host}`, async () => {
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

/** The counts of an index. */
function statsOf(index: Index): Promise<IndexStats> {
  return inExchange(async (exchange) => {
    exchange.keepsAnswer = true;
    await index.describeIndexStats();
    return toIndexStats(parsed<StatsAnswer>(exchange, STATS_FIELDS));
  });
}

type AskNamespace = <T>(namespace: string, nothing: T, what: string, request: () => Promise<T>) => Promise<T>;

/**
 * Asks for what is in a namespace. Whether reads of one that isn't there are answered with nothing or refused (404, code 5) is
 * not documented. A refusal is believed only where the index itself counts no record there: one that is gone may say the
 * same, and would be an index without records.
 */
function askingNamespaces(ask: Ask, index: Index): AskNamespace {
  return (namespace, nothing, what, request) =>
    ask(what, async () => {
      try {
        return await request();
      } catch (error) {
        if (!isNamespaceMissing(error)) throw error;
        const { namespaces } = await statsOf(index);
        if ((namespaces.get(canonicalNamespace(namespace)) ?? 0) > 0) throw error;
        return nothing;
      }
    });
}

/** Answers in which names of namespaces or ids are keys: the client (8.2) loses one that is `__proto__`. */
interface StatsAnswer {
  readonly namespaces?: Readonly<Record<string, { readonly vectorCount?: unknown } | null>> | null;
  readonly totalVectorCount?: unknown;
}

interface ListAnswer {
  readonly vectors?: readonly { readonly id?: string }[] | null;
  readonly pagination?: { readonly next?: unknown } | null;
}

interface FilteredAnswer {
  readonly vectors?: Readonly<Record<string, unknown>> | null;
  readonly pagination?: { readonly next?: unknown } | null;
}

function parsed<T>({ answer = EMPTY }: Exchange, fields: readonly string[]): T {
  return readAnswer<T>(answer.toString("utf8"), fields);
}

/** Nothing: it was the last page. */
function nextOf(pagination: ListAnswer["pagination"], asked: string | undefined): { next?: string } {
  const next = readNext(pagination, asked);
  return next === undefined ? {} : { next };
}

/** An old pod index may name the default namespace twice: then its counts add up. */
function toIndexStats({ namespaces: found, totalVectorCount }: StatsAnswer): IndexStats {
  const counts = Object.entries(found ?? {});
  const namespaces = new Map<string, number>();
  for (const [name, summary] of counts) {
    const canonical = canonicalNamespace(name);
    const count = readCount(summary === null ? null : summary.vectorCount);
    namespaces.set(canonical, (namespaces.get(canonical) ?? 0) + count);
  }
  const both = namespaces.size < counts.length;
  return { namespaces, total: readCount(totalVectorCount), ...(both ? { bothDefaults: true } : {}) };
}

/** The same, with what catch-up reads beside. */
export function catchUpReader(ask: Ask, index: Index, host: string): CatchUpReader {
  const askNamespace = askingNamespaces(ask, index);
  return {
    ...indexReader(ask, index, host),
    fetchByFilter: (namespace, filter, page = {}) =>
      askNamespace(namespace, { ids: [] }, `fetch by filter from ${host}`, () =>
        inExchange(async (exchange) => {
          exchange.keepsAnswer = true;
          await index.fetchByMetadata({ namespace, filter, ...page });
          const { vectors, pagination } = parsed<FilteredAnswer>(exchange, FETCH_FIELDS);
          return { ids: Object.keys(vectors ?? {}), ...nextOf(pagination, page.paginationToken) };
        }),
      ),
    probe: (namespace) => ask(`freshness of ${host}`, () => probe(index, namespace)),
  };
}

/**
 * The header is documented for queries [check-data-freshness]; whether fetches have it is not. A fetch costs less, so it is
 * tried first. A read for no record that is refused counts as one without the header.
 */
async function probe(index: Index, namespace: string): Promise<{ maxIndexedLsn?: number }> {
  const id = `podshift-no-such-record-${randomUUID()}`;
  const maxIndexedLsn =
    (await maxIndexed(() => index.fetch({ namespace, ids: [id] }).catch(ignoreRefusal))) ??
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
