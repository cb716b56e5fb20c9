/** The service as podshift sees it: plain values, no SDK types. Names follow the API's own fields. */

export type Metric = "cosine" | "euclidean" | "dotproduct";
export type Cloud = "aws" | "gcp" | "azure";
export type MetadataValue = string | number | boolean | string[];
export type Metadata = Record<string, MetadataValue>;
export type Tags = Record<string, string>;
export type DeletionProtection = "enabled" | "disabled";

export interface SparseValues {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** One record as the service gives it back: `values` holds one number a dimension (empty for sparse-only records). */
export interface StoredRecord {
  readonly id: string;
  readonly values: readonly number[];
  readonly sparseValues?: SparseValues;
  readonly metadata?: Metadata;
  /**
   * The values as the service wrote them, `0.1,0.2` in ASCII: what is only handed on is never parsed. Not enumerable, so
   * that a copy with other values doesn't have it.
   */
  readonly valuesJson?: Uint8Array;
}

export interface PodSpec {
  readonly kind: "pod";
  readonly environment: string;
  readonly podType: string;
  readonly pods: number;
  readonly replicas: number;
  readonly shards: number;
  /** Metadata fields that are indexed; undefined means all of them. */
  readonly indexedMetadata?: readonly string[];
  readonly sourceCollection?: string;
}

/** Nodes that read one serverless index only ("dedicated read nodes"). */
export interface ReadNodes {
  /** "b1" or "t1". */
  readonly nodeType: string;
  /** 250 GB of storage each. */
  readonly shards: number;
  readonly replicas: number;
}

/** Who reads a serverless index, and how far a change of that has got. */
export interface ReadCapacity {
  /** What was asked for last; left out: on demand. */
  readonly nodes?: ReadNodes;
  /** Ready, Scaling, Migrating or Error. */
  readonly state: string;
  readonly currentShards?: number;
  readonly currentReplicas?: number;
  /** What is wrong in the state Error. */
  readonly error?: string;
}

export interface ServerlessSpec {
  readonly kind: "serverless";
  readonly cloud: string;
  readonly region: string;
  /** Metadata fields that can be filtered on; undefined means all of them. */
  readonly filterable?: readonly string[];
  readonly sourceCollection?: string;
  /** Left out where the service doesn't tell. */
  readonly readCapacity?: ReadCapacity;
}

export interface OtherSpec {
  readonly kind: "other";
}

export interface IndexDescription<S = PodSpec | ServerlessSpec | OtherSpec> {
  readonly name: string;
  /** Number of dimensions; 0 for a sparse index. */
  readonly dimension: number;
  readonly metric: Metric;
  readonly vectorType: string;
  /** Where data-plane requests go, with scheme when the service gives one. */
  readonly host: string;
  /** Where it is reached through a private endpoint; left out where it isn't. */
  readonly privateHost?: string;
  readonly deletionProtection: DeletionProtection;
  readonly tags: Tags;
  readonly state: string;
  readonly ready: boolean;
  readonly spec: S;
}

export interface CollectionDescription {
  readonly name: string;
  readonly status: string;
  readonly environment: string;
  /** Bytes; undefined until the collection is ready. */
  readonly size?: number;
  readonly dimension?: number;
  readonly vectorCount?: number;
}

export interface ServerlessIndexRequest {
  readonly name: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly cloud: string;
  readonly region: string;
  readonly sourceCollection: string;
  readonly filterable?: readonly string[];
  readonly tags: Tags;
}

/** A change of an index; a tag with the value "" is removed. */
export interface IndexChange {
  readonly deletionProtection?: DeletionProtection;
  readonly tags?: Tags;
  /** Serverless only, and only while the index and its read capacity are Ready. */
  readonly readCapacity?: ReadNodes | "OnDemand";
}

/** The control plane. `describe...` answers undefined for what doesn't exist; everything else that fails throws PodshiftError. */
export interface ControlPlane {
  describeIndex(name: string): Promise<IndexDescription | undefined>;
  listIndexes(): Promise<IndexDescription[]>;
  createServerlessIndex(request: ServerlessIndexRequest): Promise<void>;
  configureIndex(name: string, change: IndexChange): Promise<void>;
  /** Answers false when there was no such index. */
  deleteIndex(name: string): Promise<boolean>;
  describeCollection(name: string): Promise<CollectionDescription | undefined>;
  createCollection(name: string, source: string): Promise<void>;
  /** Answers false when there was no such collection. */
  deleteCollection(name: string): Promise<boolean>;
}

/** Record counts as describe_index_stats tells them (they may lag). Namespaces are canonical: "" is the default one. */
export interface IndexStats {
  readonly namespaces: ReadonlyMap<string, number>;
  readonly total: number;
  /** Set when the index has records both in the default namespace and in one that is called "__default__". */
  readonly bothDefaults?: true;
}

export interface IdPage {
  readonly ids: string[];
  readonly next?: string;
}

export interface Query {
  readonly vector: readonly number[];
  readonly sparseVector?: SparseValues;
  readonly topK: number;
  readonly filter?: object;
}

export interface Match {
  readonly id: string;
  readonly score: number;
}

/** Reads of one index. Namespaces are canonical: "" is the default one. */
export interface IndexReader {
  stats(): Promise<IndexStats>;
  /** At most 1,000 ids; absent ids are absent from the answer. */
  fetch(namespace: string, ids: readonly string[]): Promise<Map<string, StoredRecord>>;
  /** Serverless only. Up to 100 ids a page, in bitwise order. */
  list(namespace: string, paginationToken?: string): Promise<IdPage>;
  query(namespace: string, query: Query): Promise<Match[]>;
}

export interface FilterPage {
  /** Records a page, 1 to 10,000; the service's default is 100. */
  readonly limit?: number;
  readonly paginationToken?: string;
}

/** What catch-up reads beside. Namespaces are canonical: "" is the default one. */
export interface CatchUpReader extends IndexReader {
  /** Ids of the records that match a filter, page by page. The service sends whole records: at most 4 MB a page, 5 requests a second. */
  fetchByFilter(namespace: string, filter: object, page?: FilterPage): Promise<IdPage>;
  /**
   * Up to which log sequence number reads of the namespace show its writes: the header `x-pinecone-max-indexed-lsn` of a
   * fetch, or of a query where fetches have none. No number: the index sends none, as pods do.
   */
  probe(namespace: string): Promise<{ maxIndexedLsn?: number }>;
}

/** A change of one record: what is left out stays as it is, metadata is merged. */
export interface RecordUpdate {
  readonly id: string;
  readonly values?: readonly number[];
  readonly sparseValues?: SparseValues;
  readonly setMetadata?: Metadata;
}

/** What one attempt at a write came to. */
export type WriteOutcome =
  /** Done. `lsn` is the write's log sequence number in its namespace, where the index sends one (`x-pinecone-request-lsn`). */
  | {
      readonly kind: "applied";
      readonly lsn?: number;
      /** Set when there was nothing to delete: the service knows no such namespace. */
      readonly missingNamespace?: true;
    }
  /** Not done, and no repetition changes that. 400 and 422 are about what was sent. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly retryable: false;
    }
  /** Not done, for there were too many requests, or a quota is used up. `retryAfterMs` is 0 when the service doesn't say. */
  | { readonly kind: "busy"; readonly status: number; readonly retryAfterMs: number; readonly reason?: string }
  /** No answer, or one of a failing server: the effect may have come, may come later, or never. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Writes to one index. Each call sends ONE request and tells what it came to: nothing is repeated here, for each attempt
 * must be seen. Answers of the service are outcomes; thrown are only: 401 and 403 (API_KEY_REFUSED, API_ERROR), a stop
 * (STOPPED; a request under way then has an unknown outcome), and arguments that the client refuses before it sends anything.
 * Namespaces are canonical: "" is the default one.
 */
export interface IndexWriter {
  /** 1 to 1,000 records, up to 2 MB. */
  upsert(namespace: string, records: readonly StoredRecord[]): Promise<WriteOutcome>;
  /** 1 to 1,000 ids; ids that aren't there and a namespace that isn't there count as applied. */
  deleteIds(namespace: string, ids: readonly string[]): Promise<WriteOutcome>;
  update(namespace: string, change: RecordUpdate): Promise<WriteOutcome>;
}

export interface WriterOptions {
  /** Milliseconds after which a request counts as not answered; 20,000 by default. */
  readonly timeoutMs?: number;
}

/** A bulk import as the service tells of it. */
export interface ImportState {
  readonly id: string;
  /** Pending, InProgress, Failed, Completed or Cancelled. */
  readonly status: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly records: number;
  readonly error?: string;
}

/** Bulk imports into one serverless index, from Parquet files in a bucket. */
export interface BulkImports {
  /** Starts one that ends at the first record that is not valid; answers its id. Sent once. */
  start(uri: string, integration?: string): Promise<string>;
  /** Undefined when there is none. */
  describe(id: string): Promise<ImportState | undefined>;
  /** The newest of this place; undefined when there is none. */
  find(uri: string): Promise<ImportState | undefined>;
}

export interface PineconeClient extends ControlPlane {
  reader(host: string): IndexReader;
  catchUpReader(host: string): CatchUpReader;
  writer(host: string, options?: WriterOptions): IndexWriter;
  imports(host: string): BulkImports;
}
