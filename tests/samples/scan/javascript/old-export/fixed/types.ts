import {
  Pinecone,
  type ScoredPineconeRecord as ScoredVector, // expect javascript/old-export
  utils as PineconeUtils, // expect javascript/old-export
  PineconeRecord as Row, // expect javascript/old-export
} from "@pinecone-database/pinecone";
import type { VectorOperationsApi } from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch"; // expect javascript/old-export
export type { QueryRequest } from "@pinecone-database/pinecone"; // expect javascript/old-export

export async function save(index: VectorOperationsApi, rows: Row[]): Promise<ScoredVector[]> {
  await PineconeUtils.chunkedUpsert(index, rows, "news", 10);
  await index.upsert(rows); // expect javascript/old-index-call, javascript/write-to-capture
  return new Pinecone() as never;
}
