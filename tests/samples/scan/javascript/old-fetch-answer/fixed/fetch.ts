import { Pinecone, type Index } from "@pinecone-database/pinecone";

interface Genre {
  genre: string;
}

class Store {
  private readonly index: Index<Genre>;

  constructor(private readonly pinecone: Pinecone) {
    this.index = this.pinecone.index<Genre>("docs"); // expect javascript/names-the-index
  }

  async get(ids: string[]) {
    const answer = await this.index.namespace("news").fetch(ids);
    const { records: vectors } = await this.index.fetch(ids); // expect javascript/old-fetch-answer
    const { records: more = {} } = await this.index.fetch(ids); // expect javascript/old-fetch-answer
    return [answer.records, answer?.records?.["a"], vectors, more]; // expect javascript/old-fetch-answer, javascript/old-fetch-answer
  }
}

export const values = (index: Index) => index.fetch(["a"]).then((answer) => answer.records["a"]); // expect javascript/old-fetch-answer
export { Store };
