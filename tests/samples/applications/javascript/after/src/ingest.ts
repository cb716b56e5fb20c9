import type { Index } from "@pinecone-database/pinecone";
import { type ArticleMetadata, articles, isReady } from "./pinecone.js";

export interface Article {
  readonly id: string;
  readonly embedding: number[];
  readonly metadata: ArticleMetadata;
}

const BATCH = 100;

/** Writes the articles of a help center, and takes away what is no longer there. */
export async function ingest(center: string, all: readonly Article[], started: number): Promise<void> {
  if (!(await isReady())) throw new Error("the index is not ready");
  const namespace = articles.namespace(center);
  for (let at = 0; at < all.length; at += BATCH) {
    await writeBatch(namespace, all.slice(at, at + BATCH));
  }
  // What was not written in this run was deleted at its source.
  await namespace.deleteMany({ updatedAt: { $lt: started } });
}

async function writeBatch(index: Index<ArticleMetadata>, batch: readonly Article[]): Promise<void> {
  const records = batch.map(({ id, embedding, metadata }) => ({ id, values: embedding, metadata }));
  await index.upsert(records);
}

export async function retitle(center: string, id: string, title: string): Promise<void> {
  await articles.namespace(center).update({ id, metadata: { title } as ArticleMetadata });
}
