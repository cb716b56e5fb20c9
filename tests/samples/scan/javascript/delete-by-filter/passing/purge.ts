import type { Index } from "@pinecone-database/pinecone";
import type { Collection } from "mongodb";

export async function purge(index: Index, rows: Collection, ids: string[]) {
  await index.deleteMany(ids); // expect javascript/write-to-capture
  await index.deleteMany(["a", "b"]); // expect javascript/write-to-capture
  await index.deleteMany({ ids: ["a"] }); // expect javascript/write-to-capture
  await rows.deleteMany({ tenant: "a" });
}
