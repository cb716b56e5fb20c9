import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();

export async function names(): Promise<string[]> {
  const indexes = await pc.listIndexes();
  for (const index of indexes) console.log(index.name); // expect javascript/old-list-answer
  if (indexes.length === 0) return []; // expect javascript/old-list-answer
  return indexes.map((each) => each.name); // expect javascript/old-list-answer
}

export async function exists(name: string): Promise<boolean> {
  return (await pc.listIndexes()).some((each) => each.name === name); // expect javascript/old-list-answer
}

export const old = async (name: string) => (await pc.listIndexes()).includes(name); // expect javascript/old-list-answer

export const first = () => pc.listIndexes().then((list) => list[0]); // expect javascript/old-list-answer

export async function copies() {
  const collections = await pc.listCollections();
  return collections.filter(({ name }) => name.startsWith("copy-")); // expect javascript/old-list-answer
}

export async function sizes() {
  return [...(await pc.listCollections())]; // expect javascript/old-list-answer
}
