import assert from "node:assert/strict";
import { eachWithEmulator, send } from "./harness";

const dense = { _values: { type: "dense_vector", dimension: 2, metric: "cosine" } };
const sparse = { _sparse_values: { type: "sparse_vector" } };
const podDeployment = {
  deployment_type: "pod",
  environment: "us-east-1-aws",
  pod_type: "p1.x1",
  replicas: 1,
  shards: 1,
};

describe("emulator: API 2026-07", () => {
  const emulator = eachWithEmulator();
  const next = (method: string, path: string, body?: unknown) =>
    emulator.at.control(method, path, body, { "Api-Key": "key", "X-Pinecone-Api-Version": "2026-07" });
  const create = (change: object = {}) =>
    next("POST", "/indexes", { name: "docs", schema: { fields: dense }, ...change });

  it("makes, describes and lists an index of vectors by schema, deployment and read capacity", async () => {
    const deployment = { deployment_type: "managed", cloud: "gcp", region: "us-central1" };
    const made = await create({ deployment, tags: { team: "search" }, read_capacity: { mode: "OnDemand" } });
    assert.equal(made.status, 201);
    const wanted = {
      name: "docs",
      host: made.body.host,
      schema: { fields: { _values: { ...dense._values, description: null } } },
      deployment,
      read_capacity: { mode: "OnDemand", status: { state: "Ready" } },
      deletion_protection: "disabled",
      tags: { team: "search" },
      status: { ready: true, state: "Ready" },
    };
    assert.deepEqual(made.body, { ...wanted, status: { ready: false, state: "Initializing" } });
    assert.deepEqual((await next("GET", "/indexes/docs")).body, wanted);
    assert.deepEqual((await next("GET", "/indexes")).body, { indexes: [wanted] });
  });

  it("shows one index in the shape of each version", async () => {
    await create({ tags: {} });
    const older = await emulator.at.client.describeIndex("docs");
    assert.deepEqual([older.dimension, older.metric, older.vectorType], [2, "cosine", "dense"]);
    assert.ok("serverless" in older.spec);
    assert.deepEqual([older.spec.serverless.cloud, older.spec.serverless.region], ["aws", "us-east-1"]);
    assert.equal("tags" in (await emulator.at.control("GET", "/indexes/docs")).body, false);
    assert.equal((await next("GET", "/indexes/docs")).body.tags, null);
    await emulator.at.serverless("typed", {}, { schema: { fields: { genre: { filterable: true } } } });
    const { fields } = (await next("GET", "/indexes/typed")).body.schema;
    assert.deepEqual(fields, { _values: { ...dense._values, description: null }, genre: { filterable: true } });
  });

  it("makes sparse indexes, names those without a name, and takes dense with sparse for dotproduct only", async () => {
    await create({ schema: { fields: sparse } });
    assert.equal((await emulator.at.client.describeIndex("docs")).vectorType, "sparse");
    const unnamed = await next("POST", "/indexes", { schema: { fields: dense } });
    assert.deepEqual([unnamed.status, unnamed.body.name.length > 0], [201, true]);
    const both = (metric: string) =>
      create({ name: "both", schema: { fields: { _values: { ...dense._values, metric }, ...sparse } } });
    assert.equal((await both("cosine")).status, 400);
    assert.equal((await both("dotproduct")).status, 201);
  });

  it("refuses pods, collections and backups as sources, and what has the older shape", async () => {
    const status = async (change: object) => (await create(change)).status;
    assert.equal(await status({ deployment: podDeployment }), 400);
    assert.equal(await status({ source_collection: "saved" }), 400);
    assert.equal(await status({ source_backup_id: "x" }), 400);
    assert.equal(await status({ schema: undefined }), 422);
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    assert.equal(await status({ spec }), 422);
    assert.equal((await next("POST", "/indexes", { name: "docs", dimension: 2, metric: "cosine", spec })).status, 422);
    assert.equal(await status({ schema: { fields: {} } }), 400);
    assert.equal(await status({ schema: { fields: { _values: { ...dense._values, metric: "manhattan" } } } }), 400);
    assert.equal(await status({ schema: { fields: { _values: { ...dense._values, dimension: 0 } } } }), 400);
    assert.equal(await status({ schema: { fields: { _values: { type: "dense_vector", metric: "cosine" } } } }), 422);
    assert.equal(await status({ deployment: { deployment_type: "managed", cloud: "aws", region: "mars-1" } }), 404);
    assert.deepEqual((await next("GET", "/indexes")).body, { indexes: [] });
  });

  it("answers 501 to documents, BYOC, own keys, and versions that are no month", async () => {
    const status = async (change: object) => (await create(change)).status;
    assert.equal(await status({ schema: { fields: { title: { type: "string", full_text_search: {} } } } }), 501);
    assert.equal(await status({ schema: { fields: { ...dense, title: { type: "string", embed: {} } } } }), 501);
    assert.equal(await status({ deployment: { deployment_type: "byoc", environment: "x" } }), 501);
    assert.equal(await status({ cmek_id: "x" }), 501);
    for (const version of ["2026-01.alpha", "unstable"]) {
      const headers = { "Api-Key": "key", "X-Pinecone-Api-Version": version };
      assert.equal((await emulator.at.control("GET", "/indexes", undefined, headers)).status, 501, version);
    }
  });

  it("configures tags, protection and read capacity, but neither schema nor the place", async () => {
    await create();
    const status = async (body: object) => (await next("PATCH", "/indexes/docs", body)).status;
    const changed = await next("PATCH", "/indexes/docs", { tags: { a: "b" }, deletion_protection: "enabled" });
    assert.deepEqual(
      [changed.status, changed.body.tags, changed.body.deletion_protection],
      [202, { a: "b" }, "enabled"],
    );
    assert.equal(await status({ schema: { fields: dense } }), 400);
    assert.equal(await status({ deployment: { replicas: 2 } }), 400);
    assert.equal(await status({ spec: { serverless: {} } }), 422);
    assert.equal((await next("PATCH", "/indexes/nothing", {})).status, 404);
  });

  it("describes, scales and deletes pods that an older version made, and their collections", async () => {
    await emulator.at.pod("pods");
    await emulator.at.client.createCollection({ name: "saved", source: "pods" });
    const { body } = await next("GET", "/indexes/pods");
    assert.deepEqual(body.deployment, podDeployment);
    assert.equal("read_capacity" in body, false);
    const scaled = await next("PATCH", "/indexes/pods", { deployment: { replicas: 3, pod_type: "p1.x2" } });
    assert.deepEqual([scaled.status, scaled.body.deployment.replicas], [202, 3]);
    assert.equal((await next("PATCH", "/indexes/pods", { deployment: { shards: 2 } })).status, 400);
    assert.equal((await next("PATCH", "/indexes/pods", { read_capacity: { mode: "OnDemand" } })).status, 400);
    assert.equal((await next("GET", "/collections")).body.collections.length, 1);
    assert.equal((await next("GET", "/collections/saved")).body.status, "Ready");
    assert.equal((await next("DELETE", "/collections/saved")).status, 202);
    assert.equal((await next("DELETE", "/indexes/pods")).status, 202);
  });

  it("tells the vectors of a backup by schema, and the source of an index made from one", async () => {
    await create();
    const { body } = await next("POST", "/indexes/docs/backups", {});
    assert.deepEqual(body.schema, { fields: { _values: { ...dense._values, description: null } } });
    assert.deepEqual([body.tags, "dimension" in body, "metric" in body], [null, false, false]);
    assert.deepEqual((await next("GET", "/backups")).body.data[0].schema, body.schema);
    await next("POST", `/backups/${body.backup_id}/create-index`, { name: "copy" });
    assert.equal((await next("GET", "/indexes/copy")).body.source_backup_id, body.backup_id);
  });
});

