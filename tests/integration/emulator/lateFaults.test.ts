import assert from "node:assert/strict";
import type { FaultDocument } from "pinecone-emulator";
import { eachWithEmulator } from "./harness";
import { ManualClock } from "./manualClock";

const YEAR = 365 * 24 * 3_600_000;

describe("emulator: faults of what a request sets going", () => {
  let clock: ManualClock;
  const emulator = eachWithEmulator({ indexMs: 100, collectionMs: 100 }, () => {
    clock = new ManualClock();
    return clock;
  });
  const faults = (...rules: FaultDocument["rules"]) => emulator.at.emulator.control.setFaults({ rules });
  const stateOf = async (name: string) => (await emulator.at.control("GET", `/indexes/${name}`)).body.status.state;
  const collected = async () => (await emulator.at.control("GET", "/collections/saved")).body.status;
  const restored = async (id: string) => (await emulator.at.control("GET", `/backups/${id}`)).body.status;

  it("leave an index Initializing for good, and the next one not", async () => {
    faults({ method: "POST", path: "/indexes", count: 1, fault: { kind: "stuck" } });
    await emulator.at.serverless("first");
    await emulator.at.serverless("second");
    clock.advance(YEAR);
    assert.deepEqual([await stateOf("first"), await stateOf("second")], ["Initializing", "Ready"]);
  });

  it("let an index fail", async () => {
    faults({ method: "POST", path: "/indexes", skip: 1, fault: { kind: "failed" } });
    await emulator.at.serverless("first");
    await emulator.at.pod("second");
    clock.advance(100);
    assert.deepEqual([await stateOf("first"), await stateOf("second")], ["Ready", "InitializationFailed"]);
  });

  it("let a collection, a backup and an index of it be ready later", async () => {
    await emulator.at.pod("pods");
    await emulator.at.serverless("docs");
    clock.advance(100);
    faults({ method: "POST", fault: { kind: "late", ms: 500 } });
    await emulator.at.control("POST", "/collections", { name: "saved", source: "pods" });
    const id: string = (await emulator.at.control("POST", "/indexes/docs/backups", {})).body.backup_id;
    clock.advance(599);
    assert.deepEqual([await collected(), await restored(id)], ["Initializing", "Initializing"]);
    clock.advance(1);
    assert.deepEqual([await collected(), await restored(id)], ["Ready", "Ready"]);
    await emulator.at.control("POST", `/backups/${id}/create-index`, { name: "again" });
    clock.advance(599);
    assert.equal(await stateOf("again"), "Initializing");
    clock.advance(1);
    assert.equal(await stateOf("again"), "Ready");
  });

  for (const [name, path, body] of [
    ["upserts", "/vectors/upsert", { vectors: [{ id: "a", values: [0, 1] }] }],
    ["updates", "/vectors/update", { id: "a", values: [0, 1] }],
    ["updates by filter", "/vectors/update", { filter: { color: "red" }, setMetadata: { color: "blue" } }],
    ["deletes", "/vectors/delete", { ids: ["a"] }],
    ["deletes by filter", "/vectors/delete", { filter: { color: "red" } }],
    ["deletes of all", "/vectors/delete", { deleteAll: true }],
  ] as const) {
    it(`let reads of a serverless index show ${name} later, and of a pod index at once`, async () => {
      const told: unknown[] = [];
      for (const kind of ["serverless", "pod"] as const) {
        await emulator.at[kind](kind);
        clock.advance(100);
        const record = async () => (await emulator.at.data(kind, "GET", "/vectors/fetch?ids=a")).body.vectors;
        emulator.at.emulator.control.clearFaults();
        const before = { id: "a", values: [1, 0], metadata: { color: "red" } };
        await emulator.at.data(kind, "POST", "/vectors/upsert", { vectors: [before] });
        faults({ plane: "data", method: "POST", path, fault: { kind: "late", ms: 500 } });
        assert.equal((await emulator.at.data(kind, "POST", path, body)).status, 200);
        clock.advance(499);
        told.push(await record());
        clock.advance(1);
        told.push(await record());
      }
      const [lagging, shown, podBefore, podAfter] = told;
      assert.deepEqual(lagging, { a: { id: "a", values: [1, 0], metadata: { color: "red" } } });
      assert.notDeepEqual(shown, lagging);
      assert.deepEqual([podBefore, podAfter], [shown, shown]);
    });
  }
});
