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

export interface ServerlessSpec {
  readonly kind: "serverless";
  readonly cloud: string;
  readonly region: string;
  /** Metadata fields that can be filtered on; undefined means all of them. */
  readonly filterable?: readonly string[];
  readonly sourceCollection?: string;
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

export interface PineconeClient extends ControlPlane {
  reader(host: string): IndexReader;
}
