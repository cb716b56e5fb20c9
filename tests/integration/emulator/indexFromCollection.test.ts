import assert from "node:assert/strict";
import { fromCollection, podWithRecords } from "./fromCollection";
import { eachWithEmulator } from "./harness";

describe("emulator: an index from a collection", () => {
  const emulator = eachWithEmulator();
  beforeEach(async () => {
    await podWithRecords(emulator.at);
    await emulator.at.client.createCollection({ name: "saved", source: "pods" });
  });
  const make = (body: object) => emulator.at.control("POST", "/indexes", body);

  const refused: [title: string, body: object][] = [
    ["an unknown collection", fromCollection({ source_collection: "nothing" })],
    ["another dimension", { ...fromCollection(), dimension: 3 }],
    ["another metric", { ...fromCollection(), metric: "cosine" }],
    ["another cloud", fromCollection({ cloud: "gcp", region: "us-central1" })],
    ["sparse vectors", { ...fromCollection(), dimension: undefined, vector_type: "sparse" }],
  ];
  for (const [title, body] of refused) {
    it(`refuses a serverless index with ${title}`, async () => {
      const reply = await make(body);
      assert.deepEqual([reply.status, reply.body.error.code], [400, "INVALID_ARGUMENT"]);
    });
  }

  it("refuses a pod index in another environment", async () => {
    const reply = await emulator.at.pod("restored", {}, { environment: "us-west1-gcp", source_collection: "saved" });
    const message = "Source collection must be in the same environment as the index";
    assert.deepEqual([reply.status, reply.body.error.message], [400, message]);
  });

  it("refuses a collection that isn't ready", async () => {
    emulator.at.emulator.control.holdCollections();
    await emulator.at.client.createCollection({ name: "early", source: "pods" });
    assert.equal((await make(fromCollection({ source_collection: "early" }))).status, 400);
  });

  it("shows some but never all records while it is held Initializing", async () => {
    emulator.at.emulator.control.holdIndexes();
    await make(fromCollection());
    const stats = await emulator.at.data("copy", "POST", "/describe_index_stats", {});
    assert.ok(stats.body.totalVectorCount < 3);
    emulator.at.emulator.control.releaseIndexes();
    assert.equal((await emulator.at.data("copy", "POST", "/describe_index_stats", {})).body.totalVectorCount, 3);
  });
});
