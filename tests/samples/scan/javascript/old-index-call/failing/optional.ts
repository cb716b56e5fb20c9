import { Pinecone, type Index } from "@pinecone-database/pinecone";

export async function search(ns: string, vector: number[], index?: Index, stores?: { index: Index }) {
  const own = await index?.query({ queryRequest: { vector, topK: 10, namespace: ns } }); // expect javascript/old-index-call
  const further = await stores?.index.query({ queryRequest: { vector, topK: 10, namespace: ns } }); // expect javascript/old-index-call
  const plain = await index?.query({ queryRequest: { vector, topK: 10 } }); // expect javascript/old-index-call
  const sure = await index!.query({ queryRequest: { vector, topK: 10, namespace: ns } }); // expect javascript/old-index-call
  const lines = await index
    ?.query({ queryRequest: { vector, topK: 10, namespace: ns } }); // expect javascript/old-index-call
  return [own, further, plain, sure, lines];
}

export async function write(vectors: never[], ns: string, index?: Index) {
  await index?.upsert({ upsertRequest: { vectors, namespace: ns } }); // expect javascript/old-index-call, javascript/write-to-capture
  await index?.delete1({ ids: ["a"], namespace: ns }); // expect javascript/old-index-call, javascript/write-to-capture
  await index?.upsert?.({ upsertRequest: { vectors, namespace: ns } }); // expect javascript/old-index-call, javascript/write-to-capture
}
