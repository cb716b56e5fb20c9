import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "pinecone-emulator";
import { eachWithEmulator, Harness } from "./harness";
import { ManualClock } from "./manualClock";

const vectors = (...ids: string[]) => ids.map((id) => ({ id, values: [1, 0.1], metadata: { of: id } }));

/** A pod index and a collection of it, and a serverless index with two namespaces. */
async function fill(at: Harness): Promise<void> {
  await at.pod("pods");
  await at.data("pods", "POST", "/vectors/upsert", { vectors: vectors("a", "b") });
  await at.control("POST", "/collections", { name: "saved", source: "pods" });
  await at.serverless("docs", { tags: { team: "search" } });
  await at.data("docs", "POST", "/vectors/upsert", { vectors: vectors("c"), namespace: "one" });
  await at.data("docs", "POST", "/namespaces", { name: "empty", schema: { fields: { of: { filterable: true } } } });
}

/** Everything that the API tells of the state. */
async function told(at: Harness): Promise<unknown> {
  const [indexes, collections] = await Promise.all(["/indexes", "/collections"].map((path) => at.control("GET", path)));
  const names: string[] = indexes?.body.indexes.map(({ name }: { name: string }) => name).sort();
  const records = await Promise.all(
    names.flatMap((name) => [
      at.data(name, "POST", "/describe_index_stats", {}),
      ...["", "one"].map((namespace) =>
        at.data(name, "GET", `/vectors/fetch?ids=a&ids=b&ids=c&namespace=${namespace}`),
      ),
    ]),
  );
  return { indexes: indexes?.body, collections: collections?.body, records: records.map(({ body }) => body) };
}

/** Changes a bit of everything. */
async function change(at: Harness): Promise<void> {
  await at.data("pods", "POST", "/vectors/delete", { ids: ["a"] });
  await at.data("docs", "DELETE", "/namespaces/one");
  await at.control("PATCH", "/indexes/docs", { deletion_protection: "enabled", tags: { team: "" } });
  await at.control("DELETE", "/collections/saved");
  await at.control("DELETE", "/indexes/pods");
  await at.serverless("later");
}

describe("emulator: snapshots", () => {
  const emulator = eachWithEmulator();

  it("put everything back as it was, as often as wanted, at the same hosts", async () => {
    await fill(emulator.at);
    const before = await told(emulator.at);
    const id = emulator.at.emulator.snapshot();
    for (let round = 0; round < 2; round += 1) {
      await change(emulator.at);
      assert.notDeepEqual(await told(emulator.at), before);
      await emulator.at.emulator.restore(id);
      assert.deepEqual(await told(emulator.at), before);
    }
    await emulator.at.emulator.reset();
    await emulator.at.emulator.restore(id);
    assert.deepEqual(await told(emulator.at), before);
  });

  it("are taken and used over HTTP, each by its id", async () => {
    await fill(emulator.at);
    const before = await told(emulator.at);
    assert.deepEqual((await emulator.at.control("POST", "/_emulator/snapshot")).body, { id: "1" });
    await change(emulator.at);
    const after = await told(emulator.at);
    assert.deepEqual((await emulator.at.control("POST", "/_emulator/snapshot")).body, { id: "2" });
    assert.equal((await emulator.at.control("POST", "/_emulator/restore", { id: "1" })).status, 200);
    assert.deepEqual(await told(emulator.at), before);
    assert.equal((await emulator.at.control("POST", "/_emulator/restore", { id: "2" })).status, 200);
    assert.deepEqual(await told(emulator.at), after);
  });

  it("are refused when there is none, and change nothing then", async () => {
    await fill(emulator.at);
    const before = await told(emulator.at);
    assert.equal((await emulator.at.control("POST", "/_emulator/restore", { id: "7" })).status, 404);
    assert.equal((await emulator.at.control("POST", "/_emulator/restore", {})).status, 422);
    await assert.rejects(emulator.at.emulator.restore("7"), { status: 404 });
    assert.deepEqual(await told(emulator.at), before);
  });

  it("count log sequence numbers on from where they were", async () => {
    await fill(emulator.at);
    const id = emulator.at.emulator.snapshot();
    const upsert = () =>
      emulator.at.data("docs", "POST", "/vectors/upsert", { vectors: vectors("d"), namespace: "one" });
    const first = (await upsert()).headers.get("x-pinecone-request-lsn");
    await emulator.at.emulator.restore(id);
    assert.equal((await upsert()).headers.get("x-pinecone-request-lsn"), first);
  });
});

describe("emulator: snapshots while writes aren't shown yet", () => {
  const emulator = eachWithEmulator({ consistencyMs: 1_000 }, () => new ManualClock());

  it("have them, shown", async () => {
    await fill(emulator.at);
    const { namespaces } = (await emulator.at.data("docs", "POST", "/describe_index_stats", {})).body;
    assert.equal(namespaces.one, undefined);
    await emulator.at.emulator.restore(emulator.at.emulator.snapshot());
    const restored = (await emulator.at.data("docs", "POST", "/describe_index_stats", {})).body;
    assert.equal(restored.namespaces.one.vectorCount, 1);
  });
});

describe("emulator: snapshots with a data folder", () => {
  it("leave the restored state in the folder", async () => {
    const data = mkdtempSync(join(tmpdir(), "emulator-"));
    try {
      const first = new Harness(await startEmulator({ data }));
      await fill(first);
      const before = await told(first);
      const id = first.emulator.snapshot();
      await change(first);
      await first.emulator.restore(id);
      await first.data("docs", "POST", "/vectors/upsert", { vectors: vectors("b"), namespace: "one" });
      await first.emulator.stop();
      const second = new Harness(await startEmulator({ data }));
      await second.data("docs", "POST", "/vectors/delete", { ids: ["b"], namespace: "one" });
      assert.deepEqual(await told(second), before);
      await second.emulator.stop();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
