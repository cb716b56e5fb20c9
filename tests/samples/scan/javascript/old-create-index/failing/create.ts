import { Pinecone, PineconeClient } from "@pinecone-database/pinecone"; // expect javascript/old-client-class

const pc = new Pinecone();
const options = { name: "news", dimension: 8 };

export async function create(old: PineconeClient) {
  await pc.createIndex({ name: "docs", dimension: 8, pods: 2, podType: "p1.x1", metadataConfig: { indexed: ["genre"] } }); // expect javascript/old-create-index
  await pc.createIndex(options); // expect javascript/old-create-index
  await old.createIndex({ createRequest: { name: "docs", dimension: 8, metric: "cosine" } }); // expect javascript/old-create-index, javascript/old-index-call
}
