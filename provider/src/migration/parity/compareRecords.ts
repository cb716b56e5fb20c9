import { isDeepStrictEqual } from "node:util";
import type { Metadata, SparseValues, StoredRecord } from "../../pinecone/types";
import { float32Bytes } from "./digest";

/**
 * Says in which field two records of one id differ, or undefined when they hold the same: values and sparse values as
 * float32 bits, metadata by type and value, lists in order. No metadata and empty metadata are the same.
 */
export function differingField(pod: StoredRecord, serverless: StoredRecord): string | undefined {
  return (
    differingValue(pod.values, serverless.values) ??
    differingSparse(pod.sparseValues, serverless.sparseValues) ??
    differingMetadata(pod.metadata ?? {}, serverless.metadata ?? {})
  );
}

function differingValue(pod: readonly number[], serverless: readonly number[]): string | undefined {
  if (pod.length !== serverless.length) return `values: ${pod.length} dimensions, ${serverless.length} on serverless`;
  if (float32Bytes(pod).equals(float32Bytes(serverless))) return undefined;
  const bits = (value: number | undefined) => float32Bytes([value ?? 0]).toString("hex");
  return `values[${pod.findIndex((value, at) => bits(value) !== bits(serverless[at]))}]`;
}

function differingSparse(pod: SparseValues | undefined, serverless: SparseValues | undefined): string | undefined {
  const [a, b] = [inOrder(pod), inOrder(serverless)];
  return isDeepStrictEqual(a, b) ? undefined : "sparseValues";
}

/** Index and float32 bits of each value, by index: the order in which the service gives them means nothing. */
function inOrder(sparse: SparseValues | undefined): [number, string][] {
  if (sparse === undefined) return [];
  return sparse.indices
    .map((index, at): [number, string] => [index, float32Bytes([sparse.values[at] ?? 0]).toString("hex")])
    .sort((a, b) => a[0] - b[0]);
}

function differingMetadata(pod: Metadata, serverless: Metadata): string | undefined {
  const keys = [...new Set([...Object.keys(pod), ...Object.keys(serverless)])].sort();
  const key = keys.find((each) => !isDeepStrictEqual(pod[each], serverless[each]));
  return key === undefined ? undefined : `metadata.${key}`;
}
