/** Published limits of the data plane [docs.pinecone.io, operation limits, 2026; sizes in bytes]. */
export const LIMITS = {
  upsertRecords: 1_000,
  /** 2 MB a request, counted in binary units. */
  upsertBytes: 2 * 1024 * 1024,
  idLength: 512,
  metadataBytes: 40 * 1024,
  topK: 10_000,
  fetchIds: 1_000,
  deleteIds: 1_000,
  /** Values of one `$in` or `$nin`. */
  inValues: 10_000,
  sparseNonZero: 2_048,
  listPage: 100,
  fetchByMetadataPage: 10_000,
  /** 4 MB of one answer of fetch by metadata: what is above comes with the next page. */
  answerBytes: 4 * 1024 * 1024,
  namespaceLength: 512,
  /** Of an import. */
  uriLength: 1_500,
  /** Also the limit of the control plane for `dimension`. */
  dimension: 20_000,
} as const;

/** Names of indexes and collections: 1 to 45 characters. */
export const NAME_LENGTH = 45;
export const TAG_KEY = /^[A-Za-z0-9_-]{1,80}$/;
export const TAG_VALUE = /^[A-Za-z0-9;@_.+ -]{0,120}$/;
