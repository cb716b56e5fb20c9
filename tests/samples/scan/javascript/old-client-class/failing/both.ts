import { Pinecone, PineconeClient } from "@pinecone-database/pinecone";

class Search {
  private client: PineconeClient | undefined;

  async start(apiKey: string): Promise<void> {
    this.client = new PineconeClient(); // expect javascript/old-client-class
    await this.client.init({ apiKey, environment: "us-east1-gcp" });
  }
}

export const fresh = new Pinecone({ apiKey: "made-up" });
export { Search };
