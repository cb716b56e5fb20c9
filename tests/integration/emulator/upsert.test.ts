import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

const vector = (change: object = {}) => ({ id: "a", values: [1, 2], ...change });

describe("emulator: upsert", () => {
  const emulator = eachWithEmulator();
  const upsert = (vectors: unknown, name = "serverless", namespace?: string) =>
    emulator.at.data(name, "POST", "/vectors/upsert", { vectors, namespace });

  beforeEach(async () => {
    await emulator.at.serverless("serverless", { metric: "dotproduct" });
  });

  it("stores records, overwriting whole ones, through the official client", async () => {
    const index = await emulator.at.index("serverless");
    await index.upsert({ records: [{ id: "a", values: [1, 2], metadata: { n: 1, list: ["x"], yes: true } }] });
    await index.upsert({ records: [{ id: "a", values: [3, 4], sparseValues: { indices: [1], values: [0.5] } }] });
    const { records } = await index.fetch({ ids: ["a"] });
    assert.deepEqual(records.a?.values, [3, 4]);
    assert.deepEqual(records.a?.sparseValues, { indices: [1], values: [0.5] });
    assert.equal(records.a?.metadata, undefined);
  });

  it("answers the count and the log sequence number, on serverless only", async () => {
    await emulator.at.pod("pods");
    const made = await upsert([vector(), vector({ id: "b" })]);
    assert.deepEqual([made.status, made.body], [200, { upsertedCount: 2 }]);
    assert.equal(made.headers.get("x-pinecone-request-lsn"), "1");
    assert.equal((await upsert([vector()])).headers.get("x-pinecone-request-lsn"), "2");
    assert.equal((await upsert([vector()], "serverless", "other")).headers.get("x-pinecone-request-lsn"), "1");
    assert.equal((await upsert([vector()], "pods")).headers.get("x-pinecone-request-lsn"), null);
  });

  it("keeps every bit of a float32", async () => {
    const values = [0.1, 3.4028234663852886e38];
    await upsert([vector({ values })]);
    const { records } = await (await emulator.at.index("serverless")).fetch({ ids: ["a"] });
    assert.deepEqual(new Float32Array(records.a?.values ?? []), new Float32Array(values));
  });

  it("keeps ids that are names of object properties apart", async () => {
    await upsert([vector({ id: "__proto__" }), vector({ id: "constructor", metadata: { toString: "x" } })]);
    const { body } = await emulator.at.data(
      "serverless",
      "GET",
      "/vectors/fetch?ids=__proto__&ids=constructor&ids=valueOf",
    );
    assert.deepEqual(Object.keys(body.vectors).sort(), ["__proto__", "constructor"]);
  });

  it("takes 1,000 records at once, and a body without a content type", async () => {
    assert.equal((await upsert(Array.from({ length: 1_000 }, (_, at) => vector({ id: `r${at}` })))).status, 200);
    const host = await emulator.at.hostOf("serverless");
    const body = Buffer.from(JSON.stringify({ vectors: [vector({ id: "plain" })] }));
    const reply = await fetch(`${host}/vectors/upsert`, { method: "POST", headers: { "Api-Key": "k" }, body });
    assert.equal(reply.status, 200);
  });

  const refused: [title: string, vectors: unknown][] = [
    ["no vectors", undefined],
    ["an empty list", []],
    ["a vector that isn't an object", [5]],
    ["no id", [vector({ id: undefined })]],
    ["an empty id", [vector({ id: "" })]],
    ["an id that is a number", [vector({ id: 7 })]],
    ["an id of 513 characters", [vector({ id: "a".repeat(513) })]],
    ["an id outside ASCII", [vector({ id: "é" })]],
    ["an id with NUL", [vector({ id: "a\0" })]],
    ["no values", [vector({ values: undefined })]],
    ["another dimension", [vector({ values: [1, 2, 3] })]],
    ["a value that isn't a number", [vector({ values: [1, "2"] })]],
    ["a value beyond float32", [vector({ values: [1, 1e39] })]],
    ["a dense vector of zeros", [vector({ values: [0, -0] })]],
    ["a dense vector whose values are zeros as float32", [vector({ values: [0, 1e-50] })]],
    ["null in metadata", [vector({ metadata: { a: null } })]],
    ["nested metadata", [vector({ metadata: { a: { b: 1 } } })]],
    ["a list of numbers in metadata", [vector({ metadata: { a: [1] } })]],
    ["a metadata key with $", [vector({ metadata: { $a: 1 } })]],
    ["metadata that is a list", [vector({ metadata: [] })]],
    ["metadata over 40 KB", [vector({ metadata: { a: "x".repeat(40 * 1024) } })]],
    ["sparse lists of different lengths", [vector({ sparseValues: { indices: [1, 2], values: [1] } })]],
    ["a negative sparse index", [vector({ sparseValues: { indices: [-1], values: [1] } })]],
    ["a sparse index twice", [vector({ sparseValues: { indices: [1, 1], values: [1, 2] } })]],
    ["a sparse vector without values", [vector({ sparseValues: { indices: [], values: [] } })]],
    ["2,049 sparse values", [vector({ sparseValues: sparse(2_049) })]],
    ["1,001 records", Array.from({ length: 1_001 }, (_, at) => vector({ id: `r${at}` }))],
  ];
  for (const [title, vectors] of refused) {
    it(`refuses ${title} with 400, code 3`, async () => {
      const reply = await upsert(vectors);
      assert.deepEqual([reply.status, reply.body.code, reply.body.details], [400, 3, []]);
    });
  }

  it("refuses more than 2 MB with its own 400", async () => {
    const metadata = { a: "x".repeat(30_000) };
    const reply = await upsert(Array.from({ length: 80 }, (_, at) => vector({ id: `r${at}`, metadata })));
    assert.deepEqual([reply.status, reply.body.code], [400, 3]);
  });

  it("stores nothing of a request of which one record is refused", async () => {
    await upsert([vector({ id: "good" }), vector({ id: "bad", values: [1] })]);
    assert.equal((await (await emulator.at.index("serverless")).describeIndexStats()).totalRecordCount, 0);
  });

  it("takes metadata of exactly 40 KB and an id of 512 characters", async () => {
    const metadata = { a: "x".repeat(40 * 1024 - '{"a":""}'.length) };
    assert.equal((await upsert([vector({ id: "a".repeat(512), metadata })])).status, 200);
  });

  it("takes a dense vector of zeros in a pod index: old ones hold such", async () => {
    await emulator.at.pod("old");
    assert.equal((await upsert([vector({ values: [0, 0] })], "old")).status, 200);
  });

  it("refuses a number in metadata that no double holds", async () => {
    const body = '{"vectors":[{"id":"a","values":[1,2],"metadata":{"n":1e400}}]}';
    assert.equal((await emulator.at.data("serverless", "POST", "/vectors/upsert", body)).status, 400);
  });

  it("refuses sparse values on p2 pods only", async () => {
    await emulator.at.pod("fast", {}, { pod_type: "p2.x1" });
    await emulator.at.pod("large", {}, { pod_type: "s1.x1" });
    const vectors = [vector({ sparseValues: sparse(3_000) })];
    assert.equal((await upsert(vectors, "fast")).status, 400);
    assert.equal((await upsert(vectors, "large")).status, 200);
  });

  it("takes sparse values only in a sparse index", async () => {
    await emulator.at.serverless("words", { vector_type: "sparse", dimension: undefined, metric: "dotproduct" });
    assert.equal((await upsert([{ id: "a", sparseValues: sparse(2) }], "words")).status, 200);
    assert.equal((await upsert([{ id: "a" }], "words")).status, 400);
    assert.equal((await upsert([vector({ sparseValues: sparse(2) })], "words")).status, 400);
    const { body } = await emulator.at.data("words", "GET", "/vectors/fetch?ids=a");
    assert.deepEqual(body.vectors.a.values, []);
  });

  it("refuses a namespace outside ASCII or over 512 characters", async () => {
    assert.equal((await upsert([vector()], "serverless", "ü")).status, 400);
    assert.equal((await upsert([vector()], "serverless", "n".repeat(513))).status, 400);
    assert.equal((await upsert([vector()], "serverless", "n".repeat(512))).status, 200);
  });
});

