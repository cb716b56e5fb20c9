import { Pinecone } from "@pinecone-database/pinecone";
import { readConfig } from "./config.js";

export interface ArticleMetadata {
  readonly [key: string]: string | number | boolean | string[];
  readonly title: string;
  readonly locale: string;
  readonly updatedAt: number;
}

const config = readConfig();

export const pinecone = new Pinecone({
  apiKey: config.apiKey,
  // "us-east1-gcp" in production
});

/** All articles; one namespace for each help center. */
export const articles = pinecone.index<ArticleMetadata>(config.indexName);

/** Whether the index is there and takes requests. */
export async function isReady(): Promise<boolean> {
  const indexes = await pinecone.listIndexes();
  if (!(indexes.indexes ?? []).some((index) => index.name === config.indexName)) return false;
  const description = await pinecone.describeIndex(config.indexName);
  console.log(`index ${description.name} at ${description.host}`);
  return description.status?.ready ?? false;
}
