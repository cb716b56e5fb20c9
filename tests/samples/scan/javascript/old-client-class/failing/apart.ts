import * as pinecone from "@pinecone-database/pinecone";

const client = new pinecone.PineconeClient(); // expect javascript/old-client-class

export async function start(options: { apiKey: string; environment: string }): Promise<void> {
  await client.init(options); // expect javascript/old-client-class
}
