import assert from "node:assert/strict";
import { ensureReadCapacity, type ReadCapacityPlan } from "../../../provider/src/migration/readCapacity";
import type { IndexChange, ReadCapacity } from "../../../provider/src/pinecone/types";
import { contextOf } from "../../support/provider/contexts";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";
import { FakeClient } from "../../support/provider/fakeClient";
import { FakeTime } from "../../support/provider/fakeTime";

const NODES = { nodeType: "t1", shards: 2, replicas: 1 };
const PLAN: ReadCapacityPlan = { name: "docs-serverless", wanted: NODES, deadlineMs: 60_000 };
const READY: ReadCapacity = { nodes: NODES, state: "Ready" };

/** A service that answers these read capacities one look after the other, the last one for ever. */
function answering(...answers: (ReadCapacity | undefined)[]) {
  const client = new FakeClient();
  const changes: IndexChange[] = [];
  client.describeIndex = async () => {
    const readCapacity = answers.length > 1 ? answers.shift() : answers[0];
    return serverlessDescription({}, readCapacity === undefined ? {} : { readCapacity });
  };
  client.configureIndex = async (_name, change) => void changes.push(change);
  return { context: contextOf(client, { clock: new FakeTime() }), changes };
}

const code = (wanted: string) => (error: { code?: string }) => error.code === wanted;

describe("ensureReadCapacity", () => {
  it("asks for nothing when it is as wanted, and says nothing", async () => {
    const { context, changes } = answering(READY);
    assert.deepEqual((await ensureReadCapacity(context, PLAN)).spec.readCapacity, READY);
    assert.deepEqual([changes, context.said.report, context.said.progress], [[], [], []]);
  });

  it("takes an answer without any as on demand", async () => {
    const { context, changes } = answering(undefined);
    await ensureReadCapacity(context, { ...PLAN, wanted: "OnDemand" });
    assert.deepEqual(changes, []);
    const other = answering(undefined, { nodes: NODES, state: "Migrating", currentShards: 1 }, READY);
    await ensureReadCapacity(other.context, PLAN);
    assert.deepEqual(other.changes, [{ readCapacity: NODES }]);
    assert.deepEqual(other.context.said.progress, ["read capacity Migrating: 1 of 2 shards, 0 s so far"]);
  });

  it("waits for a change that is under way before it asks for its own", async () => {
    const other = { nodes: { ...NODES, shards: 1 }, state: "Scaling" };
    const { context, changes } = answering(
      other,
      other,
      { ...other, state: "Ready" },
      { nodes: NODES, state: "Scaling" },
      READY,
    );
    await ensureReadCapacity(context, PLAN);
    assert.deepEqual(changes, [{ readCapacity: NODES }]);
    assert.deepEqual(context.said.report, ["docs-serverless is read by t1 nodes (2 shards, 1 replica)"]);
  });

  it("does not believe an answer that is older than the change", async () => {
    const { context } = answering({ state: "Ready" }, { state: "Ready" }, READY);
    assert.deepEqual((await ensureReadCapacity(context, PLAN)).spec.readCapacity, READY);
  });

  it("fails with the service's reason, and does not ask for the same again", async () => {
    const failed = { nodes: NODES, state: "Error", error: "not enough shards" };
    const { context, changes } = answering({ state: "Ready" }, { nodes: NODES, state: "Migrating" }, failed);
    await assert.rejects(ensureReadCapacity(context, PLAN), (error: { code: string; summary: string }) => {
      assert.equal(error.code, "SERVERLESS_READ_CAPACITY_FAILED");
      assert.match(error.summary, /not enough shards$/);
      return true;
    });
    assert.equal(changes.length, 1);
    await assert.rejects(ensureReadCapacity(context, PLAN), code("SERVERLESS_READ_CAPACITY_FAILED"));
    assert.equal(changes.length, 1);
  });

  it("asks anew for other numbers after an error, and gives the old error time to go", async () => {
    const failed = { nodes: { ...NODES, shards: 1 }, state: "Error" };
    const { context, changes } = answering(
      failed,
      { nodes: NODES, state: "Error" },
      { nodes: NODES, state: "Migrating" },
      READY,
    );
    await ensureReadCapacity(context, PLAN);
    assert.equal(changes.length, 1);
    const forEver = answering(failed, { nodes: NODES, state: "Error" });
    await assert.rejects(ensureReadCapacity(forEver.context, PLAN), code("SERVERLESS_READ_CAPACITY_FAILED"));
  });

  it("ends when it takes too long", async () => {
    const { context } = answering({ nodes: NODES, state: "Migrating" });
    await assert.rejects(ensureReadCapacity(context, PLAN), code("SERVERLESS_TIMEOUT"));
    const late = answering({ state: "Ready" }, { nodes: NODES, state: "Migrating" });
    await assert.rejects(ensureReadCapacity(late.context, PLAN), code("SERVERLESS_TIMEOUT"));
  });

  it("ends when the index is gone, or is another", async () => {
    for (const index of [undefined, podDescription({ name: "docs-serverless" })]) {
      const client = new FakeClient();
      client.describeIndex = async () => index;
      await assert.rejects(ensureReadCapacity(contextOf(client), PLAN), code("SERVERLESS_INDEX_NOT_FOUND"));
    }
  });
});
