// The oldest part of the service: still written for the client's beta.
import { Pinecone, type PineconeRecord as Vector } from "@pinecone-database/pinecone";

let client: Pinecone | undefined;

async function connect(): Promise<Pinecone> {
  if (client) return client;
  const created = new Pinecone({
    apiKey: process.env.PINECONE_API_KEY!,
  });
  client = created;
  return created;
}

/** Keeps what a reader said about an article. */
export async function saveFeedback(id: string, values: number[], helpful: boolean): Promise<void> {
  const index = (await connect()).Index("feedback");
  const vectors: Vector[] = [{ id, values, metadata: { helpful } }];
  await index.namespace("readers").upsert(vectors);
}

export async function similarFeedback(vector: number[]): Promise<string[]> {
  const index = (await connect()).Index("feedback");
  const answer = await index.namespace("readers").query({
    vector,
    topK: 5, // as many as the page shows
    includeMetadata: true,
  });
  return (answer.matches ?? []).map(({ id }) => id);
}

export async function feedbackOf(ids: string[]): Promise<unknown> {
  const index = (await connect()).Index("feedback");
  const { records: vectors } = await index.namespace("readers").fetch(ids);
  return vectors;
}

export async function forget(ids: string[]): Promise<number> {
  const index = (await connect()).Index("feedback");
  await index.namespace("readers").deleteMany(ids);
  const stats = await index.describeIndexStats();
  return stats.totalRecordCount ?? 0;
}
