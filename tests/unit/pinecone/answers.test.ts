import assert from "node:assert/strict";
import { connect } from "../../../provider/src/pinecone/client";
import type { PineconeClient } from "../../../provider/src/pinecone/types";

const HOST = "http://127.0.0.1:1";

/** Reads of an index whose service answers everything with success and this. */
function answered(...bodies: (object | string)[]) {
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request) => {
    const body = bodies[Math.min(asked.length, bodies.length - 1)];
    asked.push(String(url));
    const headers = { "content-type": "application/json" };
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status: 200, headers });
  };
  const client = connect({ apiKey: "k", controllerHost: HOST, fetch });
  return { client, reader: client.catchUpReader(HOST), writer: client.writer(HOST), asked };
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

  it("is an error for people where it isn't JSON at all, or counts no records", async () => {
    for (const text of ["<html>Sign in</html>", "", '{"vectors":{"a":{"id":"a","values":[0.1', "null", "7"]) {
      const { reader } = answered(text);
      for (const read of [reader.stats(), reader.fetch("", ["a"]), reader.list(""), reader.fetchByFilter("", {})]) {
        await assert.rejects(read, { code: "API_ERROR" }, text);
      }
    }
    for (const count of ["many", -1, 0.5, null, {}]) {
      const stats = { namespaces: { n: { vectorCount: count } }, totalVectorCount: 1 };
      await assert.rejects(answered(stats).reader.stats(), { code: "API_ERROR" }, String(count));
    }
    await assert.rejects(answered({ namespaces: { n: null } }).reader.stats(), { code: "API_ERROR" });
    await assert.rejects(answered({ namespaces: {}, totalVectorCount: "x" }).reader.stats(), { code: "API_ERROR" });
  });

  it("is one whose counts are text, as protobuf's JSON has an int64", async () => {
    const stats = { namespaces: { n: { vectorCount: "12" }, __default__: {} }, totalVectorCount: "12" };
    assert.deepEqual(await answered(stats).reader.stats(), {
      namespaces: new Map([
        ["n", 12],
        ["", 0],
      ]),
      total: 12,
    });
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

describe("an answer of success to a write that is none", () => {
  const records = [
    { id: "a", values: [1] },
    { id: "b", values: [2] },
  ];
  const upserted = async (body: object) => (await answered(body).writer.upsert("", records)).kind;

  it("leaves an upsert's outcome unknown unless it says that every record was taken", async () => {
    for (const body of [{}, { code: 13, message: "internal", details: [] }, { ok: true }, { upsertedCount: 1 }, []]) {
      assert.equal(await upserted(body), "unknown", JSON.stringify(body));
    }
    assert.equal(await upserted({ upsertedCount: 2 }), "applied");
    assert.equal(await upserted({ upsertedCount: "2" }), "applied", "an int64 as protobuf's JSON has it");
  });

  it("counts a record that was sent twice once or twice", async () => {
    const twice = [...records, { id: "a", values: [3] }];
    for (const upsertedCount of [2, 3]) {
      assert.equal((await answered({ upsertedCount }).writer.upsert("", twice)).kind, "applied");
    }
  });

  it("leaves a delete's and an update's outcome unknown when it has the form of an error", async () => {
    for (const body of [{ code: 13, message: "internal" }, { error: { code: "INTERNAL" }, status: 500 }, []]) {
      const { writer } = answered(body);
      assert.equal((await writer.deleteIds("", ["a"])).kind, "unknown");
      assert.equal((await writer.update("", { id: "a", values: [1] })).kind, "unknown");
    }
    assert.equal((await answered({}).writer.deleteIds("", ["a"])).kind, "applied");
    assert.equal((await answered({ matchedRecords: 1 }).writer.update("", { id: "a", values: [1] })).kind, "applied");
  });
});

describe("an answer of success of the control plane that is none", () => {
  const WANTED = {
    name: "docs",
    dimension: 2,
    metric: "cosine",
    cloud: "aws",
    region: "us-east-1",
    sourceCollection: "saved",
    tags: {},
  } as const;
  const INDEX = {
    name: "docs",
    metric: "cosine",
    vector_type: "dense",
    host: HOST,
    status: { ready: true, state: "Ready" },
    spec: { pod: { environment: "us-east-1-aws", pod_type: "p1.x1" } },
  };
  const COLLECTION = { name: "docs", status: "Ready", environment: "us-east-1-aws" };
  const ofIndex = (client: PineconeClient) => [
    () => client.describeIndex("docs"),
    () => client.configureIndex("docs", { deletionProtection: "enabled" }),
    () => client.createServerlessIndex(WANTED),
  ];
  const ofCollection = (client: PineconeClient) => [
    () => client.describeCollection("docs"),
    () => client.createCollection("docs", "pods"),
  ];
  const all = (client: PineconeClient) => [...ofIndex(client), ...ofCollection(client), () => client.listIndexes()];

  it("is an error, and neither a guard that is set nor a project without indexes", async () => {
    const error = { error: { code: "INTERNAL", message: "internal" }, status: 500 };
    for (const body of [error, {}, [], "<html>Sign in</html>", "", "null"]) {
      for (const ask of all(answered(body).client)) await assert.rejects(ask, { code: "API_ERROR" });
    }
  });

  it("is one about another index or collection", async () => {
    for (const ask of ofIndex(answered({ ...INDEX, name: "other" }).client)) {
      await assert.rejects(ask, { code: "API_ERROR" });
    }
    for (const ask of ofCollection(answered({ ...COLLECTION, name: "other" }).client)) {
      await assert.rejects(ask, { code: "API_ERROR" });
    }
  });

  it("is none that tells of what was asked for", async () => {
    for (const ask of ofIndex(answered(INDEX).client)) await ask();
    for (const ask of ofCollection(answered(COLLECTION).client)) await ask();
    assert.deepEqual(await answered({ indexes: [] }).client.listIndexes(), []);
    assert.equal(await answered("").client.deleteIndex("docs"), true);
  });

  it("is an error of an import that is none, too", async () => {
    for (const body of [{ code: 13, message: "internal" }, {}, "<html>"]) {
      const imports = answered(body).client.imports(HOST);
      await assert.rejects(imports.start("s3://bucket/x"), { code: "API_ERROR" });
      await assert.rejects(imports.describe("1"), { code: "API_ERROR" });
    }
  });
});
