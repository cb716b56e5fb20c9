import type { Index } from "@pinecone-database/pinecone";

export async function purge(index: Index, tenant: string) {
  const rest = { tenant };
  await index.deleteMany({ tenant }); // expect javascript/delete-by-filter, javascript/write-to-capture
  await index.deleteMany({ filter: { tenant } }); // expect javascript/delete-by-filter, javascript/write-to-capture
  await index.namespace("news").deleteMany({ ...rest, seen: { $lt: 3 } }); // expect javascript/delete-by-filter, javascript/write-to-capture
}
