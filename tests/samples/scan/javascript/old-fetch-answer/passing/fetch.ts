import type { Index } from "@pinecone-database/pinecone";

export async function fine(index: Index, ids: string[]) {
  const { records } = await index.fetch(ids);
  const answer = await fetch("https://example.com/vectors");
  const { vectors } = await answer.json();
  const found = await index.query({ topK: 3, vector: [1] });
  return [records, vectors, found.matches, "answer.vectors"];
}

export function shadowed(index: { fetch(ids: string[]): { vectors: object } }) {
  return index.fetch(["a"]).vectors;
}
