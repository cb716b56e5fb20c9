import type { Metadata, StoredRecord } from "../../../provider/src/pinecone/types";
import { Seeded } from "../load/seeded";
import { ID_BYTES, METADATA_BYTES } from "./service";

/** Metadata of exactly METADATA_BYTES as JSON. */
export function sampleMetadata(): Metadata {
  const frame = JSON.stringify({ source: "", year: 2024 }).length;
  return { source: "x".repeat(METADATA_BYTES - frame), year: 2024 };
}

/** An id of ID_BYTES. */
export function sampleId(at: number): string {
  return `r${String(at).padStart(ID_BYTES - 1, "0")}`;
}

/** A vector of length 1, as embeddings are: each value normally distributed, rounded to float32. */
export function sampleValues(dimension: number, seed = 1): number[] {
  const random = new Seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const raw = Array.from({ length: dimension }, normal);
  const length = Math.hypot(...raw);
  return raw.map((value) => Math.fround(value / length));
}

export function sampleRecord(dimension: number, at = 0): StoredRecord {
  return { id: sampleId(at), values: sampleValues(dimension, at + 1), metadata: sampleMetadata() };
}
