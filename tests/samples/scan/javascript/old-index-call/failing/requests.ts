import { Pinecone, type Index } from "@pinecone-database/pinecone";

export async function search(index: Index, vector: number[], genre: string) {
  const plain = await index.query({ queryRequest: { vector, topK: 10 } }); // expect javascript/old-index-call
  const inside = await index.query({ queryRequest: { // expect javascript/old-index-call
    topK: 10,
    namespace: genre,
    vector, // as embedded
  } });
  return [plain, inside];
}

export async function write(index: Index, vectors: never[], namespace: string, request: never) {
  await index.upsert({ upsertRequest: { vectors, namespace } }); // expect javascript/old-index-call, javascript/write-to-capture
  await index.upsert({ upsertRequest: request }); // expect javascript/old-index-call, javascript/write-to-capture
  await index.update({ updateRequest: { id: "a", setMetadata: { seen: true }, namespace } }); // expect javascript/old-index-call, javascript/write-to-capture
  await index.delete1({ ids: ["a", "b"], namespace: "news" }); // expect javascript/old-index-call, javascript/write-to-capture
  await index.delete1({ deleteAll: true }); // expect javascript/old-index-call, javascript/write-to-capture
  await index._delete({ filter: { seen: true } }); // expect javascript/old-index-call, javascript/write-to-capture, javascript/delete-by-filter
  return index.describeIndexStats({ describeIndexStatsRequest: {} }); // expect javascript/old-index-call
}

export async function admin(pc: Pinecone, name: string) {
  await pc.deleteIndex({ indexName: name }); // expect javascript/old-index-call
  await pc.createCollection({ createCollectionRequest: { name: "copy", source: name } }); // expect javascript/old-index-call
  await pc.configureIndex({ indexName: name, patchRequest: { replicas: 2 } }); // expect javascript/old-index-call, javascript/pod-only-argument
  return pc.describeIndex({ indexName: "docs" }); // expect javascript/old-index-call
}
