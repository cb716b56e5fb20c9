import type { WriterLease } from "../writeLog/lease";
import type { LogStore } from "../writeLog/store";

/** What is seen of the log's store by who writes through it. */
export interface StoreWatch {
  /** Entries are durable, so many milliseconds after they were handed over. */
  appended(ms: number): void;
  failed(): void;
  /** A lease was renewed: what it says, and since when it holds (`performance.now()`). */
  renewed(lease: WriterLease, since: number): void;
}

/** The same store, watched. Segments are what `create` makes outside of the control record's folder. */
export function observedStore(store: LogStore, watch: StoreWatch): LogStore {
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      watch.failed();
      throw error;
    }
  };
  return {
    ...store,
    create: async (path, body) => {
      const since = performance.now();
      const made = await counted(store.create(path, body));
      if (made && path.startsWith("segments/")) watch.appended(performance.now() - since);
      return made;
    },
    put: async (path, body) => {
      const since = performance.now();
      const put = await counted(store.put(path, body));
      if (path.startsWith("writers/")) watch.renewed(leaseIn(body), since);
      return put;
    },
    get: (path) => counted(store.get(path)),
    list: (folder) => counted(store.list(folder)),
    delete: (path) => counted(store.delete(path)),
  };
}

function leaseIn(body: Uint8Array): WriterLease {
  return JSON.parse(Buffer.from(body).toString("utf8")) as WriterLease;
}
