import { Pinecone, type Index } from "@pinecone-database/pinecone";
import { captureWrites } from "podshift/capture";
import { createHash } from "node:crypto";
import type { Collection } from "mongodb";

const pc = new Pinecone();

class Store {
  readonly index = new Map<string, string>();

  async start() {
    const index: Index = await captureWrites(pc.index("docs"), { log: "file:///var/podshift/docs" });
    await index.upsert([{ id: "a", values: [1] }]);
    await index.namespace("news").deleteAll();
    const news = index.namespace("news");
    await news.update({ id: "a", metadata: { seen: true } });
  }

  hash(text: string) {
    this.index.delete(text);
    return createHash("sha256").update(text).digest("hex");
  }
}

export async function fine(rows: Collection, index: { upsert(rows: unknown): void }, pinecone: typeof pc) {
  await rows.deleteMany({ tenant: "a" });
  index.upsert([{ id: "a" }]);
  let target: { upsert(rows: unknown): void } | Index = index;
  target = { upsert: () => undefined };
  target.upsert([]);
  const text = 'pc.index("docs").upsert([])';
  return [text, pinecone, new Store()];
}

export function inner(rows: string[]) {
  const pc = { index: (name: string) => ({ upsert: (all: string[]) => [name, all] }) };
  return pc.index("docs").upsert(rows);
}

type Handler = (index: Index) => void;
export const handler: Handler = () => undefined;
