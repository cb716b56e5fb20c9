import { Pinecone, type Index } from "@pinecone-database/pinecone";

export async function search(index: Index, vector: number[], genre: string) {
  const plain = await index.query({ vector, topK: 10 }); // expect javascript/old-index-call
  const inside = await index.namespace(genre).query({ // expect javascript/old-index-call
    topK: 10,
    vector, // as embedded
  });
  return [plain, inside];
}

export async function write(index: Index, vectors: never[], namespace: string, request: never) {
  await index.namespace(namespace).upsert(vectors); // expect javascript/old-index-call, javascript/write-to-capture
  await index.upsert({ upsertRequest: request }); // expect javascript/old-index-call, javascript/write-to-capture
  await index.namespace(namespace).update({ id: "a", metadata: { seen: true } }); // expect javascript/old-index-call, javascript/write-to-capture
  await index.namespace("news").deleteMany(["a", "b"]); // expect javascript/old-index-call, javascript/write-to-capture
  await index.deleteAll(); // expect javascript/old-index-call, javascript/write-to-capture
  await index.deleteMany({ seen: true }); // expect javascript/old-index-call, javascript/write-to-capture, javascript/delete-by-filter
  return index.describeIndexStats(); // expect javascript/old-index-call
}

export async function admin(pc: Pinecone, name: string) {
  await pc.deleteIndex(name); // expect javascript/old-index-call
  await pc.createCollection({ name: "copy", source: name }); // expect javascript/old-index-call
  await pc.configureIndex({ indexName: name, patchRequest: { replicas: 2 } }); // expect javascript/old-index-call, javascript/pod-only-argument
  return pc.describeIndex("docs"); // expect javascript/old-index-call
}
