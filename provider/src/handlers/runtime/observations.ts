import type { ControlPlane, IndexDescription, IndexReader, PineconeClient } from "../../pinecone/types";
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
  const known = <T>(key: string): Promise<T> | undefined => {
    const found = remembered.get(key);
    return found !== undefined && clock.now() - found.at < FRESH_MS ? (found.answer as Promise<T>) : undefined;
  };
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const found = known<T>(key);
    if (found !== undefined) return found;
    const answer = ask();
    remembered.set(key, { at: clock.now(), answer });
    answer.catch(() => remembered.delete(key));
    return answer;
  };
  return { remembering: rememberReads(client, once, known), direct: forgetOnChange(client, forget) };
}

type Once = <T>(key: string, ask: () => Promise<T>) => Promise<T>;
type Known = <T>(key: string) => Promise<T> | undefined;

/** A list of all indexes describes each of them: whoever asks after it needs no request of his own. */
function rememberReads(client: PineconeClient, once: Once, known: Known): PineconeClient {
  return {
    ...client,
    describeIndex: (name) =>
      known<IndexDescription[]>("indexes")?.then((listed) => listed.find((index) => index.name === name)) ??
      once(`index ${name}`, () => client.describeIndex(name)),
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
