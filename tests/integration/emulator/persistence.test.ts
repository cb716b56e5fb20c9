import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type EmulatorOptions, startEmulator } from "pinecone-emulator";
import { DiskLedger } from "../../../emulator/dist/persistence/diskLedger";
import { Harness, send } from "./harness";
import { ManualClock } from "./manualClock";

describe("emulator: a data folder", () => {
  let folder: string;
  let running: Harness | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-data-"));
  });

  afterEach(async () => {
    await running?.emulator.stop();
    running = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(options: EmulatorOptions = {}, clock?: ManualClock): Promise<Harness> {
    running = new Harness(await startEmulator({ data: folder, ...options }, clock));
    return running;
  }

  async function restart(options: EmulatorOptions = {}, clock?: ManualClock): Promise<Harness> {
    await running?.emulator.stop();
    return start(options, clock);
  }

  /** Everything that reads show, hosts included. */
  async function world(at: Harness): Promise<unknown> {
    const { indexes } = (await at.control("GET", "/indexes")).body as { indexes: { name: string; host: string }[] };
    const collections = (await at.control("GET", "/collections")).body;
    const records = await Promise.all(indexes.map(({ host }) => contents(host)));
    return { indexes, collections, records };
  }

  async function contents(host: string): Promise<unknown> {
    const stats = (await send("POST", `${host}/describe_index_stats`, {})).body;
    const namespaces = Object.keys(stats.namespaces).sort();
    const fetched = namespaces.map(async (namespace) => {
      const query = { namespace, vector: [1, 1], topK: 1_000, includeValues: true, includeMetadata: true };
      const answer = await send("POST", `${host}/query`, query);
      return [answer.body, answer.headers.get("x-pinecone-max-indexed-lsn")];
    });
    return { stats, fetched: await Promise.all(fetched) };
  }

  it("gives back indexes at their hosts, records, namespaces with their LSNs, and collections", async () => {
    const at = await start();
    await at.pod("pods", { tags: { a: "1" }, deletion_protection: "enabled", metric: "dotproduct" });
    const sparse = { id: "s", values: [0.1, 2], sparseValues: { indices: [3], values: [0.5] }, metadata: { t: ["x"] } };
    await at.data("pods", "POST", "/vectors/upsert", { vectors: [sparse], namespace: "n" });
    await at.control("POST", "/collections", { name: "saved", source: "pods" });
    await at.data("pods", "POST", "/vectors/upsert", { vectors: [{ id: "later", values: [1, 1] }], namespace: "n" });
    await at.serverless("docs", { metric: "dotproduct" }, { source_collection: "saved" });
    await at.data("docs", "POST", "/namespaces", { name: "made", schema: { fields: { f: { filterable: true } } } });
    for (const id of ["a", "b"]) {
      await at.data("docs", "POST", "/vectors/upsert", { vectors: [{ id, values: [1, 0] }], namespace: "made" });
    }
    await at.data("docs", "POST", "/vectors/update", { id: "a", setMetadata: { f: 1 }, namespace: "made" });
    await at.data("docs", "POST", "/vectors/delete", { ids: ["b"], namespace: "made" });
    await at.control("PATCH", "/indexes/docs", { tags: { owner: "ops" } });
    const before = await world(at);
    const made = await at.data("docs", "GET", "/namespaces/made");
    const again = await restart();
    assert.deepEqual(await world(again), before);
    assert.deepEqual((await again.data("docs", "GET", "/namespaces/made")).body, made.body);
    assert.equal((await again.control("DELETE", "/indexes/pods")).status, 403);
  });

  it("gives back an index made from a backup, and not the backup", async () => {
    const at = await start();
    await at.serverless("docs", { metric: "dotproduct" });
    await at.data("docs", "POST", "/vectors/upsert", { vectors: [{ id: "a", values: [1, 2] }], namespace: "n" });
    const { backup_id } = (await at.control("POST", "/indexes/docs/backups", { name: "nightly" })).body;
    await at.control("POST", `/backups/${backup_id}/create-index`, { name: "restored" });
    const before = await world(at);
    const again = await restart();
    assert.deepEqual(await world(again), before);
    assert.deepEqual((await again.control("GET", "/backups")).body.data, []);
  });

  it("goes on with what was under way: made things get ready, deleted ones are gone", async () => {
    const clock = new ManualClock();
    const delays = { collectionMs: 1_000, indexMs: 1_000, deleteMs: 1_000 };
    const at = await start({}, clock);
    await at.pod("pods");
    await at.pod("old");
    const slow = await restart(delays, clock);
    await slow.control("POST", "/collections", { name: "saved", source: "pods" });
    await slow.control("DELETE", "/indexes/old");
    await slow.serverless("docs");
    const again = await restart(delays, clock);
    const states = async () => {
      const { indexes } = (await again.control("GET", "/indexes")).body;
      const { collections } = (await again.control("GET", "/collections")).body;
      return [
        ...indexes.map(({ name, status }: { name: string; status: { state: string } }) => [name, status.state]),
        ...collections.map(({ name, status }: { name: string; status: string }) => [name, status]),
      ].sort();
    };
    assert.deepEqual(await states(), [
      ["docs", "Initializing"],
      ["old", "Terminating"],
      ["pods", "Ready"],
      ["saved", "Initializing"],
    ]);
    clock.advance(1_000);
    assert.deepEqual(await states(), [
      ["docs", "Ready"],
      ["pods", "Ready"],
      ["saved", "Ready"],
    ]);
  });

  it("holds a write that reads don't show yet", async () => {
    const at = await start({ consistencyMs: 3_600_000 });
    await at.serverless("docs");
    await at.data("docs", "POST", "/vectors/upsert", { vectors: [{ id: "a", values: [1, 2] }] });
    const again = await restart({ consistencyMs: 3_600_000 });
    assert.deepEqual(Object.keys((await again.data("docs", "GET", "/vectors/fetch?ids=a")).body.vectors), ["a"]);
  });

  it("is empty after a reset", async () => {
    const at = await start();
    await at.pod("pods");
    await at.emulator.reset();
    await at.serverless("docs");
    const { indexes } = (await (await restart()).control("GET", "/indexes")).body;
    assert.deepEqual(
      indexes.map(({ name }: { name: string }) => name),
      ["docs"],
    );
  });

  it("takes another port for an index whose port is taken, and says so", async () => {
    const at = await start();
    await at.pod("pods");
    const before = await at.hostOf("pods");
    await at.emulator.stop();
    running = undefined;
    const other = await startEmulator({ port: Number(new URL(before).port) });
    try {
      const again = await start();
      const host = await again.hostOf("pods");
      assert.notEqual(host, before);
      assert.equal((await again.data("pods", "POST", "/describe_index_stats", {})).status, 200);
    } finally {
      await other.stop();
    }
  });

  it("answers with 500 once a write couldn't be kept", async () => {
    const at = await start();
    await at.pod("pods");
    const host = await at.hostOf("pods");
    const { kept } = DiskLedger.prototype;
    DiskLedger.prototype.kept = () => Promise.reject(new Error("disk full"));
    try {
      const upsert = { vectors: [{ id: "a", values: [1, 2] }] };
      assert.equal((await send("POST", `${host}/vectors/upsert`, upsert)).status, 500);
      assert.equal((await send("POST", `${host}/describe_index_stats`, {})).status, 500);
    } finally {
      DiskLedger.prototype.kept = kept;
    }
  });

  it("is never again called kept after a commit that failed", async () => {
    const ledger = await DiskLedger.open(folder);
    const { database } = ledger as unknown as { database: { put: (key: number, value: Buffer) => Promise<boolean> } };
    const put = database.put.bind(database);
    ledger.append({ kind: "collectionGone", name: "a" });
    await ledger.kept();
    database.put = () => Promise.reject(new Error("disk full"));
    ledger.append({ kind: "collectionGone", name: "b" });
    await assert.rejects(ledger.kept(), /disk full/);
    database.put = put;
    ledger.append({ kind: "collectionGone", name: "c" });
    await assert.rejects(ledger.kept(), /disk full/);
    await ledger.close();
  });

  it("keeps what is written while it is made smaller behind what it was made of, and in order", async () => {
    const gone = (name: string) => ({ kind: "collectionGone", name }) as const;
    const ledger = await DiskLedger.open(folder);
    for (const name of ["a", "b", "c"]) ledger.append(gone(name));
    function* fewer() {
      yield gone("all three");
      // A request that waits is answered as soon as the thread is free.
      queueMicrotask(() => ledger.append(gone("d")));
    }
    await ledger.replace(fewer());
    ledger.append(gone("e"));
    await ledger.close();
    const again = await DiskLedger.open(folder);
    const events = [...again.events()];
    await again.close();
    assert.deepEqual(events, ["all three", "d", "e"].map(gone));
  });

  it("holds what is made while it is reset", async () => {
    const at = await start();
    for (let round = 0; round < 10; round += 1) {
      const name = `docs-${round}`;
      await Promise.all([at.emulator.reset(), at.serverless(name)]);
      if ((await at.control("GET", `/indexes/${name}`)).status === 404) await at.serverless(name);
      await at.data(name, "POST", "/vectors/upsert", { vectors: [{ id: "a", values: [1, 2] }] });
    }
    const before = await world(at);
    assert.deepEqual(await world(await restart()), before);
  });

  it("can be used after a write that came late to an index that a reset has taken away", async () => {
    const clock = new ManualClock();
    const at = await start({}, clock);
    await at.serverless("docs");
    const host = await at.hostOf("docs");
    at.emulator.control.setFaults({ rules: [{ path: "/vectors/upsert", fault: { kind: "delay", ms: 50 } }] });
    const late = send("POST", `${host}/vectors/upsert`, { vectors: [{ id: "a", values: [1, 2] }] }).catch(
      () => undefined,
    );
    while (at.emulator.control.faultCounts()[0]?.struck !== 1) await new Promise(setImmediate);
    await at.emulator.reset();
    await late;
    clock.advance(50);
    const again = await restart({}, clock);
    assert.deepEqual((await again.control("GET", "/indexes")).body.indexes, []);
  });

  it("serves one emulator at a time", async () => {
    await start();
    await assert.rejects(startEmulator({ data: folder }), /in use by another emulator/);
  });

  it("stays small under many writes of the same records", async () => {
    const at = await start();
    await at.pod("pods");
    const host = await at.hostOf("pods");
    for (let round = 0; round < 30; round += 1) {
      const writes = Array.from({ length: 50 }, (_, n) =>
        send("POST", `${host}/vectors/upsert`, { vectors: [{ id: `r-${n}`, values: [n, round] }] }),
      );
      await Promise.all(writes);
    }
    const before = await world(at);
    assert.deepEqual(await world(await restart()), before);
    assert.deepEqual(await world(await restart()), before);
    await running?.emulator.stop();
    running = undefined;
    const ledger = await DiskLedger.open(folder);
    const kept = [...ledger.events()].length;
    await ledger.close();
    assert.ok(kept < 20, `${kept} events`);
  });

  it("holds after any operations what memory held", async () => {
    const id = fc.constantFrom("a", "b", "c");
    const namespace = fc.constantFrom("", "n");
    const values = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 2 });
    const operation = fc.oneof(
      fc.record({
        path: fc.constant("upsert"),
        body: fc.record({ vectors: fc.tuple(fc.record({ id, values })), namespace }),
      }),
      fc.record({ path: fc.constant("update"), body: fc.record({ id, values, namespace }) }),
      fc.record({
        path: fc.constant("update"),
        body: fc.record({ id, setMetadata: fc.constant({ k: 1 }), namespace }),
      }),
      fc.record({ path: fc.constant("delete"), body: fc.record({ ids: fc.tuple(id), namespace }) }),
      fc.record({ path: fc.constant("delete"), body: fc.record({ filter: fc.constant({ k: 1 }), namespace }) }),
      fc.record({ path: fc.constant("delete"), body: fc.record({ deleteAll: fc.constant(true), namespace }) }),
      fc.record({ path: fc.constant("collect"), body: fc.constant({}) }),
    );
    const target = fc.constantFrom("pods", "docs");
    const history = fc.array(fc.tuple(target, operation), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(history, async (operations) => {
        await running?.emulator.stop();
        rmSync(folder, { recursive: true, force: true });
        const at = await start();
        await at.pod("pods");
        await at.serverless("docs");
        for (const [number, [name, { path, body }]] of operations.entries()) {
          if (path !== "collect") await at.data(name, "POST", `/vectors/${path}`, body);
          else await at.control("POST", "/collections", { name: `saved-${number}`, source: "pods" });
        }
        const before = await world(at);
        assert.deepEqual(await world(await restart()), before);
      }),
      { numRuns: 25 },
    );
  });
});
