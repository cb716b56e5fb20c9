import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();

export async function restore() {
  await pc.createIndex({
    name: "docs",
    dimension: 8,
    spec: { serverless: { cloud: "aws", region: "us-east-1", sourceCollection: "docs-copy" } }, // expect javascript/create-from-collection
  });
  await pc.createIndex({
    name: "docs",
    dimension: 8,
    spec: {
      pod: { // expect javascript/pod-only-argument
        environment: "us-east1-gcp",
        podType: "p1.x1",
        sourceCollection: "docs-copy", // expect javascript/create-from-collection
      },
    },
  });
  await pc.createIndex({ name: "docs", dimension: 8, sourceCollection: "docs-copy" }); // expect javascript/create-from-collection, javascript/old-create-index
}
