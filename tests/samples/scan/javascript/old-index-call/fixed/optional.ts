import { Pinecone, type Index } from "@pinecone-database/pinecone";

export async function search(ns: string, vector: number[], index?: Index, stores?: { index: Index }) {
  const own = await index?.namespace(ns).query({ vector, topK: 10 }); // expect javascript/old-index-call
  const further = await stores?.index.namespace(ns).query({ vector, topK: 10 }); // expect javascript/old-index-call
  const plain = await index?.query({ vector, topK: 10 }); // expect javascript/old-index-call
  const sure = await index!.namespace(ns).query({ vector, topK: 10 }); // expect javascript/old-index-call
  const lines = await index?.namespace(ns)
    .query({ vector, topK: 10 }); // expect javascript/old-index-call
  return [own, further, plain, sure, lines];
}

export async function write(vectors: never[], ns: string, index?: Index) {
  await index?.namespace(ns).upsert(vectors); // expect javascript/old-index-call, javascript/write-to-capture
  await index?.namespace(ns).deleteMany(["a"]); // expect javascript/old-index-call, javascript/write-to-capture
  await index?.upsert?.({ upsertRequest: { vectors, namespace: ns } }); // expect javascript/old-index-call, javascript/write-to-capture
}
