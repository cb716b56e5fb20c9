import { Pinecone } from "@pinecone-database/pinecone";

const db = { client: new Pinecone(), index: undefined };

async function save(index, rows) {
  await index.upsert(rows); // expect javascript/write-to-capture
}

export async function main(rows) {
  const index = db.client.index("docs"); // expect javascript/names-the-index
  await save(index, rows);
  await save(index.namespace("news"), rows);
  const remove = async (target) => target.deleteMany(["a"]); // expect javascript/write-to-capture
  await remove(index);
}
