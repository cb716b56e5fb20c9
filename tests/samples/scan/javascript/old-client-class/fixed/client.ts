import { Pinecone } from "@pinecone-database/pinecone";

export async function connect(): Promise<Pinecone> {
  // The key comes from the vault.
  const client = new Pinecone({
    apiKey: process.env.PINECONE_API_KEY!,
  }); // expect javascript/old-client-class
  return client;
}
