import { Pinecone, type Index } from "@pinecone-database/pinecone";
import * as sdk from "@pinecone-database/pinecone";
import { PineconeStore } from "@langchain/pinecone";

const pc = new Pinecone();
let shared: Index | undefined;

function docs(): Index {
  if (shared === undefined) shared = pc.index("docs"); // expect javascript/names-the-index
  return shared;
}

class Writer {
  #index = pc.index("docs"); // expect javascript/names-the-index

  constructor(
    private readonly other: sdk.Index,
    private readonly maybe?: Index | null,
  ) {}

  get news() {
    return this.#index.namespace("news");
  }

  async write(id: string) {
    await this.#index.upsert([{ id, values: [1] }]); // expect javascript/write-to-capture
    await this.news.update({ id, metadata: { seen: true } }); // expect javascript/write-to-capture
    await this.other.deleteOne(id); // expect javascript/write-to-capture
    await this.maybe?.namespace("news").deleteAll(); // expect javascript/write-to-capture
    await docs().upsert([{ id, values: [1] }]); // expect javascript/write-to-capture
    await docs().upsertRecords([{ id, text: "a" }]); // expect javascript/write-to-capture
    await docs().startImport("s3://bucket/docs"); // expect javascript/write-to-capture
    await docs().deleteNamespace("news"); // expect javascript/write-to-capture
  }
}

export async function main(pinecone: Awaited<Promise<Pinecone>>) {
  const [pineconeIndex, writer] = [docs(), new Writer(docs())];
  await writer.write("a");
  await PineconeStore.fromExistingIndex({} as never, { pineconeIndex: docs(), textKey: "text" }); // expect javascript/write-to-capture
  return [pineconeIndex, pinecone];
}
