import { Pinecone } from "@pinecone-database/pinecone";

class Search {
  private client: Pinecone | undefined;

  async start(apiKey: string): Promise<void> {
    this.client = new Pinecone({ apiKey }); // expect javascript/old-client-class
  }
}

export const fresh = new Pinecone({ apiKey: "made-up" });
export { Search };
