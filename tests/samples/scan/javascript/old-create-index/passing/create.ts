import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();
const common = { dimension: 8, spec: { serverless: { cloud: "aws", region: "us-east-1" } } } as const;

export async function create(mongo: { createIndex(options: object): unknown }, options: never) {
  await pc.createIndex({ name: "docs", dimension: 8, spec: { serverless: { cloud: "aws", region: "us-east-1" } } });
  await pc.createIndex({ name: "docs", ...common });
  await pc.createIndex(options);
  mongo.createIndex({ name: "docs", pods: 2 });
}

export const openRequest = (database: IDBObjectStore) => database.createIndex("byName", "name");
