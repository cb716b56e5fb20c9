/**
 * How the vendor counts: docs.pinecone.io, "Understanding cost" (2026; queries linear since 2025-07-01). KB and GB are
 * decimal there: 500,000 x (8 + 768 x 4 + 500) bytes are 1.79 GB.
 */

/**
 * Hours of a month: 365 x 24 / 12. The vendor publishes none, and bills minutes; its example of dedicated read nodes,
 * $0.46 an hour and $336.42 a month, fits 730 within the rounding of the hour's rate.
 */
export const HOURS_PER_MONTH = 730;
export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
export const SECONDS_PER_DAY = 86_400;

export const BYTES_PER_KB = 1_000;
export const BYTES_PER_GB = 1_000_000_000;
export const BYTES_PER_DIMENSION = 4;
const BYTES_PER_SPARSE_VALUE = 8;

/** Read units of the smallest query. */
const QUERY_MINIMUM = 0.25;
/** Write units of the smallest write request. */
export const WRITE_MINIMUM = 5;
const RECORDS_PER_FETCH_UNIT = 10;
const IDS_PER_LIST_CALL = 100;

/** What a record is made of. */
export interface RecordParts {
  readonly idBytes: number;
  readonly metadataBytes: number;
  readonly dimension: number;
  /** Non-zero values of the sparse vector; 0 when left out. */
  readonly sparseValues?: number;
}

/** Bytes of a record as it is billed. */
export function recordBytes({ idBytes, metadataBytes, dimension, sparseValues = 0 }: RecordParts): number {
  return idBytes + metadataBytes + BYTES_PER_DIMENSION * dimension + BYTES_PER_SPARSE_VALUE * sparseValues;
}

/** GB of so many records. */
export function gigabytes(records: number, bytesPerRecord: number): number {
  return (records * bytesPerRecord) / BYTES_PER_GB;
}

/** Read units of a query: one for each GB of its namespace, whatever it asks and gets. */
export function queryUnits(namespaceGb: number): number {
  return Math.max(QUERY_MINIMUM, namespaceGb);
}

/** Read units of one fetch, by id or by metadata: one for ten records found; ids not found and named twice are free. */
export function fetchUnits(found: number): number {
  return Math.max(1, Math.ceil(found / RECORDS_PER_FETCH_UNIT));
}

/** Read units of listing so many ids of a namespace: one for each page of a hundred, and an empty page is one too. */
export function listUnits(ids: number): number {
  return Math.max(1, Math.ceil(ids / IDS_PER_LIST_CALL));
}

/**
 * Write units of one upsert.
 *
 * @param newKb KB of the request
 * @param oldKb KB of the records that it replaces
 */
export function upsertUnits(newKb: number, oldKb = 0): number {
  return atLeast(wholeKb(newKb)) + wholeKb(oldKb);
}

/**
 * Write units for one record of a stream of upserts.
 *
 * @param kb KB of a record, old or new
 * @param recordsPerRequest how many records a request carries
 * @param overwrites share of them that replace a record: 0 to 1
 */
export function writeUnitsPerRecord(kb: number, recordsPerRequest: number, overwrites: number): number {
  return upsertUnits(kb * recordsPerRequest) / recordsPerRequest + overwrites * kb;
}

/** Rounded up, but not for the last digits of a binary fraction: 100 x 3.57 KB are 357, not 358. */
function wholeKb(kb: number): number {
  return Math.ceil(kb - 1e-9);
}

function atLeast(units: number): number {
  return Math.max(WRITE_MINIMUM, units);
}
