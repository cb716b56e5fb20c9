import { Pinecone } from "@pinecone-database/pinecone";
import { asking } from "./asking";
import { bulkImports } from "./bulkImports";
import { toIndexDescription } from "./descriptions";
import { fetchForClient } from "./exchange";
import { isNotFound } from "./failures";
import { httpFetch } from "./httpFetch";
import { catchUpReader, indexReader } from "./indexReader";
import { indexWriter } from "./indexWriter";
import { retryingFetch, sendingOnce } from "./transport";
import type { IndexChange, PineconeClient, ServerlessIndexRequest } from "./types";

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

const WRITE_TIMEOUT_MS = 20_000;

/** Connects the official client. Nothing is sent yet. */
export function connect(options: ConnectionOptions): PineconeClient {
  const ask = asking(options.signal);
  const { signal, retries = 4, firstPauseMs = 250 } = options;
  const retrying = (fetch: typeof globalThis.fetch) =>
    officialClient(options, retryingFetch({ fetch, retries, firstPauseMs, signal }));
  const sdk = retrying(options.fetch ?? globalThis.fetch);
  // Records are megabytes an answer: what the global fetch costs there it doesn't for descriptions.
  const dataFetch = options.fetch ?? httpFetch;
  const data = retrying(dataFetch);
  return {
    describeIndex: (name) =>
      ask(`describe index ${name}`, async () => absent(async () => toIndexDescription(await sdk.describeIndex(name)))),
    listIndexes: () =>
      ask("list indexes", async () => ((await sdk.listIndexes()).indexes ?? []).map(toIndexDescription)),
    createServerlessIndex: (request) => ask(`create index ${request.name}`, () => createServerless(sdk, request)),
    configureIndex: (name, change) =>
      ask(`configure index ${name}`, async () => {
        await sdk.configureIndex({ name, ...toChange(change) });
      }),
    deleteIndex: (name) => ask(`delete index ${name}`, () => deleted(() => sdk.deleteIndex(name))),
    describeCollection: (name) =>
      ask(`describe collection ${name}`, () => absent(async () => toCollection(await sdk.describeCollection(name)))),
    createCollection: (name, source) =>
      ask(`create collection ${name}`, async () => {
        await sdk.createCollection({ name, source });
      }),
    deleteCollection: (name) => ask(`delete collection ${name}`, () => deleted(() => sdk.deleteCollection(name))),
    reader: (host) => indexReader(ask, data.index({ host }), host),
    catchUpReader: (host) => catchUpReader(ask, data.index({ host }), host),
    writer: (host, { timeoutMs = WRITE_TIMEOUT_MS } = {}) => {
      const once = officialClient(options, sendingOnce({ fetch: dataFetch, signal, timeoutMs }));
      return indexWriter(once.index({ host }), host, signal);
    },
    imports: (host) => bulkImports(ask, sdk.index({ host }), host),
  };
}

function officialClient(options: ConnectionOptions, fetchApi: typeof globalThis.fetch): Pinecone {
  return new Pinecone({
    apiKey: options.apiKey,
    controllerHostUrl: options.controllerHost ?? SERVICE_HOST,
    // Retries are made in our own fetch, which knows what may be sent twice.
    maxRetries: 0,
    fetchApi: fetchForClient(fetchApi),
    sourceTag: "podshift",
  });
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

function toChange({ readCapacity, ...change }: IndexChange) {
  if (readCapacity === undefined) return change;
  if (readCapacity === "OnDemand") return { ...change, readCapacity: { mode: "OnDemand" as const } };
  const { nodeType, shards, replicas } = readCapacity;
  const dedicated = { mode: "Dedicated" as const, nodeType: nodeType as "b1" | "t1", manual: { shards, replicas } };
  return { ...change, readCapacity: dedicated };
}

function filterableSchema(fields: readonly string[]): { fields: Record<string, { filterable: boolean }> } {
  return { fields: Object.fromEntries(fields.map((field) => [field, { filterable: true }])) };
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
