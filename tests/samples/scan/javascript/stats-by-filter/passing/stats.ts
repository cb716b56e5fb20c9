import { Pinecone } from "@pinecone-database/pinecone";

const index = new Pinecone().index("docs"); // expect javascript/names-the-index
const ours = { describeIndexStats: (options: object) => options };

export async function count() {
  return [
    await index.describeIndexStats(),
    await index.describeIndexStats({}),
    await index.describeIndexStats({ filter: undefined }),
    ours.describeIndexStats({ filter: { genre: "comedy" } }),
    await index.query({ topK: 3, vector: [1], filter: { genre: "comedy" } }),
  ];
}
