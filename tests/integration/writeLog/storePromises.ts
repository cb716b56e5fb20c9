import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../../provider/src/util/clock";
import { openLog } from "../../../provider/src/writeLog/openLog";
import { readSegment, segmentPath } from "../../../provider/src/writeLog/segments";
import type { LogStore } from "../../../provider/src/writeLog/store";
import { FROM_SOURCE } from "../../support/sourceLoader";

const ROUNDS = Number(process.env.PODSHIFT_KILLS ?? 8);
const ROOT = join(__dirname, "../../..");

/** A place for one test's log, and what a process needs to reach it. */
export interface StoreUnderTest {
  /** Of a log that nobody used yet. */
  url(): string;
  env(): Record<string, string>;
}

export function storeAt(url: string): LogStore {
  return openLog(url, { clock: systemClock, nonce: randomUUID }).store;
}

/** Starts a writer, kills it at a random moment after its first answers; answers what it acknowledged. */
export async function killed(
  url: string,
  writer: string,
  afterMs: number,
  env: Record<string, string>,
): Promise<number[]> {
  const script = join(__dirname, "appendForever.ts");
  const child = spawn(process.execPath, [...FROM_SOURCE, script, url, writer], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
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

/** What every store promises to the writers of a log, whatever it is made of. */
export function keepsItsPromises(what: string, place: StoreUnderTest): void {
  describe(`a writer that is killed, its log ${what}`, () => {
    it(`has lost no entry that it acknowledged, and left no gap: ${ROUNDS} kills`, async () => {
      const url = place.url();
      let acknowledged = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const writer = `w.${round}`;
        const said = await killed(url, writer, Math.random() * 250, place.env());
        acknowledged += said.length;
        const there = await numbersIn(storeAt(url), writer);
        assert.deepEqual(there, [...there.keys()], "entries are out of order, or one is left out");
        for (const n of said) assert.ok(n < there.length, `${n} was acknowledged and is not in the log`);
      }
      assert.ok(acknowledged > ROUNDS * 5, `only ${acknowledged} were acknowledged: nothing was tried`);
    });
  });

  describe(`a log's store ${what}`, () => {
    it("creates a name once, whoever tries at the same time", async () => {
      const url = place.url();
      const stores = Array.from({ length: 8 }, () => storeAt(url));
      for (let round = 0; round < 20; round += 1) {
        const tries = stores.map((store, at) => store.create(`control/${round}`, Buffer.from(String(at))));
        const made = (await Promise.all(tries)).flatMap((ok, at) => (ok ? [at] : []));
        assert.equal(made.length, 1);
        assert.equal(Buffer.from((await stores[0]?.get(`control/${round}`)) ?? []).toString(), String(made[0]));
      }
    });

    it("puts whole files in place of others, says the store's time, and leaves nothing beside them", async () => {
      const store = storeAt(place.url());
      const before = Date.now();
      for (let n = 0; n < 20; n += 1) {
        const { storeTime } = await store.put("writers/w.json", Buffer.alloc(n * 1000, n));
        assert.ok(Math.abs(storeTime - before) < 10_000);
      }
      assert.equal((await store.get("writers/w.json"))?.length, 19_000);
      assert.deepEqual(await store.list("writers"), ["w.json"]);
      assert.equal(await store.get("writers/none"), undefined);
      assert.deepEqual(await store.list("nowhere"), []);
      await store.delete("writers/w.json");
      await store.delete("writers/w.json");
      assert.deepEqual(await store.list("writers"), []);
    });

    it("shows whole objects to who reads while others are put in their place", async () => {
      const store = storeAt(place.url());
      await store.put("writers/w.json", Buffer.alloc(200_000, 1));
      let writing = true;
      const putting = (async () => {
        for (let n = 2; n < 30; n += 1) await store.put("writers/w.json", Buffer.alloc(200_000, n));
        writing = false;
      })();
      while (writing) {
        const body = Buffer.from((await store.get("writers/w.json")) ?? []);
        assert.equal(body.length, 200_000);
        assert.equal(body[0], body[199_999]);
      }
      await putting;
    });

    it("lists the names directly below a folder, folders too, however many there are", async () => {
      const store = storeAt(place.url());
      const names = Array.from({ length: 1_100 }, (_, n) => `${String(n).padStart(12, "0")}.jsonl`);
      for (let at = 0; at < names.length; at += 50)
        await Promise.all(names.slice(at, at + 50).map((name) => store.create(`segments/a/${name}`, Buffer.from("x"))));
      await store.create("segments/b/1.jsonl", Buffer.from("x"));
      assert.deepEqual((await store.list("segments/a")).sort(), names);
      assert.deepEqual((await store.list("segments")).sort(), ["a", "b"]);
    });
  });
}

/** The numbers that a killed writer left; fails on a gap in its segments, or a torn one. */
async function numbersIn(store: LogStore, writer: string): Promise<number[]> {
  const there: number[] = [];
  for (const [number, name] of (await store.list(`segments/${writer}`)).sort().entries()) {
    assert.equal(`segments/${writer}/${name}`, segmentPath(writer, number), "a number is left out");
    const segment = await readSegment(store, writer, number);
    assert.equal(segment?.torn, false);
    for (const entry of segment?.entries ?? []) if (entry.op === "delete") there.push(Number(entry.ids[0]));
  }
  return there;
}
