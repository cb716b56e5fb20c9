import { PineconeClient } from "@pinecone-database/pinecone";

export async function fetchAll(apiKey: string, request: { ids: string[] }) {
  const client = new PineconeClient(); // expect javascript/old-client-class
  await client.init({ apiKey, environment: "us-east1-gcp" });
  const index = client.Index("docs"); // expect javascript/names-the-index
  return index.fetch({ ids: ["a"], ...request }); // expect javascript/old-index-call
}
