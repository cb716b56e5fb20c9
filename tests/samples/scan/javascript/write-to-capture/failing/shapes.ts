import pinecone = require("@pinecone-database/pinecone");
import { Pinecone, type Index } from "npm:@pinecone-database/pinecone@1.1.2";

interface Deps {
  readonly index: Index;
  readonly log: Console;
  open(name: string): Promise<Index | undefined>;
}

type Job = { deps: Deps; ids: string[] };

export async function run({ deps, ids }: Job, { index }: { index: Index }) {
  await deps.index.deleteMany(ids); // expect javascript/write-to-capture
  await index.deleteMany(ids); // expect javascript/write-to-capture
  const opened = await deps.open("docs");
  await opened?.deleteAll(); // expect javascript/write-to-capture
}

export class Store {
  static shared: Index | undefined;
  private static pc: Pinecone;

  static get(): Index {
    Store.pc ??= new Pinecone();
    Store.shared ??= Store.pc.index("docs"); // expect javascript/names-the-index
    return Store.shared;
  }
}

export async function main(request: { index: unknown }, cached: Pinecone | undefined) {
  const pc = cached ?? new pinecone.Pinecone();
  const [list, docs] = await Promise.all([pc.listIndexes(), Store.get()]);
  await docs.upsert([]); // expect javascript/write-to-capture
  await Store.shared?.upsert([]); // expect javascript/write-to-capture
  await (request.index as Index).upsert([]); // expect javascript/write-to-capture
  let later: Index;
  try {
    later = pc.index("news"); // expect javascript/names-the-index
  } finally {
    console.log(list.indexes);
  }
  await later.upsert([]); // expect javascript/write-to-capture
}
