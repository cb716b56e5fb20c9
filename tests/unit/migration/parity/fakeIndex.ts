import type {
  IdPage,
  IndexReader,
  IndexStats,
  Match,
  Query,
  StoredRecord,
} from "../../../../provider/src/pinecone/types";
import type { Clock } from "../../../../provider/src/util/clock";

export type Contents = Map<string, Map<string, StoredRecord>>;

/** What one read sees: the n-th call of its kind (from 0), so that lag can be scripted. */
export interface Script {
  stats?(call: number, truth: IndexStats): IndexStats;
  /** Whether a record is seen by a fetch that has asked for it `asked` times before. */
  fetched?(namespace: string, id: string, asked: number): boolean;
  /** Whether an id is listed by the n-th listing of its namespace. */
  listed?(namespace: string, id: string, listing: number): boolean;
  /** Pages in place of those cut from the sorted ids. */
  pages?(ids: readonly string[]): string[][];
  query?(namespace: string, query: Query): Match[];
  /** Runs before each request. */
  before?(kind: "stats" | "fetch" | "list" | "query"): Promise<void>;
}

export interface FakeIndex extends IndexReader {
  readonly calls: { stats: number; fetch: number; list: number; query: number };
  readonly fetchSizes: number[];
}

/** An index in memory whose reads may lag as scripted. */
export function fakeIndex(contents: Contents, script: Script = {}, pageSize = 7): FakeIndex {
  const calls = { stats: 0, fetch: 0, list: 0, query: 0 };
  const fetchSizes: number[] = [];
  const askedBefore = new Map<string, number>();
  const listings = new Map<string, number>();
  const begin = async (kind: keyof typeof calls) => {
    calls[kind] += 1;
    await (script.before ?? (() => new Promise<void>((resolve) => setImmediate(resolve))))(kind);
  };
  return {
    calls,
    fetchSizes,
    async stats() {
      const call = calls.stats;
      await begin("stats");
      const truth = statsOf(contents);
      return script.stats?.(call, truth) ?? truth;
    },
    async fetch(namespace, ids) {
      await begin("fetch");
      fetchSizes.push(ids.length);
      const found = new Map<string, StoredRecord>();
      for (const id of ids) {
        const key = JSON.stringify([namespace, id]);
        const asked = askedBefore.get(key) ?? 0;
        askedBefore.set(key, asked + 1);
        const record = contents.get(namespace)?.get(id);
        if (record !== undefined && (script.fetched?.(namespace, id, asked) ?? true)) found.set(id, record);
      }
      return found;
    },
    async list(namespace, token): Promise<IdPage> {
      await begin("list");
      if (token === undefined) listings.set(namespace, (listings.get(namespace) ?? -1) + 1);
      const listing = listings.get(namespace) ?? 0;
      const ids = [...(contents.get(namespace)?.keys() ?? [])]
        .filter((id) => script.listed?.(namespace, id, listing) ?? true)
        .sort(compareBytes);
      const pages = script.pages?.(ids) ?? cut(ids, pageSize);
      const at = Number(token ?? 0);
      const page = pages[at] ?? [];
      return at + 1 < pages.length ? { ids: page, next: String(at + 1) } : { ids: page };
    },
    async query(namespace, query) {
      await begin("query");
      return script.query?.(namespace, query) ?? nearest(contents.get(namespace), query);
    },
  };
}

export function contentsOf(records: Record<string, readonly StoredRecord[]>): Contents {
  return new Map(
    Object.entries(records).map(([namespace, each]) => [namespace, new Map(each.map((one) => [one.id, one]))]),
  );
}

export function copyOf(contents: Contents): Contents {
  return new Map([...contents].map(([namespace, records]) => [namespace, new Map(records)]));
}

export function statsOf(contents: Contents): IndexStats {
  const counts = [...contents].map(([namespace, records]): [string, number] => [namespace, records.size]);
  const filled = counts.filter(([, count]) => count > 0);
  return { namespaces: new Map(filled), total: filled.reduce((sum, [, count]) => sum + count, 0) };
}

/** A clock that never waits, and tells how often and how long it was asked to. */
export function quickClock(): Clock & { readonly sleeps: number[] } {
  let now = 1_700_000_000_000;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
      await Promise.resolve();
      signal?.throwIfAborted();
    },
  };
}

/** The order in which the service lists ids: by their bytes. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function cut(ids: readonly string[], size: number): string[][] {
  const pages: string[][] = [];
  for (let at = 0; at < ids.length; at += size) pages.push(ids.slice(at, at + size));
  return pages.length === 0 ? [[]] : pages;
}

function nearest(records: Map<string, StoredRecord> | undefined, { vector, topK }: Query): Match[] {
  return [...(records?.values() ?? [])]
    .filter(({ values }) => values.length > 0)
    .map(({ id, values }) => ({ id, score: values.reduce((sum, each, at) => sum + each * (vector[at] ?? 0), 0) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, topK);
}
