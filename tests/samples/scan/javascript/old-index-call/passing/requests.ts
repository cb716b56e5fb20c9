import { Pinecone } from "@pinecone-database/pinecone";
import { Client } from "@elastic/elasticsearch";

const pc = new Pinecone();
const elastic = new Client({ node: "http://localhost" });
const sdk7 = pc.index({ name: "docs" }); // expect javascript/names-the-index

export async function fine(vector: number[], rows: { query(request: object): unknown }) {
  await elastic.index({ index: "docs", document: { queryRequest: 1 } });
  await elastic.update({ updateRequest: { id: "a" } });
  rows.query({ queryRequest: { vector } });
  await sdk7.fetch({ ids: ["a"], namespace: "news" });
  await sdk7.query({ vector, topK: 3 });
  return pc.Index("docs"); // expect javascript/names-the-index
}
