import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { stopped } from "../errors";
import { toIndexDescription } from "./descriptions";
import { describeFailure, isNotFound } from "./failures";
import { canonicalNamespace } from "./namespace";
import { toStoredRecord } from "./records";
import { retryingFetch } from "./transport";
import type { IndexReader, PineconeClient, ServerlessIndexRequest } from "./types";

export interface ConnectionOptions {
  readonly apiKey: string;
  /** Where the control plane is; the service's own address when left out. */
  readonly controllerHost?: string | undefined;
  /** Aborts requests under way and those that follow. */
  readonly signal?: AbortSignal | undefined;
  /** Attempts after the first; 4 by default. */
  readonly retries?: number;
  /** First pause between attempts in milliseconds; 250 by default. */
  readonly firstPauseMs?: number;
  readonly fetch?: typeof globalThis.fetch;
}

/** The service's own control plane. The official client must be told: it reads its environment variable only without options. */
const SERVICE_HOST = "https://api.pinecone.io";

/** Connects the official client. Nothing is sent yet. */
export function connect(options: ConnectionOptions): PineconeClient {
  const ask = asking(options.signal);
  const sdk = new Pinecone({
    apiKey: options.apiKey,
    controllerHostUrl: options.controllerHost ?? SERVICE_HOST,
    // Retries are made in our own fetch, which knows what may be sent twice.
    maxRetries: 0,
    fetchApi: retryingFetch({
      fetch: options.fetch ?? globalThis.fetch,
      retries: options.retries ?? 4,
      firstPauseMs: options.firstPauseMs ?? 250,
      signal: options.signal,
    }),
    sourceTag: "podshift",
  });
  return {
    describeIndex: (name) =>
      ask(`describe index ${name}`, async () => absent(async () => toIndexDescription(await sdk.describeIndex(name)))),
    listIndexes: () =>
      ask("list indexes", async () => ((await sdk.listIndexes()).indexes ?? []).map(toIndexDescription)),
    createServerlessIndex: (request) => ask(`create index ${request.name}`, () => createServerless(sdk, request)),
    configureIndex: (name, change) =>
      ask(`configure index ${name}`, async () => {
        await sdk.configureIndex({ name, ...change });
      }),
    deleteIndex: (name) => ask(`delete index ${name}`, () => deleted(() => sdk.deleteIndex(name))),
    describeCollection: (name) =>
      ask(`describe collection ${name}`, () => absent(async () => toCollection(await sdk.describeCollection(name)))),
    createCollection: (name, source) =>
      ask(`create collection ${name}`, async () => {
        await sdk.createCollection({ name, source });
      }),
    deleteCollection: (name) => ask(`delete collection ${name}`, () => deleted(() => sdk.deleteCollection(name))),
    reader: (host) => indexReader(ask, sdk.index({ host }), host),
  };
}

async function createServerless(sdk: Pinecone, request: ServerlessIndexRequest): Promise<void> {
  await sdk.createIndex({
    name: request.name,
    dimension: request.dimension,
    metric: request.metric,
    tags: request.tags,
    spec: {
      serverless: {
        cloud: request.cloud,
        region: request.region,
        sourceCollection: request.sourceCollection,
        ...(request.filterable === undefined ? {} : { schema: filterableSchema(request.filterable) }),
      },
    },
  });
}

function filterableSchema(fields: readonly string[]): { fields: Record<string, { filterable: boolean }> } {
  return { fields: Object.fromEntries(fields.map((field) => [field, { filterable: true }])) };
}

function indexReader(ask: Ask, index: Index, host: string): IndexReader {
  return {
    stats: () =>
      ask(`record counts of ${host}`, async () => {
        const stats = await index.describeIndexStats();
        const counts = Object.entries(stats.namespaces ?? {});
        return {
          namespaces: new Map(counts.map(([name, summary]) => [canonicalNamespace(name), summary.recordCount])),
          total: stats.totalRecordCount ?? 0,
        };
      }),
    fetch: (namespace, ids) =>
      ask(`fetch from ${host}`, async () => {
        const { records } = await index.fetch({ ids: [...ids], namespace });
        return new Map(Object.entries(records).map(([id, record]) => [id, toStoredRecord(record)]));
      }),
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

function toCollection(model: Awaited<ReturnType<Pinecone["describeCollection"]>>) {
  return {
    name: model.name,
    status: model.status,
    environment: model.environment,
    ...(model.size === undefined ? {} : { size: model.size }),
    ...(model.dimension === undefined ? {} : { dimension: model.dimension }),
    ...(model.vectorCount === undefined ? {} : { vectorCount: model.vectorCount }),
  };
}

type Ask = <T>(what: string, request: () => Promise<T>) => Promise<T>;

/** Turns whatever a request throws into an error for people; one that was cut short by the signal is a stop. */
function asking(signal: AbortSignal | undefined): Ask {
  return async (what, request) => {
    try {
      return await request();
    } catch (error) {
      throw signal?.aborted ? stopped(error) : describeFailure(error, what);
    }
  };
}

async function absent<T>(describe: () => Promise<T>): Promise<T | undefined> {
  try {
    return await describe();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function deleted(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
