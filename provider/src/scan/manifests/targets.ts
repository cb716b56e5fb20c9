/**
 * Which SDK version each language is moved to by `--fix`. The fixes of the languages' code rules write for these
 * versions, and only for these.
 *
 * All targets speak API 2025-04: the newest that every SDK has, and the oldest whose Node and Go clients can create a
 * serverless index from a collection. They still know pod indexes and collections, which API 2026-07 refuses. Going on to
 * a newer major is a step of its own, after the migration. (Tags and sources of the vendor's repositories, 2026-11-23.)
 */
export interface Target {
  /** The manifest's name of the package. */
  readonly name: string;
  /** The first version that the vendor's migration page accepts, or, where it names none, the first with serverless. */
  readonly minimum: string;
  /** What an exact version becomes, and the lower bound of a range. */
  readonly version: string;
  /** The first version that the code fixes don't fit. */
  readonly below: string;
  /** Why this one, and what its code looks like. */
  readonly reason: string;
}

/** What of a language's names is migrated to what. */
export const TARGETS = {
  /** `pip`: `pinecone-client` (up to 5.0.1; 6.0.0 is an empty pointer to the new name) -> `pinecone`. */
  python: {
    name: "pinecone",
    minimum: "3.0.0",
    version: "7.3.0",
    below: "9",
    reason:
      "From 3 to 8 code is `Pinecone(api_key=)`, `pc.create_index(name, dimension, metric, spec=ServerlessSpec(...))`, " +
      "`pc.list_indexes().names()`, `pc.Index(host=)`, `from pinecone.grpc import PineconeGRPC`; 9 moves these " +
      "(`pc.indexes.create`, `pc.index`). 7.3.0 is the newest that runs on Python 3.9. From 6 on it refuses to be " +
      "imported beside `pinecone-plugin-inference` and `pinecone-plugin-records`.",
  },
  node: {
    name: "@pinecone-database/pinecone",
    minimum: "2.0.0",
    version: "6.1.4",
    below: "7",
    reason:
      "From 2 to 6 code is `new Pinecone({ apiKey })`, `pc.index(name)`, `index.upsert([...])`, `index.fetch([...])`, " +
      "`(await pc.listIndexes()).indexes`; 7 takes `upsert({ records })`. 6.1.2 is the first that creates a serverless index " +
      "from a collection. Node 18 or newer.",
  },
  /** Group `io.pinecone`. */
  java: {
    name: "io.pinecone:pinecone-client",
    minimum: "1.0.0",
    version: "5.1.0",
    below: "6.0.0",
    reason:
      "`new Pinecone.Builder(key).build()`, `pc.getIndexConnection(name)`, `configurePodsIndex`, and (4 and 5) " +
      "`createServerlessIndex(name, metric, dimension, cloud, region, DeletionProtection, Map<String, String> tags)`, whose " +
      "protection is a String from 6 on; models in `org.openapitools.db_control.client.model`.",
  },
  /** The import path is `<name>/pinecone`; go.mod and the imports change together. */
  go: {
    name: "github.com/pinecone-io/go-pinecone/v4",
    minimum: "1.0.0",
    version: "v4.1.4",
    below: "v5.0.0",
    reason:
      "`pinecone.NewClient`, `pc.Index(pinecone.NewIndexConnParams{Host: ...})`; from 3 on `Metric`, `Dimension` and " +
      "`DeletionProtection` of CreateServerlessIndexRequest are pointers, as they still are in 5 and 6. 4.1.2 is the first " +
      "that creates a serverless index from a collection.",
  },
  /** The official client. The vendor's page names no minimum for .NET: every version, from 1.0.0 of 2024-08-26, knows serverless. */
  dotnet: {
    name: "Pinecone.Client",
    minimum: "1.0.0",
    version: "4.0.2",
    below: "5.0.0",
    reason:
      "`new PineconeClient(apiKey)`, `pinecone.Index(host: ...)`, `CreateIndexAsync(new CreateIndexRequest { ... })`.",
  },
  /**
   * The community's client stays what it is: the official one has other classes. By its tags 2.0.0 of 2024-05-18 is the
   * first with serverless indexes and without `environment`.
   */
  dotnetCommunity: {
    name: "Pinecone.NET",
    minimum: "2.0.0",
    version: "2.1.1",
    below: "3.0.0",
    reason:
      "`new PineconeClient(apiKey)` without `environment`, `CreateServerlessIndex(name, dimension, metric, cloud, region)`, " +
      "`CreatePodBasedIndex(...)`, `GetIndex(name)`; 3.0.0 makes REST the transport of `GetIndex`, with another type.",
  },
} as const satisfies Readonly<Record<string, Target>>;
