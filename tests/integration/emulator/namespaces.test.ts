import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: namespaces", () => {
  const emulator = eachWithEmulator();
  const call = (method: string, path: string, body?: unknown, name = "docs") =>
    emulator.at.data(name, method, path, body);

  beforeEach(async () => {
    await emulator.at.serverless("docs");
  });

  it("creates, describes, lists and deletes through the official client", async () => {
    const index = await emulator.at.index("docs");
    await index.createNamespace({ name: "made" });
    await index.upsert({ records: [{ id: "a", values: [1, 1] }], namespace: "written" });
    await index.upsert({ records: [{ id: "a", values: [1, 1] }] });
    assert.equal((await index.describeNamespace("written")).recordCount, 1);
    assert.equal((await index.describeNamespace("__default__")).recordCount, 1);
    const listed = await index.listNamespaces();
    assert.deepEqual(
      listed.namespaces?.map(({ name, recordCount }) => [name, recordCount]),
      [
        ["__default__", 1],
        ["made", 0],
        ["written", 1],
      ],
    );
    await index.deleteNamespace("written");
    assert.equal((await call("GET", "/namespaces/written")).status, 404);
    assert.equal(
      (await call("POST", "/query", { vector: [1, 1], topK: 1, namespace: "written" })).body.matches.length,
      0,
    );
  });

  it("keeps a schema, which decides what filters find", async () => {
    const schema = { fields: { genre: { filterable: true } } };
    const made = await call("POST", "/namespaces", { name: "films", schema });
    assert.deepEqual([made.status, made.body], [200, { name: "films", record_count: 0, schema }]);
    const vectors = [{ id: "a", values: [1, 1], metadata: { genre: "drama", year: 2019 } }];
    await call("POST", "/vectors/upsert", { vectors, namespace: "films" });
    const find = async (filter: object) =>
      (await call("POST", "/query", { vector: [1, 1], topK: 1, namespace: "films", filter })).body.matches.length;
    assert.deepEqual([await find({ genre: "drama" }), await find({ year: 2019 })], [1, 0]);
  });

  it("pages, counts and keeps to a prefix", async () => {
    for (const name of ["b1", "a2", "a1", "a3"]) await call("POST", "/namespaces", { name });
    const first = await call("GET", "/namespaces?prefix=a&limit=2");
    assert.deepEqual(
      first.body.namespaces.map((namespace: { name: string }) => namespace.name),
      ["a1", "a2"],
    );
    assert.equal(first.body.total_count, 3);
    const second = await call("GET", `/namespaces?prefix=a&limit=2&paginationToken=${first.body.pagination.next}`);
    assert.deepEqual(
      second.body.namespaces.map((namespace: { name: string }) => namespace.name),
      ["a3"],
    );
    assert.equal(second.body.pagination, undefined);
  });

  it("takes names that need encoding, up to 512 characters", async () => {
    const name = `a/b ?${"%".repeat(507)}`;
    assert.equal((await call("POST", "/namespaces", { name })).status, 200);
    assert.equal((await call("GET", `/namespaces/${encodeURIComponent(name)}`)).body.name, name);
  });

  it("starts log sequence numbers anew when a namespace is born again", async () => {
    const write = async () =>
      (await call("POST", "/vectors/upsert", { vectors: [{ id: "a", values: [1, 1] }], namespace: "n" })).headers.get(
        "x-pinecone-request-lsn",
      );
    assert.deepEqual([await write(), await write()], ["1", "2"]);
    assert.deepEqual((await call("DELETE", "/namespaces/n")).body, {});
    assert.equal(await write(), "1");
  });

  it("refuses a name that is taken with 409, code 6", async () => {
    await call("POST", "/namespaces", { name: "made" });
    const reply = await call("POST", "/namespaces", { name: "made" });
    assert.deepEqual([reply.status, reply.body.code], [409, 6]);
  });

  it("answers 404, code 5, for one that doesn't exist", async () => {
    for (const method of ["GET", "DELETE"]) {
      const reply = await call(method, "/namespaces/nothing");
      assert.deepEqual([reply.status, reply.body.code], [404, 5]);
    }
  });

  it("refuses a missing name and a bad schema", async () => {
    assert.equal((await call("POST", "/namespaces", {})).status, 400);
    const schema = { fields: { genre: { filterable: false } } };
    assert.equal((await call("POST", "/namespaces", { name: "x", schema })).status, 400);
    assert.equal((await call("POST", "/namespaces", [])).status, 400);
  });

  it("is refused on a pod index with 400, code 3", async () => {
    await emulator.at.pod("pods");
    for (const [method, path, body] of [
      ["GET", "/namespaces", undefined],
      ["POST", "/namespaces", { name: "x" }],
      ["GET", "/namespaces/x", undefined],
      ["DELETE", "/namespaces/x", undefined],
    ] as const) {
      const reply = await call(method, path, body, "pods");
      assert.deepEqual([reply.status, reply.body.code], [400, 3], `${method} ${path}`);
    }
  });
});
