import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();

export async function create(store: { createIndex(options: object): unknown }) {
  await pc.createCollection({ name: "docs-copy", source: "docs" });
  store.createIndex({ spec: { serverless: { sourceCollection: "docs-copy" } } });
  return { sourceCollection: "docs-copy" };
}
