import { Pinecone } from "@pinecone-database/pinecone";
import { ChromaClient } from "chromadb";

const index = new Pinecone().index("docs"); // expect javascript/names-the-index
const chroma = await new ChromaClient().describeIndexStats();

export async function count() {
  const { totalRecordCount, namespaces } = await index.describeIndexStats();
  const report = { totalVectorCount: totalRecordCount };
  return [report.totalVectorCount, namespaces, chroma.totalVectorCount];
}
