import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: configure index", () => {
  const emulator = eachWithEmulator();
  const patch = (body: unknown, name = "docs") => emulator.at.control("PATCH", `/indexes/${name}`, body);

  it("turns deletion protection on and off through the official client", async () => {
    const { client } = emulator.at;
    await emulator.at.pod("docs");
    await client.configureIndex({ name: "docs", deletionProtection: "enabled" });
    assert.equal((await client.describeIndex("docs")).deletionProtection, "enabled");
    await client.configureIndex({ name: "docs", deletionProtection: "disabled" });
    await client.deleteIndex("docs");
  });

  it("merges tags and removes the empty ones", async () => {
    await emulator.at.serverless("docs", { tags: { a: "1", b: "2" } });
    const reply = await patch({ tags: { b: "", c: "3" } });
    assert.equal(reply.status, 202);
    assert.deepEqual(reply.body.tags, { a: "1", c: "3" });
    const none = await patch({ tags: { a: "", c: "" } });
    assert.equal(Object.hasOwn(none.body, "tags"), false);
  });

  it("answers 202, and 200 to clients of earlier versions, which take nothing else", async () => {
    await emulator.at.serverless("docs");
    const versions = [undefined, "2026-04", "2025-10", "2025-04"];
    const statuses = versions.map(async (version) => {
      const headers = { "Api-Key": "key", ...(version === undefined ? {} : { "X-Pinecone-Api-Version": version }) };
      return (await emulator.at.control("PATCH", "/indexes/docs", { tags: { a: "1" } }, headers)).status;
    });
    assert.deepEqual(await Promise.all(statuses), [202, 202, 200, 200]);
  });

  it("scales replicas and pod size up, with the states of the service", async () => {
    await emulator.at.pod("docs", {}, { shards: 2 });
    const { client } = emulator.at;
    emulator.at.emulator.control.holdIndexes();
    const replicas = await patch({ spec: { pod: { replicas: 2 } } });
    assert.equal(replicas.status, 202);
    assert.deepEqual(replicas.body.status, { ready: true, state: "ScalingUp" });
    assert.equal(replicas.body.spec.pod.pods, 4);
    assert.equal((await patch({ spec: { pod: { replicas: 3 } } })).status, 400, "one scaling at a time");
    emulator.at.emulator.control.releaseIndexes();
    assert.equal((await client.describeIndex("docs")).status.state, "Ready");
    assert.equal((await patch({ spec: { pod: { pod_type: "p1.x4" } } })).body.status.state, "ScalingUpPodSize");
    assert.equal((await patch({ spec: { pod: { replicas: 1 } } })).body.status.state, "ScalingDown");
    assert.equal((await emulator.at.control("GET", "/indexes/docs")).body.spec.pod.pod_type, "p1.x4");
  });

  it("answers its data plane while it scales", async () => {
    await emulator.at.pod("docs");
    emulator.at.emulator.control.holdIndexes();
    await patch({ spec: { pod: { replicas: 2 } } });
    assert.equal((await emulator.at.data("docs", "GET", "/vectors/fetch?ids=a")).status, 200);
  });

  it("changes nothing when nothing differs", async () => {
    await emulator.at.pod("docs");
    const reply = await patch({ spec: { pod: { replicas: 1, pod_type: "p1.x1" } } });
    assert.deepEqual([reply.status, reply.body.status.state], [202, "Ready"]);
  });

  it("takes OnDemand for a serverless index", async () => {
    await emulator.at.serverless("docs");
    assert.equal((await patch({ spec: { serverless: { read_capacity: { mode: "OnDemand" } } } })).status, 202);
  });

  const refused: [title: string, body: unknown, status: number][] = [
    ["smaller pods", { spec: { pod: { pod_type: "p1.x1" } } }, 400],
    ["another type of pod", { spec: { pod: { pod_type: "s1.x2" } } }, 400],
    ["an unknown type of pod", { spec: { pod: { pod_type: "p9.x1" } } }, 400],
    ["no replica", { spec: { pod: { replicas: 0 } } }, 400],
    ["another environment", { spec: { pod: { environment: "us-west1-gcp" } } }, 400],
    ["a serverless spec", { spec: { serverless: {} } }, 400],
    ["an unknown protection", { deletion_protection: "maybe" }, 400],
    ["a bad tag", { tags: { "!": "x" } }, 400],
    ["tags of another type", { tags: [] }, 422],
    ["an embedding", { embed: {} }, 501],
    ["BYOC", { spec: { byoc: {} } }, 501],
  ];
  for (const [title, body, status] of refused) {
    it(`refuses ${title} for a pod index`, async () => {
      await emulator.at.pod("docs", {}, { pod_type: "p1.x2" });
      const before = await emulator.at.control("GET", "/indexes/docs");
      assert.equal((await patch(body)).status, status);
      assert.deepEqual((await emulator.at.control("GET", "/indexes/docs")).body, before.body);
    });
  }

  it("refuses what a serverless index can't change", async () => {
    await emulator.at.serverless("docs");
    assert.equal((await patch({ spec: { pod: { replicas: 2 } } })).status, 400);
    assert.equal((await patch({ spec: { serverless: { cloud: "gcp" } } })).status, 400);
    assert.equal((await patch({ spec: { serverless: { read_capacity: { mode: "Rented" } } } })).status, 400);
  });

  it("answers 404 for an index that doesn't exist", async () => {
    assert.equal((await patch({}, "nothing")).status, 404);
  });
});
