import assert from "node:assert/strict";
import { eachWithEmulator, type Harness } from "./harness";
import { ManualClock } from "./manualClock";

/** A request that its limit lets through so often at once. */
interface Limited {
  readonly name: string;
  readonly times: number;
  readonly send: (at: Harness, namespace: string) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** Whether another namespace is still free when this one is used up. */
  readonly byNamespace: boolean;
}

const post = (path: string, body: object) => (at: Harness, namespace: string) =>
  at.data("serverless", "POST", path, { namespace, ...body });
const get = (path: string) => (at: Harness, namespace: string) =>
  at.data("serverless", "GET", `${path}namespace=${namespace}`);
const filter = { color: "red" };

const LIMITED: readonly Limited[] = [
  { name: "query", times: 100, send: post("/query", { vector: [1, 0], topK: 1 }), byNamespace: true },
  {
    name: "upsert",
    times: 100,
    send: post("/vectors/upsert", { vectors: [{ id: "a", values: [1, 0] }] }),
    byNamespace: true,
  },
  { name: "update", times: 100, send: post("/vectors/update", { id: "a", values: [0, 1] }), byNamespace: true },
  { name: "delete", times: 100, send: post("/vectors/delete", { ids: ["a"] }), byNamespace: true },
  { name: "update by filter", times: 5, send: post("/vectors/update", { filter, setMetadata: {} }), byNamespace: true },
  { name: "delete by filter", times: 5, send: post("/vectors/delete", { filter }), byNamespace: true },
  { name: "fetch by metadata", times: 5, send: post("/vectors/fetch_by_metadata", { filter }), byNamespace: true },
  { name: "fetch", times: 100, send: get("/vectors/fetch?ids=a&"), byNamespace: false },
  { name: "list", times: 200, send: get("/vectors/list?"), byNamespace: false },
  { name: "stats", times: 100, send: get("/describe_index_stats?"), byNamespace: false },
];

describe("emulator: limits of rate", () => {
  let clock: ManualClock;
  const emulator = eachWithEmulator({ limits: "documented" }, () => {
    clock = new ManualClock();
    return clock;
  });
  beforeEach(async () => {
    await emulator.at.serverless();
    for (const namespace of ["a", "b"]) {
      await post("/vectors/upsert", { vectors: [{ id: "x", values: [1, 0] }] })(emulator.at, namespace);
    }
    clock.advance(1_000);
  });

  for (const { name, times, send, byNamespace } of LIMITED) {
    it(`refuses ${name} after ${times} in a second, and takes it again later`, async () => {
      const first = await Promise.all(Array.from({ length: times }, () => send(emulator.at, "a")));
      assert.deepEqual([...new Set(first.map(({ status }) => status))], [200]);
      const over = await send(emulator.at, "a");
      assert.equal(over.status, 429);
      assert.equal((over.body as { code: number }).code, 8);
      assert.equal((await send(emulator.at, "b")).status, byNamespace ? 200 : 429);
      clock.advance(1_000 / times);
      assert.equal((await send(emulator.at, "a")).status, 200);
    });
  }

  it("counts the records of a delete", async () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => `r${n}`);
    for (let n = 0; n < 5; n += 1) assert.equal((await post("/vectors/delete", { ids })(emulator.at, "a")).status, 200);
    const over = await post("/vectors/delete", { ids: ["x"] })(emulator.at, "a");
    assert.equal(over.status, 429);
    const { vectors } = (await get("/vectors/fetch?ids=x&")(emulator.at, "a")).body as { vectors: object };
    assert.deepEqual(Object.keys(vectors), ["x"]);
  });

  it("leaves pods alone", async () => {
    await emulator.at.pod();
    for (let n = 0; n < 150; n += 1) {
      assert.equal((await emulator.at.data("pods", "POST", "/query", { vector: [1, 0], topK: 1 })).status, 200);
    }
  });
});

describe("emulator: limits of size alone", () => {
  const emulator = eachWithEmulator();

  it("know no rate", async () => {
    await emulator.at.serverless();
    for (let n = 0; n < 120; n += 1) {
      assert.equal((await post("/query", { vector: [1, 0], topK: 1 })(emulator.at, "")).status, 200);
    }
  });
});
