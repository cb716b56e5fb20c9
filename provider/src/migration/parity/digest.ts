import { hash } from "node:crypto";
import type { MetadataValue, StoredRecord } from "../../pinecone/types";
import { readFloat32 } from "./float32Text";

/** Digests of one namespace's records: how many, and the sum of their digests modulo 2^64, as 16 hex digits. */
export interface NamespaceDigest {
  readonly records: number;
  readonly sum: string;
}

/** By canonical namespace. */
export type NamespaceDigests = Record<string, NamespaceDigest>;

const MODULUS = 1n << 64n;

/** What a namespace without records sums up to. */
const NO_RECORD: NamespaceDigest = { records: 0, sum: "0".repeat(16) };

/**
 * A 64-bit digest of a record: the first eight bytes of SHA-256 over its id, its values as float32 bits, its sparse
 * values in index order and its metadata with types. Two records have the same digest when parity finds no difference.
 */
export function recordDigest(record: StoredRecord): bigint {
  const text = hash("sha256", canonicalBytes(record), "hex");
  return BigInt(`0x${text.slice(0, 16)}`);
}

/** Sums digests in any order. */
export class DigestSum {
  #records = 0;
  #sum = 0n;

  add(digest: bigint): void {
    this.#records += 1;
    this.#sum = (this.#sum + digest) % MODULUS;
  }

  value(): NamespaceDigest {
    return { records: this.#records, sum: hexOf(this.#sum) };
  }

  /** Adds what was summed before. */
  join({ records, sum }: NamespaceDigest): void {
    this.#records += records;
    this.#sum = (this.#sum + BigInt(`0x${sum}`)) % MODULUS;
  }
}

/** A sum for each namespace. */
export class DigestSums {
  readonly #sums = new Map<string, DigestSum>();

  add(namespace: string, digest: bigint): void {
    this.#sumOf(namespace).add(digest);
  }

  /** Adds what was summed before. */
  join(namespace: string, before: NamespaceDigest): void {
    if (before.records > 0) this.#sumOf(namespace).join(before);
  }

  #sumOf(namespace: string): DigestSum {
    const sum = this.#sums.get(namespace) ?? new DigestSum();
    this.#sums.set(namespace, sum);
    return sum;
  }

  of(namespace: string): NamespaceDigest {
    return this.#sums.get(namespace)?.value() ?? NO_RECORD;
  }

  /** In the order of the namespaces' names, whatever order they came in. */
  value(): NamespaceDigests {
    const inOrder = [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(inOrder.map(([namespace, sum]) => [namespace, sum.value()]));
  }
}

/** True for the same records, as far as their digests tell. */
export function isSame(a: NamespaceDigest, b: NamespaceDigest): boolean {
  return a.records === b.records && a.sum === b.sum;
}

/** Kept digests are plain JSON, where a namespace may have the name of a property that every object has. */
export function keptOf(digest: NamespaceDigests, name: string): NamespaceDigest {
  return (Object.hasOwn(digest, name) ? digest[name] : undefined) ?? NO_RECORD;
}

/** True when every namespace holds the same records; one without records may be left out. */
export function areSame(a: NamespaceDigests, b: NamespaceDigests): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((name) => isSame(keptOf(a, name), keptOf(b, name)));
}

export function hexOf(digest: bigint): string {
  return digest.toString(16).padStart(16, "0");
}

function canonicalBytes(record: StoredRecord): Buffer {
  const { id, sparseValues, metadata = {} } = record;
  const values = valueBytes(record);
  const entries = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const head = Buffer.from(
    JSON.stringify([
      id,
      values.length / Float32Array.BYTES_PER_ELEMENT,
      entries.map(([key, value]) => [key, metadataText(value)]),
    ]),
  );
  const parts = [head, values];
  if (sparseValues !== undefined && sparseValues.indices.length > 0) {
    const order = sparseValues.indices.map((index, at) => [index, sparseValues.values[at] ?? 0] as const);
    order.sort((a, b) => a[0] - b[0]);
    parts.push(
      Buffer.from(JSON.stringify(order.map(([index]) => index))),
      float32Bytes(order.map(([, value]) => value)),
    );
  }
  return Buffer.concat(parts);
}

/** As many as a vector has dimensions at most [docs.pinecone.io, operation limits, 2026]. */
const MOST_DIMENSIONS = 20_000;
const scratch = new Float32Array(MOST_DIMENSIONS);

/** A record's values as float32 bits. They are good until the next call: the bytes may be the same ones. */
function valueBytes(record: StoredRecord): Uint8Array {
  const { valuesJson } = record;
  const count = valuesJson === undefined ? -1 : readFloat32(valuesJson, scratch);
  return count < 0 ? float32Bytes(record.values) : new Uint8Array(scratch.buffer, 0, count * scratch.BYTES_PER_ELEMENT);
}

/** A metadata value with its type. JSON has one number: -0 and 0 are one there, and so are they to the service's JSON. */
export function metadataText(value: MetadataValue): string {
  return JSON.stringify([Array.isArray(value) ? "list" : typeof value, value]);
}

export function float32Bytes(values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}
