// The oldest part of the service: still written for the client's beta.
import { PineconeClient, type Vector } from "@pinecone-database/pinecone";

let client: PineconeClient | undefined;

async function connect(): Promise<PineconeClient> {
  if (client) return client;
  const created = new PineconeClient();
  await created.init({
    apiKey: process.env.PINECONE_API_KEY!,
    environment: process.env.PINECONE_ENVIRONMENT!,
  });
  client = created;
  return created;
}

/** Keeps what a reader said about an article. */
export async function saveFeedback(id: string, values: number[], helpful: boolean): Promise<void> {
  const index = (await connect()).Index("feedback");
  const vectors: Vector[] = [{ id, values, metadata: { helpful } }];
  await index.upsert({
    upsertRequest: {
      vectors,
      namespace: "readers",
    },
  });
}

export async function similarFeedback(vector: number[]): Promise<string[]> {
  const index = (await connect()).Index("feedback");
  const answer = await index.query({
    queryRequest: {
      vector,
      topK: 5, // as many as the page shows
      namespace: "readers",
      includeMetadata: true,
    },
  });
  return (answer.matches ?? []).map(({ id }) => id);
}

export async function feedbackOf(ids: string[]): Promise<unknown> {
  const index = (await connect()).Index("feedback");
  const { vectors } = await index.fetch({ ids, namespace: "readers" });
  return vectors;
}

export async function forget(ids: string[]): Promise<number> {
  const index = (await connect()).Index("feedback");
  await index.delete1({ ids, namespace: "readers" });
  const stats = await index.describeIndexStats({ describeIndexStatsRequest: {} });
  return stats.totalVectorCount ?? 0;
}
