import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();

export async function names(isThere: boolean) {
  const list = isThere ? await pc.listIndexes() : undefined;
  const known = list?.indexes?.map((each) => each.name); // expect javascript/old-list-answer
  const joined = list?.indexes?.map((each) => each.name).join(); // expect javascript/old-list-answer
  return list?.indexes?.length === 0 ? [] : [known, joined]; // expect javascript/old-list-answer
}

export async function copies(store?: { pc: Pinecone }) {
  const counted = (await store?.pc.listCollections())?.collections?.length; // expect javascript/old-list-answer
  return [counted, ((await pc.listCollections()).collections ?? []).map(({ name }) => name)?.length]; // expect javascript/old-list-answer
}

export const held = async (isThere: boolean) => {
  const store = isThere ? { list: await pc.listIndexes() } : undefined;
  return store?.list.indexes // expect javascript/old-list-answer
    ?.map((each) => each.name);
};
