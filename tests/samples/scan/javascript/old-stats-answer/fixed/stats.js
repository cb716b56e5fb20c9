import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();
const index = pc.index("docs"); // expect javascript/names-the-index

export async function count(namespace) {
  const stats = await index.describeIndexStats();
  const { totalRecordCount: totalVectorCount } = await index.describeIndexStats(); // expect javascript/old-stats-answer
  for (const [name, each] of Object.entries(stats.namespaces)) console.log(name, each.recordCount); // expect javascript/old-stats-answer
  const sum = Object.values(stats.namespaces).reduce((all, each) => all + each.recordCount, 0);
  return [
    stats.totalRecordCount, // expect javascript/old-stats-answer
    stats.namespaces[namespace]?.recordCount, // expect javascript/old-stats-answer
    stats.namespaces.news.recordCount, // expect javascript/old-stats-answer
    totalVectorCount,
    sum,
  ];
}
