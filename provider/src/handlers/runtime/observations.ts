import type { ControlPlane, IndexReader, PineconeClient } from "../../pinecone/types";
import type { Clock } from "../../util/clock";

/** How long a look at the service counts as today's, in milliseconds. */
const FRESH_MS = 5_000;

export interface Observed {
  /** Reads are shared and remembered for a moment: for check and diff, where every resource of a migration looks at the same things. */
  readonly remembering: PineconeClient;
  /** Every read asks the service: for whatever acts. A change through it makes all that is remembered stale. */
  readonly direct: PineconeClient;
}

/** One preview asks each thing of the service once, however many resources look at it. */
export function observe(client: PineconeClient, clock: Pick<Clock, "now">): Observed {
  const remembered = new Map<string, { at: number; answer: Promise<unknown> }>();
  const forget = () => remembered.clear();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = remembered.get(key);
    if (known !== undefined && clock.now() - known.at < FRESH_MS) return known.answer as Promise<T>;
    const answer = ask();
    remembered.set(key, { at: clock.now(), answer });
    answer.catch(() => remembered.delete(key));
    return answer;
  };
  return { remembering: rememberReads(client, once), direct: forgetOnChange(client, forget) };
}

type Once = <T>(key: string, ask: () => Promise<T>) => Promise<T>;

function rememberReads(client: PineconeClient, once: Once): PineconeClient {
  return {
    ...client,
    describeIndex: (name) => once(`index ${name}`, () => client.describeIndex(name)),
    listIndexes: () => once("indexes", () => client.listIndexes()),
    describeCollection: (name) => once(`collection ${name}`, () => client.describeCollection(name)),
    reader: (host) => {
      const reader: IndexReader = client.reader(host);
      return { ...reader, stats: () => once(`stats ${host}`, () => reader.stats()) };
    },
  };
}

function forgetOnChange(client: PineconeClient, forget: () => void): PineconeClient {
  const changing = async <T>(change: Promise<T>): Promise<T> => {
    forget();
    try {
      return await change;
    } finally {
      forget();
    }
  };
  const changes: Omit<ControlPlane, "describeIndex" | "listIndexes" | "describeCollection"> = {
    createServerlessIndex: (request) => changing(client.createServerlessIndex(request)),
    configureIndex: (name, change) => changing(client.configureIndex(name, change)),
    deleteIndex: (name) => changing(client.deleteIndex(name)),
    createCollection: (name, source) => changing(client.createCollection(name, source)),
    deleteCollection: (name) => changing(client.deleteCollection(name)),
  };
  const writer: PineconeClient["writer"] = (host, options) => {
    const { upsert, deleteIds, update } = client.writer(host, options);
    return {
      upsert: (namespace, records) => changing(upsert(namespace, records)),
      deleteIds: (namespace, ids) => changing(deleteIds(namespace, ids)),
      update: (namespace, change) => changing(update(namespace, change)),
    };
  };
  return { ...client, ...changes, writer };
}
