import type { PineconeRecord } from "@pinecone-database/pinecone";
import type { Metadata, StoredRecord } from "./types";

/** A record of the official client as ours. */
export function toStoredRecord(record: PineconeRecord): StoredRecord {
  const { id, values, sparseValues, metadata } = record;
  return {
    id,
    values: values ?? [],
    ...(sparseValues === undefined ? {} : { sparseValues }),
    ...(metadata === undefined ? {} : { metadata: metadata as Metadata }),
  };
}
