import { Pinecone } from "@pinecone-database/pinecone";

declare function inTurn(write: unknown): void;

const index = new Pinecone().index("", process.env.DOCS_HOST); // expect javascript/names-the-index

const write = index.upsert.bind(index); // expect javascript/write-to-capture
inTurn(index.deleteMany); // expect javascript/write-to-capture
const { update } = index; // expect javascript/write-to-capture
inTurn([write, update, index.fetch]);
