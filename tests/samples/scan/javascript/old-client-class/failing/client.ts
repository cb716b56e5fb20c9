import { PineconeClient } from "@pinecone-database/pinecone";

export async function connect(): Promise<PineconeClient> {
  // The key comes from the vault.
  const client = new PineconeClient(); // expect javascript/old-client-class
  await client.init({
    apiKey: process.env.PINECONE_API_KEY!,
    environment: process.env.PINECONE_ENVIRONMENT!,
  });
  return client;
}
