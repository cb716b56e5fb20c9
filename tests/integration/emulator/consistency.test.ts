import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";
import { ManualClock } from "./manualClock";

describe("emulator: eventual consistency of serverless indexes", () => {
  let clock = new ManualClock();
  const emulator = eachWithEmulator({ consistencyMs: 100 }, () => {
    clock = new ManualClock();
    return clock;
  });
  const post = (path: string, body: object, name = "docs") => emulator.at.data(name, "POST", path, body);
  const upsert = (id: string, metadata: object = {}) =>
    post("/vectors/upsert", { vectors: [{ id, values: [1, 1], metadata }] });
  const fetched = async (...ids: string[]) => {
    const { body } = await emulator.at.data("docs", "GET", `/vectors/fetch?${ids.map((id) => `ids=${id}`).join("&")}`);
    return Object.keys(body.vectors).sort();
  };

  beforeEach(async () => {
    await emulator.at.serverless("docs");
  });

  it("shows a write to every kind of read only after the delay", async () => {
    await upsert("a", { n: 1 });
    const seen = async () => [
      (await fetched("a")).length,
      (await post("/query", { vector: [1, 1], topK: 1 })).body.matches.length,
      (await emulator.at.data("docs", "GET", "/vectors/list")).body.vectors.length,
      (await post("/describe_index_stats", {})).body.totalVectorCount,
      Object.keys((await post("/vectors/fetch_by_metadata", { filter: { n: 1 } })).body.vectors).length,
      (await emulator.at.data("docs", "GET", "/namespaces")).body.namespaces.length,
    ];
    clock.advance(99);
    assert.deepEqual(await seen(), [0, 0, 0, 0, 0, 0]);
    clock.advance(1);
    assert.deepEqual(await seen(), [1, 1, 1, 1, 1, 1]);
  });

  it("tells by log sequence numbers what reads show", async () => {
    const indexed = async () => {
      const query = await post("/query", { vector: [1, 1], topK: 1 });
      const fetchReply = await emulator.at.data("docs", "GET", "/vectors/fetch?ids=a");
      const lsn = query.headers.get("x-pinecone-max-indexed-lsn");
      assert.equal(fetchReply.headers.get("x-pinecone-max-indexed-lsn"), lsn);
      return lsn;
    };
    assert.equal((await upsert("a")).headers.get("x-pinecone-request-lsn"), "1");
    clock.advance(60);
    const gone = await post("/vectors/delete", { ids: ["can-not-exist"] });
    assert.equal(gone.headers.get("x-pinecone-request-lsn"), "2");
    assert.equal(await indexed(), "0");
    clock.advance(40);
    assert.equal(await indexed(), "1");
    clock.advance(60);
    assert.equal(await indexed(), "2");
  });

  it("applies writes in order", async () => {
    await upsert("a", { n: 1 });
    await post("/vectors/update", { id: "a", setMetadata: { m: 2 } });
    await upsert("b");
    await post("/vectors/delete", { ids: ["b"] });
    clock.advance(100);
    const { body } = await emulator.at.data("docs", "GET", "/vectors/fetch?ids=a&ids=b");
    assert.deepEqual(Object.keys(body.vectors), ["a"]);
    assert.deepEqual(body.vectors.a.metadata, { n: 1, m: 2 });
  });

  it("doesn't let filters find what isn't indexed yet", async () => {
    await upsert("old", { genre: "drama" });
    clock.advance(100);
    await upsert("new", { genre: "drama" });
    const updated = await post("/vectors/update", { filter: { genre: "drama" }, setMetadata: { seen: true } });
    assert.deepEqual(updated.body, { matchedRecords: 1 });
    await post("/vectors/delete", { filter: { genre: "drama" } });
    clock.advance(100);
    assert.deepEqual(await fetched("old", "new"), ["new"]);
  });

  it("knows a namespace as soon as it is written to, for deletes", async () => {
    await upsert("a");
    assert.equal((await post("/vectors/delete", { deleteAll: true })).status, 200);
    clock.advance(100);
    assert.deepEqual(await fetched("a"), []);
  });

  it("shows the writes to a pod index at once", async () => {
    await emulator.at.pod("pods");
    await post("/vectors/upsert", { vectors: [{ id: "a", values: [1, 1] }] }, "pods");
    assert.equal((await post("/describe_index_stats", {}, "pods")).body.totalVectorCount, 1);
  });

  it("shows the records that an index got from a collection at once", async () => {
    await emulator.at.pod("pods");
    await post("/vectors/upsert", { vectors: [{ id: "a", values: [1, 1] }] }, "pods");
    await emulator.at.client.createCollection({ name: "saved", source: "pods" });
    await emulator.at.serverless("copy", {}, { source_collection: "saved" });
    assert.equal((await post("/query", { vector: [1, 1], topK: 1 }, "copy")).body.matches.length, 1);
  });
});