describe("emulator: API versions before 2026-07", () => {
  const emulator = eachWithEmulator();
  const versions = ["2024-07", "2025-01", "2025-04", "2025-10", "2026-04"];

  it("have pods, collections and serverless indexes in the shape of `spec`", async () => {
    await emulator.at.serverless("docs");
    for (const version of [...versions, "2025-10, 2025-10"]) {
      const headers = { "Api-Key": "key", "X-Pinecone-Api-Version": version };
      const { body } = await emulator.at.control("GET", "/indexes/docs", undefined, headers);
      assert.deepEqual(
        [body.dimension, body.spec.serverless.region, body.schema],
        [2, "us-east-1", undefined],
        version,
      );
    }
  });

  it("make no serverless index from a collection before 2025-04, which has no such field", async () => {
    await emulator.at.pod("pods");
    await emulator.at.control("POST", "/collections", { name: "saved", source: "pods" });
    const serverless = { cloud: "aws", region: "us-east-1", source_collection: "saved" };
    const pod = { environment: "us-east-1-aws", pod_type: "p1.x1", source_collection: "saved" };
    for (const version of versions) {
      const headers = { "Api-Key": "key", "X-Pinecone-Api-Version": version };
      const made = async (name: string, spec: object) => {
        const body = { name: `${name}-${version}`, dimension: 2, metric: "cosine", spec };
        return (await emulator.at.control("POST", "/indexes", body, headers)).status;
      };
      assert.equal(await made("docs", { serverless }), version < "2025-04" ? 501 : 201, version);
      assert.equal(await made("pods", { pod }), 201, version);
    }
  });

  it("call the default namespace of a serverless index `__default__` from 2025-04 on", async () => {
    await emulator.at.serverless("docs");
    const host = await emulator.at.hostOf("docs");
    await emulator.at.data("docs", "POST", "/vectors/upsert", { vectors: [{ id: "a", values: [1, 2] }] });
    const names: string[][] = [];
    for (const version of versions) {
      const headers = { "Api-Key": "key", "X-Pinecone-Api-Version": version };
      const ask = async (method: string, path: string, body?: object) =>
        (await send(method, `${host}${path}`, body, headers)).body;
      names.push([
        ...Object.keys((await ask("POST", "/describe_index_stats", {})).namespaces),
        (await ask("POST", "/query", { vector: [1, 2], topK: 1 })).namespace,
        (await ask("GET", "/vectors/fetch?ids=a")).namespace,
        (await ask("GET", "/vectors/list")).namespace,
      ]);
    }
    const [old, named] = [Array(4).fill(""), Array(4).fill("__default__")];
    assert.deepEqual(names, [old, old, named, named, named]);
  });
});
