import { Pinecone } from "@pinecone-database/pinecone";
import { MongoClient } from "mongodb";

const pc = new Pinecone();
const mongo = new MongoClient("mongodb://localhost");

export async function names() {
  const { indexes } = await pc.listIndexes();
  const answer = await pc.listIndexes();
  const collections = await mongo.db("docs").listCollections();
  const listIndexes = async () => ["docs"];
  const local = await listIndexes();
  return [
    indexes?.map(({ name }) => name),
    answer.indexes?.length,
    answer["indexes"],
    (await pc.listIndexes()).indexes?.[0]?.name,
    pc.listIndexes().then((list) => list.indexes),
    collections.map((each) => each.name),
    local.includes("docs"),
    local[0],
  ];
}
