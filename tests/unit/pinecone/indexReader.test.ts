import assert from "node:assert/strict";
import type { Index } from "@pinecone-database/pinecone";
import type { Ask } from "../../../provider/src/pinecone/asking";
import { indexReader } from "../../../provider/src/pinecone/indexReader";

const ask: Ask = (_what, request) => request();
const reading = (namespaces: object) =>
  indexReader(ask, { describeIndexStats: async () => ({ namespaces, totalRecordCount: 9 }) } as unknown as Index, "h");

describe("indexReader", () => {
  it("reads counts by canonical namespace", async () => {
    const stats = await reading({ __default__: { recordCount: 4 }, news: { recordCount: 5 } }).stats();
    assert.deepEqual(stats, {
      namespaces: new Map([
        ["", 4],
        ["news", 5],
      ]),
      total: 9,
    });
  });

  it("notices a default namespace under both its names, and loses none of its records", async () => {
    const stats = await reading({ __default__: { recordCount: 4 }, "": { recordCount: 5 } }).stats();
    assert.deepEqual(stats, { namespaces: new Map([["", 9]]), total: 9, bothDefaults: true });
  });
});
