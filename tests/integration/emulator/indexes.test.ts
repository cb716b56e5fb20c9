import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";
import { ManualClock } from "./manualClock";

const ON_DEMAND = { mode: "OnDemand", status: { state: "Ready" } };

describe("emulator: indexes", () => {
  const emulator = eachWithEmulator();

  it("creates, describes and lists a pod index through the official client", async () => {
    const { client } = emulator.at;
    await client.createIndex({
      name: "docs",
      dimension: 3,
      metric: "dotproduct",
      spec: { pod: { environment: "us-west1-gcp", podType: "s1.x2", pods: 2, shards: 1, replicas: 2 } },
      deletionProtection: "enabled",
      tags: { team: "search" },
      waitUntilReady: true,
    });
    const found = await client.describeIndex("docs");
    assert.equal(found.dimension, 3);
    assert.equal(found.metric, "dotproduct");
    assert.deepEqual(found.status, { ready: true, state: "Ready" });
    assert.equal(found.deletionProtection, "enabled");
    assert.deepEqual(found.tags, { team: "search" });
    const { pod } = (await emulator.at.control("GET", "/indexes/docs")).body.spec;
    assert.deepEqual([pod.pod_type, pod.pods], ["s1.x2", 2]);
    assert.match(found.host, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(
      (await client.listIndexes()).indexes?.map((index) => index.name),
      ["docs"],
    );
  });

  it("answers an IndexModel with exactly the keys of the definition, none of them null", async () => {
    const made = await emulator.at.pod("docs", {}, { metadata_config: { indexed: ["genre"] }, shards: 2 });
    assert.equal(made.status, 201);
    assert.deepEqual(made.body, {
      name: "docs",
      dimension: 2,
      metric: "cosine",
      host: made.body.host,
      spec: {
        pod: {
          environment: "us-east-1-aws",
          pod_type: "p1.x1",
          pods: 2,
          replicas: 1,
          shards: 2,
          metadata_config: { indexed: ["genre"] },
        },
      },
      deletion_protection: "disabled",
      status: { ready: false, state: "Initializing" },
      vector_type: "dense",
    });
  });

  it("answers a serverless spec with its read capacity and schema", async () => {
    const schema = { fields: { genre: { filterable: true } } };
    const made = await emulator.at.serverless("docs", {}, { schema, read_capacity: { mode: "OnDemand" } });
    assert.equal(made.status, 201);
    const spec = { cloud: "aws", region: "us-east-1", read_capacity: ON_DEMAND, schema };
    assert.deepEqual(made.body.spec, { serverless: spec });
  });

  it("makes a sparse index without a dimension", async () => {
    const made = await emulator.at.serverless("words", {
      vector_type: "sparse",
      dimension: undefined,
      metric: undefined,
    });
    assert.equal(made.status, 201);
    assert.equal(made.body.metric, "dotproduct");
    assert.equal(Object.hasOwn(made.body, "dimension"), false);
  });

  it("derives shards from pods and replicas", async () => {
    const made = await emulator.at.pod("docs", {}, { pods: 6, replicas: 2 });
    assert.deepEqual([made.body.spec.pod.shards, made.body.spec.pod.pods], [3, 6]);
  });

  it("refuses a name that is taken with 409", async () => {
    await emulator.at.pod("docs");
    const again = await emulator.at.serverless("docs");
    assert.equal(again.status, 409);
    assert.deepEqual(again.body, {
      error: { code: "ALREADY_EXISTS", message: "Resource already exists." },
      status: 409,
    });
  });

  it("lets one of two requests for the same name win", async () => {
    const both = await Promise.all([emulator.at.pod("docs"), emulator.at.pod("docs")]);
    assert.deepEqual(both.map((reply) => reply.status).sort(), [201, 409]);
  });

  it("answers 404 for an index that doesn't exist", async () => {
    for (const method of ["GET", "DELETE"]) {
      const reply = await emulator.at.control(method, "/indexes/nothing");
      assert.equal(reply.status, 404);
      assert.deepEqual(reply.body, { error: { code: "NOT_FOUND", message: "Index nothing not found." }, status: 404 });
    }
  });

  it("answers 404 for a region that serverless doesn't have", async () => {
    const reply = await emulator.at.serverless("docs", {}, { region: "us-west1" });
    assert.equal(reply.status, 404);
    assert.equal(reply.body.error.message, "Resource cloud: aws region: us-west1 not found.");
    assert.equal((await emulator.at.serverless("docs", {}, { cloud: "toString" })).status, 404);
  });

  it("deletes an index and closes its port", async () => {
    const { client } = emulator.at;
    await emulator.at.serverless("docs");
    const host = await emulator.at.hostOf("docs");
    await client.deleteIndex("docs");
    assert.deepEqual((await client.listIndexes()).indexes, []);
    await assert.rejects(fetch(`${host}/describe_index_stats`));
  });

  it("refuses to delete a protected index with 403", async () => {
    await emulator.at.pod("docs", { deletion_protection: "enabled" });
    const reply = await emulator.at.control("DELETE", "/indexes/docs");
    assert.equal(reply.status, 403);
    const message = "Deletion protection is enabled for this index. Disable deletion protection before retrying.";
    assert.deepEqual(reply.body, { error: { code: "FORBIDDEN", message }, status: 403 });
  });

  it("fails the next index when a test asks for it, and only that one", async () => {
    emulator.at.emulator.control.failNextIndex();
    await emulator.at.serverless("first");
    await emulator.at.serverless("second");
    const { client } = emulator.at;
    assert.deepEqual((await client.describeIndex("first")).status, { ready: false, state: "InitializationFailed" });
    assert.deepEqual((await client.describeIndex("second")).status, { ready: true, state: "Ready" });
    assert.equal((await emulator.at.data("first", "POST", "/query", {})).status, 503);
  });

  it("stays Initializing while held", async () => {
    const { client } = emulator.at;
    emulator.at.emulator.control.holdIndexes();
    await emulator.at.serverless("docs");
    assert.equal((await client.describeIndex("docs")).status.state, "Initializing");
    emulator.at.emulator.control.releaseIndexes();
    assert.equal((await client.describeIndex("docs")).status.state, "Ready");
  });
});

describe("emulator: states of indexes over time", () => {
  let clock = new ManualClock();
  const emulator = eachWithEmulator({ indexMs: 1_000, deleteMs: 500 }, () => {
    clock = new ManualClock();
    return clock;
  });
  const state = async () => (await emulator.at.client.describeIndex("docs")).status;

  it("is Initializing, then Ready, then Terminating, then gone", async () => {
    await emulator.at.pod("docs");
    clock.advance(999);
    assert.deepEqual(await state(), { ready: false, state: "Initializing" });
    clock.advance(1);
    assert.deepEqual(await state(), { ready: true, state: "Ready" });
    assert.equal((await emulator.at.control("DELETE", "/indexes/docs")).status, 202);
    assert.deepEqual(await state(), { ready: false, state: "Terminating" });
    assert.equal((await emulator.at.pod("docs")).status, 409);
    assert.equal((await emulator.at.control("DELETE", "/indexes/docs")).status, 202);
    assert.equal((await emulator.at.control("PATCH", "/indexes/docs", {})).status, 400);
    clock.advance(500);
    assert.equal((await emulator.at.control("GET", "/indexes/docs")).status, 404);
  });

  it("answers 503 on the data plane, except for stats, until it is ready", async () => {
    await emulator.at.pod("docs");
    const early = await emulator.at.data("docs", "GET", "/vectors/fetch?ids=a");
    assert.equal(early.status, 503);
    assert.equal(early.body.code, 14);
    assert.equal((await emulator.at.data("docs", "GET", "/describe_index_stats")).status, 200);
    clock.advance(1_000);
    assert.equal((await emulator.at.data("docs", "GET", "/vectors/fetch?ids=a")).status, 200);
  });

  it("forgets transitions at reset", async () => {
    await emulator.at.pod("docs");
    assert.equal(clock.pending, 1);
    await emulator.at.emulator.reset();
    assert.equal(clock.pending, 0);
    assert.equal((await emulator.at.pod("docs")).status, 201);
  });
});
