import assert from "node:assert/strict";
import type { CreateIndexReadCapacity } from "@pinecone-database/pinecone";
import { fromCollection } from "./fromCollection";
import { eachWithEmulator } from "./harness";
import { ManualClock } from "./manualClock";

const dedicated = (change: object = {}, manual: object = {}) => ({
  mode: "Dedicated",
  dedicated: { node_type: "b1", scaling: "Manual", manual: { shards: 1, replicas: 2, ...manual }, ...change },
});

describe("emulator: dedicated read capacity", () => {
  let clock = new ManualClock();
  const emulator = eachWithEmulator({ indexMs: 1_000 }, () => {
    clock = new ManualClock();
    return clock;
  });
  const capacity = async () => (await emulator.at.control("GET", "/indexes/docs")).body.spec.serverless.read_capacity;
  const configure = (read_capacity: object) =>
    emulator.at.control("PATCH", "/indexes/docs", { spec: { serverless: { read_capacity } } });

  it("is kept from creation on and told with its counts once the index is ready", async () => {
    const made = await emulator.at.serverless("docs", {}, { read_capacity: dedicated() });
    assert.deepEqual(made.body.spec.serverless.read_capacity, { ...dedicated(), status: { state: "Scaling" } });
    clock.advance(1_000);
    const status = { state: "Ready", current_shards: 1, current_replicas: 2 };
    assert.deepEqual(await capacity(), { ...dedicated(), status });
  });

  it("is configured through the official client: migrating to nodes, scaling, and back", async () => {
    await emulator.at.serverless("docs");
    clock.advance(1_000);
    assert.deepEqual(await capacity(), { mode: "OnDemand", status: { state: "Ready" } });
    const states: string[] = [];
    for (const wanted of [
      dedicated(),
      dedicated({}, { shards: 3 }),
      dedicated({ node_type: "t1" }),
      { mode: "OnDemand" },
    ]) {
      assert.equal((await configure(wanted)).status, 202);
      states.push((await capacity()).status.state);
      clock.advance(1_000);
      const { status, ...now } = await capacity();
      if (wanted.mode === "Dedicated") assert.deepEqual([status.state, now], ["Ready", wanted]);
    }
    assert.deepEqual(states, ["Migrating", "Scaling", "Migrating", "Migrating"]);
    assert.deepEqual(await capacity(), { mode: "OnDemand", status: { state: "Ready" } });
    await emulator.at.client.configureIndex({
      name: "docs",
      readCapacity: { mode: "Dedicated", nodeType: "t1", manual: { shards: 2, replicas: 1 } },
    });
    assert.deepEqual(
      (await capacity()).dedicated,
      dedicated({ node_type: "t1" }, { shards: 2, replicas: 1 }).dedicated,
    );
  });

  it("changes one at a time, and not at all when it is the same", async () => {
    await emulator.at.serverless("docs");
    assert.equal((await configure(dedicated())).status, 400);
    clock.advance(1_000);
    await configure(dedicated());
    assert.equal((await configure(dedicated({}, { replicas: 1 }))).status, 400);
    clock.advance(1_000);
    await configure(dedicated());
    assert.equal((await capacity()).status.state, "Ready");
  });

  it("answers the data plane meanwhile", async () => {
    await emulator.at.serverless("docs");
    clock.advance(1_000);
    await configure(dedicated());
    assert.equal((await emulator.at.data("docs", "POST", "/query", { vector: [1, 2], topK: 1 })).status, 200);
  });

  it("is given to an index made from a backup, not to one made from a collection", async () => {
    await emulator.at.serverless("docs");
    await emulator.at.pod("pods");
    clock.advance(1_000);
    await emulator.at.client.createCollection({ name: "saved", source: "pods" });
    const fromPods = { ...fromCollection({ read_capacity: dedicated() }), metric: "cosine" };
    assert.equal((await emulator.at.control("POST", "/indexes", fromPods)).status, 400);
    const { backupId } = await emulator.at.client.createBackup({ indexName: "docs" });
    const readCapacity: CreateIndexReadCapacity = {
      mode: "Dedicated",
      nodeType: "b1",
      manual: { shards: 1, replicas: 2 },
    };
    await emulator.at.client.createIndexFromBackup({ backupId, name: "copy", readCapacity });
    const copy = (await emulator.at.control("GET", "/indexes/copy")).body;
    assert.deepEqual(copy.spec.serverless.read_capacity, { ...dedicated(), status: { state: "Scaling" } });
  });

  it("is refused when it doesn't make sense, and with 501 when it would disable the index", async () => {
    const status = async (read_capacity: object) =>
      (await emulator.at.serverless("docs", {}, { read_capacity })).status;
    assert.equal(await status(dedicated({ node_type: "x9" })), 400);
    assert.equal(await status(dedicated({ scaling: "Auto" })), 400);
    assert.equal(await status(dedicated({}, { shards: 0 })), 400);
    assert.equal(await status(dedicated({}, { replicas: -1 })), 400);
    assert.equal(await status({ mode: "Sometimes" }), 400);
    assert.equal(await status({ mode: "Dedicated" }), 422);
    assert.equal(await status({ mode: "Dedicated", dedicated: { node_type: "b1", scaling: "Manual" } }), 422);
    assert.equal(await status(dedicated({}, { replicas: 0 })), 501);
  });
});
