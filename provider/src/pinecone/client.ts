import { type IndexModel, Pinecone } from "@pinecone-database/pinecone";
import { requireController, requireIndexHost, requireKey } from "../util/keyHosts";
import { scrub } from "../util/scrub";
import { noAnswer, requireNamed } from "./answers";
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

/**
 * Connects the official client. Nothing is sent yet. An index is reached where the service says that it is, or at a host
 * that the key may go to.
 *
 * @throws CONFIG_INVALID for a control plane that the key may not go to; API_KEY_REFUSED for a key that can't be sent
 */
export function connect(options: ConnectionOptions): PineconeClient {
  requireKey(options.apiKey);
  if (options.controllerHost !== undefined) requireController(options.controllerHost);
  const ask = asking(options.signal);
  const { signal, retries = 4, firstPauseMs = 250 } = options;
  // Not the global fetch: that follows redirects, and takes the key along to whatever host an answer names.
  const fetch = options.fetch ?? httpFetch;
  const clean = (text: string) => scrub(text, [options.apiKey]);
  const sdk = officialClient(options, retryingFetch({ fetch, retries, firstPauseMs, signal, clean }));
  const described = new Set<string>();
  const noted = (model: IndexModel) => {
    const description = toIndexDescription(model);
    described.add(description.host);
    return description;
  };
  const indexAt = (client: Pinecone, host: string) => {
    if (!described.has(host)) requireIndexHost(host, [options.controllerHost]);
    return client.index({ host });
  };
  return {
    describeIndex: (name) =>
      ask(`describe index ${name}`, async () =>
        absent(async () => noted(requireNamed(name, await sdk.describeIndex(name)))),
      ),
    listIndexes: () =>
      ask("list indexes", async () => {
        const { indexes } = await sdk.listIndexes();
        if (indexes === undefined) throw noAnswer("without indexes");
        return indexes.map(noted);
      }),
    createServerlessIndex: (request) => ask(`create index ${request.name}`, () => createServerless(sdk, request)),
    configureIndex: (name, change) =>
      ask(`configure index ${name}`, async () => {
        requireNamed(name, await sdk.configureIndex({ name, ...toChange(change) }));
      }),
    deleteIndex: (name) => ask(`delete index ${name}`, () => deleted(() => sdk.deleteIndex(name))),
    describeCollection: (name) =>
      ask(`describe collection ${name}`, () =>
        absent(async () => toCollection(requireNamed(name, await sdk.describeCollection(name)))),
      ),
    createCollection: (name, source) =>
      ask(`create collection ${name}`, async () => {
        requireNamed(name, await sdk.createCollection({ name, source }));
      }),
    deleteCollection: (name) => ask(`delete collection ${name}`, () => deleted(() => sdk.deleteCollection(name))),
    reader: (host) => indexReader(ask, indexAt(sdk, host), host),
    catchUpReader: (host) => catchUpReader(ask, indexAt(sdk, host), host),
    writer: (host, { timeoutMs = WRITE_TIMEOUT_MS } = {}) => {
      const once = officialClient(options, sendingOnce({ fetch, signal, timeoutMs, clean }));
      return indexWriter(indexAt(once, host), host, signal);
    },
    imports: (host) => bulkImports(ask, indexAt(sdk, host), host),
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
  const made = await sdk.createIndex({
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
  requireNamed(request.name, made ?? undefined);
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
