import assert from "node:assert/strict";
import { connect } from "../../../provider/src/pinecone/client";

const HOST = "http://127.0.0.1:1";

/** Reads of an index whose service answers everything with success and this. */
function answered(...bodies: object[]) {
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request) => {
    const body = bodies[Math.min(asked.length, bodies.length - 1)];
    asked.push(String(url));
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(body), { status: 200, headers });
  };
  return { reader: connect({ apiKey: "k", controllerHost: HOST, fetch }).catchUpReader(HOST), asked };
}

describe("an answer of success that is none", () => {
  const error = { code: 13, message: "internal", details: [] };

  it("is an error, and not an index without records", async () => {
    const { reader } = answered(error);
    for (const read of [
      reader.stats(),
      reader.fetch("", ["a"]),
      reader.list(""),
      reader.fetchByFilter("", { a: { $eq: 1 } }),
    ]) {
      await assert.rejects(read, { code: "API_ERROR" });
    }
  });

  it("is one with any field of its own, empty ones too", async () => {
    assert.equal((await answered({ namespaces: {}, totalVectorCount: 0 }).reader.stats()).total, 0);
    assert.equal((await answered({ vectors: {}, namespace: "" }).reader.fetch("", ["a"])).size, 0);
    assert.deepEqual(await answered({ vectors: [], namespace: "" }).reader.list(""), { ids: [] });
    assert.deepEqual(await answered({ namespace: "" }).reader.fetchByFilter("", { a: { $eq: 1 } }), { ids: [] });
  });

  it("has no page behind it whose token is empty", async () => {
    const last = { vectors: [{ id: "a" }], pagination: { next: "" }, namespace: "" };
    assert.deepEqual(await answered(last).reader.list(""), { ids: ["a"] });
    const more = { vectors: [{ id: "a" }], pagination: { next: "t" }, namespace: "" };
    assert.deepEqual(await answered(more).reader.list(""), { ids: ["a"], next: "t" });
    const filtered = { vectors: { a: { id: "a" } }, pagination: { next: "" }, namespace: "" };
    assert.deepEqual(await answered(filtered).reader.fetchByFilter("", { a: { $eq: 1 } }), { ids: ["a"] });
  });
});
