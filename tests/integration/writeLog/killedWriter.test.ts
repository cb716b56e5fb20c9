import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { parseSegment, readSegment, segmentPath } from "../../../provider/src/writeLog/segments";

const ROUNDS = Number(process.env.PODSHIFT_KILLS ?? 8);
const ROOT = join(__dirname, "../../..");

/** Starts a writer, kills it at a random moment after its first answers; answers what it acknowledged. */
async function killed(folder: string, writer: string, afterMs: number): Promise<number[]> {
  const script = join(__dirname, "appendForever.ts");
  const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", script, folder, writer], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  const ended = once(child, "close");
  const answered = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      resolve();
    });
  });
  await Promise.race([answered, ended]);
  await delay(afterMs);
  child.kill("SIGKILL");
  await ended;
  // The last line may have been cut by the kill.
  return text.split("\n").slice(0, -1).map(Number);
}

describe("a writer that is killed", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-killed-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it(`has lost no entry that it acknowledged, and left no gap: ${ROUNDS} kills`, async () => {
    const store = fileStore(folder);
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = `w.${round}`;
      const said = await killed(folder, writer, Math.random() * 250);
      acknowledged += said.length;
      const there: number[] = [];
      const names = (await store.list(`segments/${writer}`)).sort();
      for (const [number, name] of names.entries()) {
        assert.equal(`segments/${writer}/${name}`, segmentPath(writer, number), "a number is left out");
        const segment = await readSegment(store, writer, number);
        assert.equal(segment?.torn, false);
        for (const entry of segment?.entries ?? []) if (entry.op === "delete") there.push(Number(entry.ids[0]));
      }
      assert.deepEqual(there, [...there.keys()], "entries are out of order, or one is left out");
      for (const n of said) assert.ok(n < there.length, `${n} was acknowledged and is not in the log`);
    }
    assert.ok(acknowledged > ROUNDS * 5, `only ${acknowledged} were acknowledged: nothing was tried`);
  });

  it("leaves half-written files under names that nobody reads", async () => {
    await killed(folder, "w", 100);
    const names = await readdir(join(folder, "segments/w"));
    const store = fileStore(folder);
    for (const name of (await store.list("segments/w")).sort()) {
      const body = await store.get(`segments/w/${name}`);
      assert.equal(parseSegment("w", Number.parseInt(name, 10), body ?? Buffer.alloc(0)).torn, false);
    }
    for (const name of names) assert.ok(name.startsWith(".") || /^\d{12}\.jsonl$/.test(name), name);
  });
});

describe("the file store", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-store-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("creates a name once, whoever tries at the same time", async () => {
    const stores = Array.from({ length: 8 }, () => fileStore(folder));
    for (let round = 0; round < 20; round += 1) {
      const tries = stores.map((store, at) => store.create(`control/${round}`, Buffer.from(String(at))));
      const made = (await Promise.all(tries)).flatMap((ok, at) => (ok ? [at] : []));
      assert.equal(made.length, 1);
      assert.equal(Buffer.from((await stores[0]?.get(`control/${round}`)) ?? []).toString(), String(made[0]));
    }
  });

  it("puts whole files in place of others, says the store's time, and leaves nothing beside them", async () => {
    const store = fileStore(folder);
    const before = Date.now();
    for (let n = 0; n < 20; n += 1) {
      const { storeTime } = await store.put("writers/w.json", Buffer.alloc(n * 1000, n));
      assert.ok(Math.abs(storeTime - before) < 10_000);
    }
    assert.equal((await store.get("writers/w.json"))?.length, 19_000);
    assert.deepEqual(await readdir(join(folder, "writers")), ["w.json"]);
    assert.equal(await store.get("writers/none"), undefined);
    assert.deepEqual(await store.list("nowhere"), []);
    await store.delete("writers/w.json");
    await store.delete("writers/w.json");
    assert.deepEqual(await store.list("writers"), []);
  });
});
