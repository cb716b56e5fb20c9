import assert from "node:assert/strict";
import type { FaultDocument } from "pinecone-emulator";
import { eachWithEmulator, send } from "./harness";

describe("emulator: requests that go wrong", () => {
  const emulator = eachWithEmulator();
  const upsert = { vectors: [{ id: "a", values: [1, 2] }], namespace: "n" };

  function faults(...rules: FaultDocument["rules"]): void {
    emulator.at.emulator.control.setFaults({ rules });
  }

  async function count(): Promise<number> {
    return (await emulator.at.data("pods", "POST", "/describe_index_stats", {})).body.totalVectorCount;
  }

  beforeEach(async () => void (await emulator.at.pod("pods")));

  it("are refused without an effect, with Retry-After when asked for", async () => {
    faults({ path: "/vectors/upsert", count: 1, fault: { kind: "refuse", status: 429, retryAfterSeconds: 7 } });
    const refused = await emulator.at.data("pods", "POST", "/vectors/upsert", upsert);
    assert.deepEqual([refused.status, refused.headers.get("retry-after"), refused.body.code], [429, "7", 8]);
    assert.equal(await count(), 0);
    assert.equal((await emulator.at.data("pods", "POST", "/vectors/upsert", upsert)).status, 200);
  });

  it("are refused in the shape of their plane", async () => {
    faults({ plane: "control", path: "/collections", fault: { kind: "refuse", status: 503 } });
    const refused = await emulator.at.control("GET", "/collections");
    assert.deepEqual([refused.status, refused.body.error.code, refused.body.status], [503, "UNAVAILABLE", 503]);
  });

  it("have their effect, and are answered as if they failed", async () => {
    faults({ path: "/vectors/upsert", fault: { kind: "refuseAfter", status: 500 } });
    assert.equal((await emulator.at.data("pods", "POST", "/vectors/upsert", upsert)).status, 500);
    assert.equal(await count(), 1);
  });

  for (const when of ["before", "after"] as const) {
    it(`lose their connection ${when} the effect`, async () => {
      faults({ path: "/vectors/upsert", fault: { kind: "reset", when } });
      await assert.rejects(emulator.at.data("pods", "POST", "/vectors/upsert", upsert), TypeError);
      assert.equal(await count(), when === "before" ? 0 : 1);
    });
  }

  it("lose their connection in the middle of the answer", async () => {
    const host = await emulator.at.hostOf("pods");
    faults({ path: "/vectors/upsert", fault: { kind: "truncate" } });
    const response = await fetch(`${host}/vectors/upsert`, {
      method: "POST",
      headers: { "Api-Key": "key" },
      body: JSON.stringify(upsert),
    });
    assert.equal(response.status, 200);
    await assert.rejects(response.text(), TypeError);
    assert.equal(await count(), 1);
  });

  it("come later", async () => {
    faults({ path: "/vectors/upsert", fault: { kind: "delay", ms: 30 } });
    assert.equal((await emulator.at.data("pods", "POST", "/vectors/upsert", upsert)).status, 200);
    assert.equal(await count(), 1);
  });

  it("are tried again by the official client after a 503", async () => {
    faults({ path: "/indexes/pods", count: 2, fault: { kind: "refuse", status: 503 } });
    assert.equal((await emulator.at.client.describeIndex("pods")).name, "pods");
    assert.deepEqual(emulator.at.emulator.control.faultCounts(), [{ matched: 3, struck: 2 }]);
  });

  it("are marked in the journal; a request without an effect has no status", async () => {
    faults({ path: "/vectors/upsert", fault: { kind: "reset", when: "before" } });
    await assert.rejects(emulator.at.data("pods", "POST", "/vectors/upsert", upsert));
    const { fault, status } = emulator.at.emulator.journal.at(-1) ?? {};
    assert.deepEqual([fault, status], ["reset", 0]);
  });

  it("are set, counted and cleared over HTTP, without a key", async () => {
    const url = `${emulator.at.emulator.url}/_emulator/faults`;
    const document = { seed: 3, rules: [{ path: "/collections", fault: { kind: "refuse", status: 500 } }] };
    assert.deepEqual((await send("POST", url, document, {})).body, { rules: [{ matched: 0, struck: 0 }] });
    assert.equal((await emulator.at.control("GET", "/collections")).status, 500);
    assert.deepEqual((await send("GET", url, undefined, {})).body, { rules: [{ matched: 1, struck: 1 }] });
    const broken = await send("POST", url, { rules: [{ fault: { kind: "refuse", status: 200 } }] }, {});
    assert.equal(broken.status, 400);
    assert.match(broken.body.error.message, /rules\.0\.fault\.status/);
    assert.equal((await emulator.at.control("GET", "/collections")).status, 500);
    await send("DELETE", url, undefined, {});
    assert.equal((await emulator.at.control("GET", "/collections")).status, 200);
  });

  it("end with a reset of the emulator", async () => {
    faults({ fault: { kind: "refuse", status: 500 } });
    await emulator.at.emulator.reset();
    assert.equal((await emulator.at.control("GET", "/indexes")).status, 200);
  });
});
