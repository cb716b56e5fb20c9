import { PineconeClient } from "@pinecone-database/pinecone";

export async function connect(apiKey: string, projectName: string) {
  const client = new PineconeClient(), other = 1; // expect javascript/old-client-class
  await client.init({ apiKey, environment: "us-east1-gcp" }); // expect javascript/old-client-class
  const named = new PineconeClient(); // expect javascript/old-client-class
  await named.init({ apiKey, environment: "us-east1-gcp", projectName });
  return [client, named, other];
}