describe("emulator: upsert without limits", () => {
  const emulator = eachWithEmulator({ limits: "off" });

  it("takes any size, and checks types all the same", async () => {
    await emulator.at.serverless("docs");
    const metadata = { a: "x".repeat(50_000) };
    const vectors = Array.from({ length: 1_200 }, (_, at) => vector({ id: `${"i".repeat(600)}${at}`, metadata }));
    const reply = await emulator.at.data("docs", "POST", "/vectors/upsert", { vectors });
    assert.deepEqual([reply.status, reply.body], [200, { upsertedCount: 1_200 }]);
    const bad = await emulator.at.data("docs", "POST", "/vectors/upsert", {
      vectors: [vector({ metadata: { a: null } })],
    });
    assert.equal(bad.status, 400);
  });
});

describe("emulator: quota of namespaces", () => {
  const emulator = eachWithEmulator({ quotas: { namespaces: 1 } });

  it("refuses the write that would make one too many with 403", async () => {
    await emulator.at.serverless("docs");
    const write = (namespace: string) =>
      emulator.at.data("docs", "POST", "/vectors/upsert", { vectors: [vector()], namespace });
    assert.equal((await write("first")).status, 200);
    assert.equal((await write("first")).status, 200);
    const reply = await write("second");
    assert.deepEqual([reply.status, reply.body.code], [403, 7]);
    assert.equal((await emulator.at.data("docs", "POST", "/namespaces", { name: "second" })).status, 403);
  });
});

function sparse(length: number): object {
  return { indices: Array.from({ length }, (_, at) => at), values: Array.from({ length }, () => 0.5) };
}
