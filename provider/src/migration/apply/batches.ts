import type { StoredRecord } from "../../pinecone/types";

/** Records of one upsert, and ids of one delete [docs.pinecone.io, operation limits, 2026]. */
const MOST_RECORDS = 1_000;
const MOST_IDS = 1_000;

/** Bytes of one upsert's records. The documented 2 MB may mean 2,000,000 or 2,097,152; the rest is for the namespace's name. */
const MOST_BYTES = 1_995_000;

/** The longest number that JavaScript writes (-0.0000012345678901234567) and its comma. */
const NUMBER_BYTES = 26;
/** `-0.123456789,`: float32 values from 2^-6 up to 1 are written with nine decimals (pinecone/numbers.ts). */
const SHORT_BYTES = 13;
/** The largest index of a sparse value (4294967295) and its comma. */
const INDEX_BYTES = 11;
/** `{"id":,"values":[],"sparseValues":{"indices":[],"values":[]},"metadata":},` */
const FRAME_BYTES = 80;

/** What one request carries. */
export interface RecordBatch {
  readonly records: StoredRecord[];
  /** Never less than the records take in a request. */
  readonly bytes: number;
}

/**
 * The most bytes that a record can take as JSON: 13 or 26 a dense value, 26 a sparse one and 11 its index, id and metadata as
 * they are, and 80 for the names. Values aren't written out for it: that would double the work of sending. Where their
 * text is at hand its length counts.
 */
export function recordBytes(record: StoredRecord): number {
  const { id, sparseValues, metadata } = record;
  const dense = record.valuesJson?.length ?? denseBytes(record.values);
  const sparse = sparseValues === undefined ? 0 : sparseValues.indices.length * (INDEX_BYTES + NUMBER_BYTES);
  return FRAME_BYTES + dense + sparse + jsonBytes(id) + (metadata ? jsonBytes(metadata) : 0);
}

function denseBytes(values: readonly number[]): number {
  let bytes = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    const size = value < 0 ? -value : value;
    bytes += size >= 2 ** -6 && size < 1 && Math.fround(value) === value ? SHORT_BYTES : NUMBER_BYTES;
  }
  return bytes;
}

/**
 * Splits records into requests that the service takes, in order. A record that is too large by itself comes alone: the
 * service's refusal names it.
 */
export function* recordBatches(
  records: Iterable<StoredRecord>,
  { mostRecords = MOST_RECORDS, mostBytes = MOST_BYTES }: { mostRecords?: number; mostBytes?: number } = {},
): Generator<RecordBatch> {
  let batch: StoredRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = recordBytes(record);
    if (batch.length > 0 && (batch.length >= mostRecords || bytes + size > mostBytes)) {
      yield { records: batch, bytes };
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield { records: batch, bytes };
}

/** Splits ids into deletes that the service takes, in order. */
export function* idBatches(ids: Iterable<string>, mostIds = MOST_IDS): Generator<string[]> {
  let batch: string[] = [];
  for (const id of ids) {
    batch.push(id);
    if (batch.length < mostIds) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
