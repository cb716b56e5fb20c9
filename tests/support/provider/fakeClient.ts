import type {
  BulkImports,
  CatchUpReader,
  CollectionDescription,
  IndexChange,
  IndexDescription,
  IndexReader,
  IndexWriter,
  PineconeClient,
} from "../../../provider/src/pinecone/types";

type Call = readonly [name: string, ...args: unknown[]];

/** A client over two maps, which notes what is asked of it. Only what a test needs is modelled. */
export class FakeClient implements PineconeClient {
  readonly indexes = new Map<string, IndexDescription>();
  readonly collections = new Map<string, CollectionDescription>();
  /** Record counts by host and namespace. */
  readonly counts = new Map<string, ReadonlyMap<string, number>>();
  readonly calls: Call[] = [];

  constructor(...indexes: IndexDescription[]) {
    for (const index of indexes) this.indexes.set(index.name, index);
  }

  /** The calls that change something. */
  get changes(): Call[] {
    return this.calls.filter(([name]) => !/^(describe|list|stats)/.test(name));
  }

  describeIndex = async (name: string) => {
    this.calls.push(["describeIndex", name]);
    return this.indexes.get(name);
  };

  listIndexes = async () => {
    this.calls.push(["listIndexes"]);
    return [...this.indexes.values()];
  };

  createServerlessIndex = async (request: object) => {
    this.calls.push(["createServerlessIndex", request]);
  };

  configureIndex = async (name: string, change: IndexChange) => {
    this.calls.push(["configureIndex", name, change]);
    const index = this.indexes.get(name);
    if (index === undefined) throw new TypeError(`no index ${name}`);
    const tags = Object.entries({ ...index.tags, ...change.tags }).filter(([, value]) => value !== "");
    const deletionProtection = change.deletionProtection ?? index.deletionProtection;
    this.indexes.set(name, { ...index, deletionProtection, tags: Object.fromEntries(tags) });
  };

  deleteIndex = async (name: string) => {
    this.calls.push(["deleteIndex", name]);
    return this.indexes.delete(name);
  };

  describeCollection = async (name: string) => {
    this.calls.push(["describeCollection", name]);
    return this.collections.get(name);
  };

  createCollection = async (name: string, source: string) => {
    this.calls.push(["createCollection", name, source]);
  };

  deleteCollection = async (name: string) => {
    this.calls.push(["deleteCollection", name]);
    return this.collections.delete(name);
  };

  reader = (host: string): IndexReader => ({
    stats: async () => {
      this.calls.push(["stats", host]);
      const namespaces = this.counts.get(host) ?? new Map<string, number>();
      return { namespaces, total: [...namespaces.values()].reduce((sum, count) => sum + count, 0) };
    },
    fetch: () => Promise.reject(new TypeError("not modelled")),
    list: () => Promise.reject(new TypeError("not modelled")),
    query: () => Promise.reject(new TypeError("not modelled")),
  });

  catchUpReader = (host: string): CatchUpReader => ({
    ...this.reader(host),
    fetchByFilter: () => Promise.reject(new TypeError("not modelled")),
    probe: () => Promise.reject(new TypeError("not modelled")),
  });

  writer = (): IndexWriter => ({
    upsert: () => Promise.reject(new TypeError("not modelled")),
    deleteIds: () => Promise.reject(new TypeError("not modelled")),
    update: () => Promise.reject(new TypeError("not modelled")),
  });

  imports = (): BulkImports => ({
    start: () => Promise.reject(new TypeError("not modelled")),
    describe: () => Promise.reject(new TypeError("not modelled")),
    find: () => Promise.reject(new TypeError("not modelled")),
  });
}
