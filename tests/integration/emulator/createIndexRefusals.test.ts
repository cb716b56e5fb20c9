import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: refusals of a new index", () => {
  const emulator = eachWithEmulator();

  const refused: [title: string, body: object, status: number, code: string][] = [
    ["no name", { name: undefined }, 422, "UNPROCESSABLE_ENTITY"],
    ["a name that is a number", { name: 5 }, 422, "UNPROCESSABLE_ENTITY"],
    ["no spec", { spec: undefined }, 422, "UNPROCESSABLE_ENTITY"],
    ["an empty spec", { spec: {} }, 400, "INVALID_ARGUMENT"],
    ["two specs", { spec: { pod: {}, serverless: {} } }, 400, "INVALID_ARGUMENT"],
    ["an upper-case name", { name: "Docs" }, 400, "INVALID_ARGUMENT"],
    ["a name that ends with a hyphen", { name: "docs-" }, 400, "INVALID_ARGUMENT"],
    ["an empty name", { name: "" }, 400, "INVALID_ARGUMENT"],
    ["a name of 46 characters", { name: "a".repeat(46) }, 400, "INVALID_ARGUMENT"],
    ["no dimension", { dimension: undefined }, 400, "INVALID_ARGUMENT"],
    ["dimension 0", { dimension: 0 }, 400, "INVALID_ARGUMENT"],
    ["dimension 20,001", { dimension: 20_001 }, 400, "INVALID_ARGUMENT"],
    ["half a dimension", { dimension: 1.5 }, 422, "UNPROCESSABLE_ENTITY"],
    ["an unknown metric", { metric: "hamming" }, 400, "INVALID_ARGUMENT"],
    ["an unknown vector type", { vector_type: "binary" }, 400, "INVALID_ARGUMENT"],
    ["a sparse index with a dimension", { vector_type: "sparse", metric: "dotproduct" }, 400, "INVALID_ARGUMENT"],
    ["a sparse index with cosine", { vector_type: "sparse", dimension: undefined }, 400, "INVALID_ARGUMENT"],
    ["an unknown protection", { deletion_protection: "on" }, 400, "INVALID_ARGUMENT"],
    ["tags that aren't strings", { tags: { a: 1 } }, 422, "UNPROCESSABLE_ENTITY"],
    ["a tag key with a space", { tags: { "a b": "c" } }, 400, "INVALID_ARGUMENT"],
    ["a tag value with a slash", { tags: { a: "b/c" } }, 400, "INVALID_ARGUMENT"],
    ["integrated embedding", { embed: { model: "m" } }, 501, "UNIMPLEMENTED"],
    ["BYOC", { spec: { byoc: { environment: "e" } } }, 501, "UNIMPLEMENTED"],
  ];
  for (const [title, change, status, code] of refused) {
    it(`refuses ${title}`, async () => {
      const reply = await emulator.at.serverless("docs", change);
      assert.deepEqual([reply.status, reply.body.error.code, reply.body.status], [status, code, status]);
      assert.deepEqual((await emulator.at.client.listIndexes()).indexes, []);
    });
  }

  const pods: [title: string, pod: object, status: number][] = [
    ["no environment", { environment: undefined }, 422],
    ["no pod type", { pod_type: undefined }, 422],
    ["an unknown environment", { environment: "nowhere" }, 400],
    ["an unknown pod type", { pod_type: "p3.x1" }, 400],
    ["no replica", { replicas: 0 }, 400],
    ["pods that aren't shards times replicas", { pods: 3, replicas: 2, shards: 2 }, 400],
    ["a list of indexed fields that isn't one", { metadata_config: { indexed: "genre" } }, 422],
  ];
  for (const [title, pod, status] of pods) {
    it(`refuses a pod spec with ${title}`, async () => {
      assert.equal((await emulator.at.pod("docs", {}, pod)).status, status);
    });
  }

  const serverless: [title: string, spec: object, status: number][] = [
    ["no cloud", { cloud: undefined }, 422],
    ["dedicated read nodes that aren't described", { read_capacity: { mode: "Dedicated" } }, 422],
    ["an unknown read capacity", { read_capacity: { mode: "Rented" } }, 400],
    ["a field that isn't filterable", { schema: { fields: { a: { filterable: false } } } }, 400],
    ["a field named with $", { schema: { fields: { $a: { filterable: true } } } }, 400],
    ["a schema without fields", { schema: {} }, 422],
  ];
  for (const [title, spec, status] of serverless) {
    it(`refuses a serverless spec with ${title}`, async () => {
      assert.equal((await emulator.at.serverless("docs", {}, spec)).status, status);
    });
  }

  it("refuses sparse pods", async () => {
    const reply = await emulator.at.pod("docs", { vector_type: "sparse", dimension: undefined, metric: "dotproduct" });
    assert.equal(reply.status, 400);
  });

  it("says with 422 which field is missing", async () => {
    const reply = await emulator.at.control("POST", "/indexes", {});
    const message = "Failed to deserialize the JSON body into the target type: missing field `name` at line 1 column 2";
    assert.deepEqual(reply.body.error, { code: "UNPROCESSABLE_ENTITY", message });
  });

  it("refuses what isn't JSON with 400, and no object with 422", async () => {
    assert.equal((await emulator.at.control("POST", "/indexes", "{")).status, 400);
    assert.equal((await emulator.at.control("POST", "/indexes", "[]")).status, 422);
    assert.equal((await emulator.at.control("POST", "/indexes")).status, 422);
  });
});

describe("emulator: quotas of indexes", () => {
  const emulator = eachWithEmulator({ quotas: { indexes: 1, pods: 2 } });

  it("refuses one serverless index too many with 403", async () => {
    await emulator.at.serverless("first");
    const reply = await emulator.at.serverless("second");
    assert.equal(reply.status, 403);
    const message = "Increase your quota or upgrade to create more indexes.";
    assert.deepEqual(reply.body, { error: { code: "FORBIDDEN", message }, status: 403 });
  });

  it("counts pods, replicas included, at creation and at scaling", async () => {
    assert.equal((await emulator.at.pod("large", {}, { replicas: 3 })).status, 403);
    assert.equal((await emulator.at.pod("small", {}, { replicas: 2 })).status, 201);
    assert.equal((await emulator.at.pod("more")).status, 403);
    const scaled = await emulator.at.control("PATCH", "/indexes/small", { spec: { pod: { replicas: 3 } } });
    assert.equal(scaled.status, 403);
    assert.equal((await emulator.at.control("GET", "/indexes/small")).body.spec.pod.replicas, 2);
  });
});
