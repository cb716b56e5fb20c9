import type { PineconeClient as Client } from "@pinecone-database/pinecone"; // expect javascript/old-client-class

export interface Services {
  readonly pinecone: Client;
}
