import type { Metadata, MetadataValue, SparseValues, StoredRecord } from "../../pinecone/types";

/**
 * True only for two records of one id that hold the same, told from what is there without parsing: values by the text in
 * which both were sent, the rest by `===`. False says nothing: `differingField` then compares them by value.
 */
export function arePlainlySame(pod: StoredRecord, serverless: StoredRecord): boolean {
  return (
    sameText(pod.valuesJson, serverless.valuesJson) &&
    sameSparse(pod.sparseValues, serverless.sparseValues) &&
    sameMetadata(pod.metadata ?? {}, serverless.metadata ?? {})
  );
}

function sameText(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}

function sameSparse(a: SparseValues | undefined, b: SparseValues | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameNumbers(a.indices, b.indices) && sameNumbers(a.values, b.values);
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => Object.is(value, b[at]));
}

function sameMetadata(a: Metadata, b: Metadata): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]));
}

function sameValue(a: MetadataValue | undefined, b: MetadataValue | undefined): boolean {
  if (!Array.isArray(a)) return a === b;
  return Array.isArray(b) && a.length === b.length && a.every((item, at) => item === b[at]);
}
