import { Pinecone } from "@pinecone-database/pinecone";
import { Client } from "@elastic/elasticsearch";

class Tree {
  constructor(readonly options: { environment: string }) {}
}

namespace Local {
  export class Pinecone {
    constructor(readonly options: { environment: string }) {}
  }
}

export const fine = [
  new Pinecone({ apiKey: "made-up" }),
  new Pinecone(),
  new Tree({ environment: "forest" }),
  new Client({ node: "http://localhost", environment: "staging" }),
  new Local.Pinecone({ environment: "forest" }),
];

export function inner(): unknown {
  class Pinecone {
    constructor(readonly options: { environment: string }) {}
  }
  return new Pinecone({ environment: "forest" });
}
