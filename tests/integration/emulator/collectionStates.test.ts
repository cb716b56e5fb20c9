import assert from "node:assert/strict";
import { fromCollection } from "./fromCollection";
import { eachWithEmulator } from "./harness";
import { ManualClock } from "./manualClock";

describe("emulator: states of collections over time", () => {
  let clock = new ManualClock();
  const options = { collectionMs: 1_000, deleteMs: 500, indexMs: 1_000 };
  const emulator = eachWithEmulator(options, () => {
    clock = new ManualClock();
    return clock;
  });
  const state = async () => (await emulator.at.control("GET", "/collections/saved")).body.status;
  const deletePods = () => emulator.at.control("DELETE", "/indexes/pods");

  beforeEach(async () => {
    await emulator.at.pod("pods");
    clock.advance(1_000);
    const records = Array.from({ length: 10 }, (_, at) => ({ id: `r${at}`, values: [at, 1] }));
    await (await emulator.at.index("pods")).upsert({ records });
    await emulator.at.client.createCollection({ name: "saved", source: "pods" });
  });

  it("holds back the deletion of its index with 412 while it is being made or deleted", async () => {
    const message = "Unable to delete an index. There are pending collections for this index: ['saved']";
    const early = await deletePods();
    assert.deepEqual(early.body, { error: { code: "FAILED_PRECONDITION", message }, status: 412 });
    clock.advance(1_000);
    assert.equal(await state(), "Ready");
    await emulator.at.client.deleteCollection("saved");
    assert.equal(await state(), "Terminating");
    assert.equal((await emulator.at.control("DELETE", "/collections/saved")).status, 202);
    assert.equal((await deletePods()).status, 412);
    clock.advance(500);
    assert.equal((await emulator.at.control("GET", "/collections/saved")).status, 404);
    assert.equal((await deletePods()).status, 202);
  });

  it("never becomes Ready once it was deleted", async () => {
    await emulator.at.client.deleteCollection("saved");
    clock.advance(499);
    assert.equal(await state(), "Terminating");
    clock.advance(10_000);
    assert.equal((await emulator.at.control("GET", "/collections/saved")).status, 404);
  });

  it("fills the serverless index made from it little by little", async () => {
    clock.advance(1_000);
    await emulator.at.control("POST", "/indexes", { ...fromCollection(), metric: "cosine" });
    const counts: number[] = [];
    for (const step of [0, 300, 300, 399, 1]) {
      clock.advance(step);
      counts.push((await emulator.at.data("copy", "POST", "/describe_index_stats", {})).body.totalVectorCount);
    }
    assert.deepEqual(counts, [0, 3, 6, 9, 10]);
    assert.equal((await emulator.at.client.describeIndex("copy")).status.state, "Ready");
  });
});
