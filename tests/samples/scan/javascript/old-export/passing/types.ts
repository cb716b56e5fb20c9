import { Pinecone, type PineconeRecord, type ScoredPineconeRecord as ScoredVector } from "@pinecone-database/pinecone";
import { utils, type Vector } from "three";

export function both(vector: Vector, record: PineconeRecord): [Vector, PineconeRecord, ScoredVector[], Pinecone] {
  // `utils`, `Vector` and `QueryRequest` were the package's in 0.x.
  return [utils.copy(vector), record, [], new Pinecone()];
}
