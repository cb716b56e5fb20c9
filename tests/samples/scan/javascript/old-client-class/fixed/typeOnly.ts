import type { Pinecone as Client } from "@pinecone-database/pinecone"; // expect javascript/old-client-class

export interface Services {
  readonly pinecone: Client;
}
