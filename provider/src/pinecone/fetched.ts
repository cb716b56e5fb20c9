import type { PineconeRecord } from "@pinecone-database/pinecone";
import { FETCH_FIELDS, readAnswer, requireAnswer } from "./answers";
import { Cuts, parseNumbers } from "./cuts";
import { toStoredRecord } from "./records";
import type { Metadata, StoredRecord } from "./types";

/** A record of an answer whose arrays of numbers were cut out: each is the number of its cut. */
interface CutVector {
  readonly id?: string;
  readonly values?: unknown;
  readonly sparseValues?: { readonly indices?: number[]; readonly values?: unknown } | null;
  readonly metadata?: Metadata | null;
}

/**
 * Reads the answer of a fetch. Values make up nearly all of it and are often only handed on: they stay text until somebody
 * looks at them. The client (8.2) copies all records once more for each one of them (`mapValues`).
 *
 * @throws API_ERROR for what is no answer of a fetch
 */
export function fetchedRecords(json: Buffer): Map<string, StoredRecord> {
  return readCut(json) ?? readWhole(json);
}

interface FetchAnswer {
  readonly vectors?: Readonly<Record<string, PineconeRecord>> | null;
}

function readWhole(json: Buffer): Map<string, StoredRecord> {
  const { vectors } = readAnswer<FetchAnswer>(json.toString("utf8"), FETCH_FIELDS);
  return new Map(Object.entries(vectors ?? {}).map(([id, record]) => [id, toStoredRecord(withoutNulls(record))]));
}

/** A field that is null isn't there. */
function withoutNulls(record: PineconeRecord): PineconeRecord {
  const { id, values, sparseValues, metadata } = record;
  return {
    id,
    ...(values ? { values } : {}),
    ...(sparseValues ? { sparseValues } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

/** Undefined unless each cut was found again as the values of a record: metadata may have a field of that name. */
function readCut(json: Buffer): Map<string, StoredRecord> | undefined {
  const cuts = new Cuts(json);
  let answer: { vectors?: Record<string, CutVector> | null };
  try {
    answer = JSON.parse(cuts.rest);
  } catch {
    return undefined;
  }
  requireAnswer(answer, FETCH_FIELDS);
  const records = new Map<string, StoredRecord>();
  for (const [id, vector] of Object.entries(answer.vectors ?? {})) {
    const record = recordOf(vector, cuts);
    if (record === undefined) return undefined;
    records.set(id, record);
  }
  return cuts.left === 0 ? records : undefined;
}

const NONE = new Uint8Array();

function recordOf({ id, values, sparseValues, metadata }: CutVector, cuts: Cuts): StoredRecord | undefined {
  const dense = isThere(values) ? cuts.take(values) : NONE;
  const sparse = sparseValues ? cuts.take(sparseValues.values) : NONE;
  if (id === undefined || dense === undefined || sparse === undefined) return undefined;
  return lazyRecord(dense, {
    id,
    ...(sparseValues ? { sparseValues: { indices: sparseValues.indices ?? [], values: parseNumbers(sparse) } } : {}),
    ...(metadata ? { metadata } : {}),
  });
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A record whose values are parsed when they are first looked at. */
function lazyRecord(valuesJson: Uint8Array, rest: Omit<StoredRecord, "values">): StoredRecord {
  let values: readonly number[] | undefined;
  const record = {
    ...rest,
    get values() {
      values ??= parseNumbers(valuesJson);
      return values;
    },
  };
  return Object.defineProperty(record, "valuesJson", { value: valuesJson });
}
