import { Pinecone } from "@pinecone-database/pinecone";
import { captureWrites } from "podshift/capture";

const pc = new Pinecone();
const raw = pc.index("docs");
export const docs = await captureWrites(raw, { log: "file:///var/podshift/docs", connect: () => raw });

type Table = { upsert(rows: unknown[]): void };
interface Index {
  upsert(rows: unknown[]): void;
}

export function tables(table: Table, index: Index, all: Table[]) {
  table.upsert([]);
  index.upsert([]);
  for (const each of all) each.upsert([]);
  all.map((each) => each.upsert([]));
  const [first] = [table, pc];
  first.upsert([]);
  docs.upsert([]);
}

export function pick(kind: string, table: Table) {
  const target = kind === "table" ? table : docs;
  target.upsert([]);
  const { index } = { index: table };
  index.upsert([]);
  try {
    docs.upsert([]);
  } catch (raw) {
    (raw as Table).upsert([]);
  }
  return function raw(docs: Table) {
    docs.upsert([]);
  };
}

// Functions that call each other give nothing known, and no endless search.
function even(n: number): unknown {
  return n === 0 ? docs : odd(n - 1);
}
function odd(n: number): unknown {
  return n === 0 ? undefined : even(n - 1);
}
even(4);
