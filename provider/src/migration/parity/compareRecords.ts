import { isDeepStrictEqual } from "node:util";
import type { Metadata, SparseValues, StoredRecord } from "../../pinecone/types";
import { float32Bytes, metadataText } from "./digest";
import { arePlainlySame } from "./plainlySame";
import type { Difference, Part } from "./report";

/**
 * Says in which field two records of one id differ, or undefined when they hold the same: values and sparse values as
 * float32 bits (0 and -0 differ, NaN is NaN), metadata by type and value (0 and -0 are one), lists in order. No
 * metadata and empty metadata are the same, as are no and empty sparse values.
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
  const [key] = differingKeys(pod, serverless);
  return key === undefined ? undefined : `metadata.${key}`;
}

/** Keys of metadata that differ, in order. */
export function differingKeys(pod: Metadata, serverless: Metadata): string[] {
  const [a, b] = [textsByKey(pod), textsByKey(serverless)];
  return [...new Set([...a.keys(), ...b.keys()])].sort().filter((each) => a.get(each) !== b.get(each));
}

function textsByKey(metadata: Metadata): Map<string, string> {
  return new Map(Object.entries(metadata).map(([key, value]) => [key, metadataText(value)]));
}

/** The part of a record that a field named by `differingField` is in. */
export function partOf(field: string): Part {
  if (field === "sparseValues") return field;
  return field.startsWith("metadata.") ? "metadata" : "values";
}

/** How the serverless index differs in a record that the pod index has; undefined when it doesn't. */
export function differenceOf(
  namespace: string,
  pod: StoredRecord,
  serverless: StoredRecord | undefined,
): Difference | undefined {
  const { id } = pod;
  if (serverless === undefined) return { kind: "missing", namespace, id };
  const field = arePlainlySame(pod, serverless) ? undefined : differingField(pod, serverless);
  return field === undefined ? undefined : { kind: "different", namespace, id, field, part: partOf(field) };
}
