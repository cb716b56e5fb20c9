import { signedZeros } from "./json.js";
import type { IndexStore } from "./store/indexStore.js";
import type { RecordTable, SparseVector } from "./store/records.js";

const GIGABYTE = 1_000_000_000;

/** The first version of the API that calls the default namespace of a serverless index `__default__`. */
const NAMES_THE_DEFAULT = "2025-04";

/** A namespace as answers spell it: pod indexes and older versions of the API say "" for the default one. */
export function spelled(index: IndexStore, namespace: string, version: string | undefined): string {
  const named = index.isServerless && (version === undefined || version >= NAMES_THE_DEFAULT);
  return namespace === "" && named ? "__default__" : namespace;
}

/** `usage` of an answer; pod indexes, which aren't billed by read units, leave it out. */
export function usage(index: IndexStore, readUnits: number): { usage?: { readUnits: number } } {
  return index.isServerless ? { usage: { readUnits } } : {};
}

/** Read units of a query: one a GB of the namespace's values, rounded up. */
export function queryUnits(records: RecordTable | undefined): number {
  return records === undefined ? 1 : Math.max(1, Math.ceil((records.size * records.dimension * 4) / GIGABYTE));
}

/** Read units of a fetch: one for ten records found, rounded up. */
export function fetchUnits(found: number): number {
  return Math.max(1, Math.ceil(found / 10));
}

/** A record as fetches answer it. */
export function vectorModel(records: RecordTable, slot: number): object {
  return {
    id: records.idAt(slot),
    values: valuesModel(records, slot),
    ...sparseModel(records.sparseAt(slot)),
    ...metadataModel(records, slot),
  };
}

export function valuesModel(records: RecordTable, slot: number): number[] {
  return signedZeros(records.valuesAt(slot));
}

export function sparseModel(sparse: SparseVector | undefined): object {
  if (sparse === undefined) return {};
  return { sparseValues: { indices: Array.from(sparse.indices), values: signedZeros(sparse.values) } };
}

export function metadataModel(records: RecordTable, slot: number): object {
  const metadata = records.metadataAt(slot);
  return metadata === undefined ? {} : { metadata };
}

/** Header of a write to a serverless index: its log sequence number in its namespace. */
export function requestLsn(index: IndexStore, lsn: number): Record<string, string> {
  return index.isServerless ? { "x-pinecone-request-lsn": String(lsn) } : {};
}

/** Header of a read of a serverless index: the highest log sequence number that it shows. */
export function indexedLsn(index: IndexStore, namespace: string): Record<string, string> {
  if (!index.isServerless) return {};
  return { "x-pinecone-max-indexed-lsn": String(index.visible(namespace)?.indexedLsn ?? 0) };
}
