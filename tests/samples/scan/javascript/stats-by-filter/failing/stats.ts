import { Pinecone } from "@pinecone-database/pinecone";

const index = new Pinecone().index("docs"); // expect javascript/names-the-index

export async function count(genre: string) {
  const filter = { genre };
  return [
    await index.describeIndexStats({ filter: { genre: "comedy" } }), // expect javascript/stats-by-filter
    await index.describeIndexStats({ filter }), // expect javascript/stats-by-filter
    await index.describeIndexStats({ describeIndexStatsRequest: { filter } }), // expect javascript/stats-by-filter, javascript/old-index-call
  ];
}
