import assert from "node:assert/strict";
import { fromCollection, podWithRecords } from "./fromCollection";
import { eachWithEmulator } from "./harness";

describe("emulator: collections", () => {
  const emulator = eachWithEmulator();
  const create = (source = "pods", name = "saved") => emulator.at.control("POST", "/collections", { name, source });

  it("is made, described, listed and deleted through the official client", async () => {
    const { client } = emulator.at;
    await podWithRecords(emulator.at);
    const made = await client.createCollection({ name: "saved", source: "pods" });
    assert.equal(made.status, "Initializing");
    const found = await client.describeCollection("saved");
    assert.equal(found.status, "Ready");
    assert.equal(found.environment, "us-east-1-aws");
    assert.equal(found.vectorCount, 3);
    assert.equal(found.dimension, 2);
    // Three records: an id of 1 byte and 8 bytes of values each, one sparse value, {"genre":"drama"}.
    assert.equal(found.size, 3 * (1 + 8) + 8 + 17);
    assert.deepEqual(
      (await client.listCollections()).collections?.map((collection) => collection.name),
      ["saved"],
    );
    await client.deleteCollection("saved");
    assert.deepEqual((await client.listCollections()).collections, []);
  });

  it("tells size and counts only once it is Ready", async () => {
    await podWithRecords(emulator.at);
    emulator.at.emulator.control.holdCollections();
    const made = await create();
    assert.equal(made.status, 201);
    assert.deepEqual(made.body, { name: "saved", environment: "us-east-1-aws", status: "Initializing" });
    emulator.at.emulator.control.releaseCollections();
    assert.equal((await emulator.at.control("GET", "/collections/saved")).body.vector_count, 3);
  });

  it("holds the records as of the request, whatever is written while it is being made", async () => {
    await podWithRecords(emulator.at);
    const pods = await emulator.at.index("pods");
    emulator.at.emulator.control.holdCollections();
    await create();
    await pods.upsert({
      records: [
        { id: "a", values: [9, 9] },
        { id: "late", values: [1, 1] },
      ],
    });
    await pods.update({ id: "b", metadata: { changed: true } });
    await pods.deleteMany({ ids: ["a"], namespace: "other" });
    emulator.at.emulator.control.releaseCollections();
    await emulator.at.control("POST", "/indexes", fromCollection());
    const copy = await emulator.at.index("copy");
    const { records } = await copy.fetch({ ids: ["a", "b", "late"] });
    assert.deepEqual(Object.keys(records).sort(), ["a", "b"]);
    assert.deepEqual(records.a?.values, Array.from(new Float32Array([0.1, 0.2])));
    assert.deepEqual(records.a?.metadata, { genre: "drama" });
    assert.deepEqual(records.b?.sparseValues, { indices: [7], values: [0.5] });
    assert.equal(records.b?.metadata, undefined);
    const other = await copy.fetch({ ids: ["a"], namespace: "other" });
    assert.deepEqual(other.records.a?.values, [3, 4]);
  });

  it("keeps its records when the index made from it is written to", async () => {
    await podWithRecords(emulator.at);
    await create();
    await emulator.at.control("POST", "/indexes", fromCollection());
    const copy = await emulator.at.index("copy");
    await copy.deleteAll();
    await copy.upsert({ records: [{ id: "b", values: [8, 8] }], namespace: "other" });
    await emulator.at.control("POST", "/indexes", { ...fromCollection(), name: "again" });
    const again = await emulator.at.index("again");
    const stats = await again.describeIndexStats();
    assert.deepEqual(stats.namespaces, { __default__: { recordCount: 2 }, other: { recordCount: 1 } });
    const pods = await emulator.at.index("pods");
    assert.deepEqual(Object.keys((await pods.fetch({ ids: ["a", "b"] })).records).sort(), ["a", "b"]);
  });

  it("makes a pod index of the same environment, another metric included", async () => {
    await podWithRecords(emulator.at);
    await create();
    const made = await emulator.at.pod("restored", { metric: "cosine" }, { source_collection: "saved" });
    assert.equal(made.status, 201);
    assert.equal(made.body.spec.pod.source_collection, "saved");
    const stats = await (await emulator.at.index("restored")).describeIndexStats();
    assert.deepEqual(stats.namespaces, { "": { recordCount: 2 }, other: { recordCount: 1 } });
  });

  it("keeps source_collection and schema in the serverless answer, also once the collection is gone", async () => {
    await podWithRecords(emulator.at);
    await create();
    const schema = { fields: { genre: { filterable: true } } };
    await emulator.at.control("POST", "/indexes", fromCollection({ schema }));
    await emulator.at.client.deleteCollection("saved");
    await emulator.at.client.deleteIndex("pods");
    const { body } = await emulator.at.control("GET", "/indexes/copy");
    assert.equal(body.spec.serverless.source_collection, "saved");
    assert.deepEqual(body.spec.serverless.schema, schema);
    assert.equal((await (await emulator.at.index("copy")).describeIndexStats()).totalRecordCount, 3);
  });

  it("refuses a name that is taken, a bad name, a missing field and an unknown source", async () => {
    await emulator.at.pod("pods");
    await create();
    assert.deepEqual([(await create()).status, (await create()).body.error.code], [409, "ALREADY_EXISTS"]);
    assert.equal((await create("pods", "Saved")).status, 400);
    assert.equal((await emulator.at.control("POST", "/collections", { name: "x" })).status, 422);
    const unknown = await create("nothing", "other");
    assert.deepEqual([unknown.status, unknown.body.error.message], [404, "Resource nothing not found"]);
  });

  it("refuses a serverless source and a source that isn't ready with 400", async () => {
    await emulator.at.serverless("serverless");
    assert.equal((await create("serverless")).status, 400);
    emulator.at.emulator.control.holdIndexes();
    await emulator.at.pod("pods");
    const early = await create();
    assert.deepEqual([early.status, early.body.error.message], [400, "Source index is not ready"]);
  });

  it("answers 404 for a collection that doesn't exist", async () => {
    for (const method of ["GET", "DELETE"]) {
      const reply = await emulator.at.control(method, "/collections/nothing");
      const error = { code: "NOT_FOUND", message: "Collection nothing not found." };
      assert.deepEqual([reply.status, reply.body], [404, { error, status: 404 }]);
    }
  });
});

describe("emulator: quota of collections", () => {
  const emulator = eachWithEmulator({ quotas: { collections: 1 } });

  it("refuses one too many with 403", async () => {
    await emulator.at.pod("pods");
    await emulator.at.client.createCollection({ name: "first", source: "pods" });
    const reply = await emulator.at.control("POST", "/collections", { name: "second", source: "pods" });
    const message = "Collection exceeds quota. Maximum allowed on your account is 1. Currently have 1.";
    assert.deepEqual([reply.status, reply.body.error], [403, { code: "FORBIDDEN", message }]);
  });
});
