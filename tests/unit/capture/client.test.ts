import assert from "node:assert/strict";
import { Pinecone } from "@pinecone-database/pinecone";
import { Pinecone as Pinecone5 } from "pinecone-client-5";
import { type ClientIndex, inspectClient } from "../../../provider/src/capture/client";

const at8 = (maxRetries?: number) =>
  new Pinecone({ apiKey: "k", ...(maxRetries === undefined ? {} : { maxRetries }) }) as Pinecone;
const at5 = (maxRetries?: number) =>
  new Pinecone5({ apiKey: "k", ...(maxRetries === undefined ? {} : { maxRetries }) });

describe("inspectClient", () => {
  it("knows the official client 8 and what its index is", () => {
    assert.deepEqual(inspectClient(at8(0).index({ host: "h.pinecone.io" })), {
      dialect: "options",
      namespace: "__default__",
      name: "",
      host: "h.pinecone.io",
    });
    assert.deepEqual(inspectClient(at8(0).index("docs").namespace("news")), {
      dialect: "options",
      namespace: "news",
      name: "docs",
      host: "",
    });
  });

  it("knows the official client 5", () => {
    assert.deepEqual(inspectClient(at5(1).index("docs", "h.pinecone.io").namespace("news")), {
      dialect: "positional",
      namespace: "news",
      name: "docs",
      host: "h.pinecone.io",
    });
  });

  const repeating = [
    ["8 by default", () => at8().index("docs")],
    ["8 with one repetition", () => at8(1).index("docs")],
    ["5 by default", () => at5().index("docs")],
    // Up to version 6, 0 is taken for "not set": three attempts.
    ["5 with 0", () => at5(0).index("docs")],
    ["5 with two attempts", () => at5(2).index("docs")],
  ] as const;
  for (const [what, make] of repeating) {
    it(`refuses a client that repeats requests: ${what}`, () => {
      assert.throws(() => inspectClient(make()), { code: "CAPTURE_UNSUPPORTED" });
    });
  }

  it("refuses what is no index of a known client", () => {
    for (const other of [{}, { target: {}, config: { maxRetries: 0 } }, { target: { indexName: "x" } }]) {
      assert.throws(() => inspectClient(other as ClientIndex), { code: "CAPTURE_UNSUPPORTED" });
    }
  });
});
