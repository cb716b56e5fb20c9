import { invalidData } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { IndexStore } from "../store/indexStore.js";
import type { Metadata, NewRecord, SparseVector } from "../store/records.js";
import { Fields, isObject } from "./fields.js";
import { checkSpelling } from "./text.js";

/** Checks one record of an upsert and turns it into what the store keeps. */
export function readRecord(json: unknown, index: IndexStore): NewRecord {
  if (!isObject(json)) throw invalidData("Each vector must be an object.");
  const fields = new Fields(json, invalidData);
  const id = readId(fields, index.settings.limited);
  const sparse = readSparse(fields, "sparseValues", index);
  const metadata = readMetadata(fields, "metadata", index.settings.limited);
  if (index.definition.vectorType === "sparse" && sparse === undefined) {
    throw invalidData(`Vector '${id}' must have sparse values: the index is sparse.`);
  }
  const values = readValues(fields, "values", index) ?? missingValues(index);
  checkNotZeros(index, id, values);
  return { id, values, sparse, metadata };
}

export function readId(fields: Fields, limited: boolean): string {
  const id = fields.string("id");
  checkId(id, limited);
  return id;
}

/** ASCII without NUL, 1 to 512 characters; the length isn't checked without limits. */
export function checkId(id: string, limited: boolean): void {
  if (id === "") throw invalidData("Vector ID must not be empty.");
  if (limited && id.length > LIMITS.idLength) {
    throw invalidData(`Vector ID is ${id.length} characters long, the limit is ${LIMITS.idLength}.`);
  }
  checkSpelling("Vector ID", id);
}

/** Dense values, of the index's dimension; undefined when there are none. */
export function readValues(fields: Fields, name: string, index: IndexStore): Float32Array | undefined {
  const { dimension, vectorType } = index.definition;
  const values = fields.optionalArray(name);
  if (values === undefined || (vectorType === "sparse" && values.length === 0)) return undefined;
  if (vectorType === "sparse") throw invalidData("A sparse index takes sparse values only.");
  if (values.length !== dimension) {
    throw invalidData(`Vector dimension ${values.length} does not match the dimension of the index ${dimension}`);
  }
  return floats(values, name);
}

/**
 * Refuses a record whose dense values are all zeros [docs.pinecone.io, limits]. Pod indexes are older than that rule: what they
 * hold must be possible here.
 */
export function checkNotZeros(index: IndexStore, id: string, values: Float32Array): void {
  if (!index.isServerless || values.length === 0 || values.some((value) => value !== 0)) return;
  const rule = "Dense vectors must contain at least one non-zero value.";
  throw invalidData(`${rule} Vector ID '${id}' contains only zeros`);
}

/** Sparse values: at least one, where there are any. */
export function readSparse(fields: Fields, name: string, index: IndexStore): SparseVector | undefined {
  const sparse = fields.optionalObject(name);
  if (sparse === undefined) return undefined;
  const indices = sparse.optionalArray("indices") ?? [];
  const values = sparse.optionalArray("values") ?? [];
  if (indices.length !== values.length) throw invalidData("Sparse indices and values must have the same length.");
  if (indices.length === 0) throw invalidData("Sparse vector must contain at least one value");
  checkSparseAllowed(index, indices.length);
  if (new Set(indices).size !== indices.length) throw invalidData("Sparse indices must be unique.");
  const isIndex = (item: unknown) => Number.isInteger(item) && (item as number) >= 0 && (item as number) < 2 ** 32;
  if (!indices.every(isIndex)) throw invalidData("Sparse indices must be unsigned 32-bit integers.");
  return { indices: Uint32Array.from(indices as number[]), values: floats(values, `${name}.values`) };
}

function checkSparseAllowed({ spec, settings }: IndexStore, nonZero: number): void {
  if (spec.kind === "pod" && spec.podType.startsWith("p2.")) throw invalidData("p2 pods do not support sparse values.");
  if (spec.kind === "serverless" && settings.limited && nonZero > LIMITS.sparseNonZero) {
    throw invalidData(`Sparse vector has ${nonZero} values, the limit is ${LIMITS.sparseNonZero}.`);
  }
}

/** Metadata: flat; strings, finite numbers, booleans and lists of strings; at most 40 KB as JSON. */
export function readMetadata(fields: Fields, name: string, limited: boolean): Metadata | undefined {
  const metadata = fields.optionalObject(name)?.json;
  if (metadata === undefined) return undefined;
  for (const [key, value] of Object.entries(metadata)) {
    if (key.startsWith("$")) throw invalidData(`Metadata key '${key}' must not start with '$'.`);
    if (!isMetadataValue(value)) {
      throw invalidData(
        `Metadata value must be a string, number, boolean or list of strings, got '${JSON.stringify(value)}' for field '${key}'`,
      );
    }
  }
  const size = limited ? Buffer.byteLength(JSON.stringify(metadata)) : 0;
  if (size > LIMITS.metadataBytes) {
    throw invalidData(
      `Metadata size is ${size} bytes, which exceeds the limit of ${LIMITS.metadataBytes} bytes per vector`,
    );
  }
  return metadata as Metadata;
}

function isMetadataValue(value: unknown): boolean {
  if (typeof value === "string" || Number.isFinite(value) || typeof value === "boolean") return true;
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function missingValues(index: IndexStore): Float32Array {
  const { dimension, vectorType } = index.definition;
  if (vectorType === "sparse") return new Float32Array(0);
  throw invalidData(`Vector dimension 0 does not match the dimension of the index ${dimension}`);
}

/** What isn't a number, or is too large for float32, is refused. */
function floats(values: readonly unknown[], name: string): Float32Array {
  const result = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (typeof value !== "number") throw invalidData(`${name} must be a list of numbers.`);
    result[at] = value;
    if (!Number.isFinite(result[at])) throw invalidData(`${name} holds a number that doesn't fit a 32-bit float.`);
  }
  return result;
}
