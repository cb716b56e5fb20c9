import assert from "node:assert/strict";
import { beginLog, closeLog } from "../../../provider/src/migration/log";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import { Control, DEFAULT_TIMES } from "../../../provider/src/writeLog/control";
import { segmentPath } from "../../../provider/src/writeLog/segments";
import { contextOf } from "../../support/provider/contexts";
import { FakeTime } from "../../support/provider/fakeTime";
import { MemoryStore, type StoreCall } from "../../support/writeLog/memoryStore";

let nonces = 0;
const controlOf = (store: MemoryStore) =>
  new Control(store, { sleep: async () => undefined }, () => {
    nonces += 1;
    return `n${nonces}`;
  });

/** Begins a log, or a closed one anew, with one writer and one segment of it. */
async function begin(store: MemoryStore, writer: string): Promise<void> {
  const control = controlOf(store);
  await control.begin({ writes: "mirrored", pod: { name: "docs", host: "h" }, times: DEFAULT_TIMES });
  await control.swap(({ writers }) => ({ writers: { ...writers, [writer]: {} } }));
  await store.create(segmentPath(writer, 0), Buffer.from("{}\n"));
}

function isClosing({ op, path, body }: StoreCall): boolean {
  return op === "create" && path.startsWith("control/") && JSON.parse(Buffer.from(body).toString()).state === "closed";
}

describe("closing a write log", () => {
  it("removes its segments, and may be done again", async () => {
    const store = new MemoryStore();
    await begin(store, "old");
    for (let time = 0; time < 2; time += 1) await closeLog({ store, control: controlOf(store) });
    assert.equal((await controlOf(store).read()).state, "closed");
    assert.equal(store.files.has(segmentPath("old", 0)), false);
  });

  it("removes nothing of one that is begun anew at once", async () => {
    const store = new MemoryStore();
    await begin(store, "old");
    let begun = false;
    store.hooks = {
      after: async (call) => {
        if (begun || !isClosing(call)) return;
        begun = true;
        await begin(store, "new");
      },
    };
    await closeLog({ store, control: controlOf(store) });
    assert.ok(begun);
    assert.deepEqual(
      [...store.files.keys()].filter((path) => path.startsWith("segments/")),
      [segmentPath("new", 0)],
    );
  });

  it("leaves one alone that is begun anew after a first look showed it closed", async () => {
    const store = new MemoryStore();
    await begin(store, "old");
    await closeLog({ store, control: controlOf(store) });
    const closed = await controlOf(store).read();
    let looked = false;
    store.hooks = {
      // Its answer is that there is no later record.
      after: async ({ op, path }) => {
        if (looked || op !== "get" || Number.parseInt(path.slice("control/".length), 10) !== closed.epoch + 1) return;
        looked = true;
        await begin(store, "new");
      },
    };
    await closeLog({ store, control: controlOf(store) });
    assert.ok(looked);
    assert.equal((await controlOf(store).read()).state, "open");
    assert.ok(store.files.has(segmentPath("new", 0)), "segments of an open log are gone");
  });
});

describe("beginning a write log", () => {
  const request = { podIndex: "docs", writes: "mirrored", times: {} } as const;
  const pod = { name: "docs", host: "h", spec: { kind: "pod", replicas: 1 }, tags: {} };
  const client = { describeIndex: async () => pod } as unknown as PineconeClient;

  /** Begins it; answers the waits, of which the one with a given number is never over: the run was killed in it. */
  async function waitsOf(store: MemoryStore, killedAt?: number): Promise<readonly number[]> {
    const clock = new FakeTime(0, (count) => {
      if (count === killedAt) throw new Error("killed");
    });
    await beginLog(contextOf(client, { clock }), { store, control: controlOf(store) }, request).catch(() => undefined);
    return clock.sleeps;
  }

  it("waits for nobody where there was none before", async () => {
    assert.deepEqual(await waitsOf(new MemoryStore()), []);
  });

  it("waits for writers of the closed one before it, also in the run after one that was killed in that wait", async () => {
    const store = new MemoryStore();
    await begin(store, "old");
    await closeLog({ store, control: controlOf(store) });
    assert.deepEqual(await waitsOf(store, 0), []);
    assert.equal((await controlOf(store).read()).state, "open");
    await controlOf(store).swap(({ writers }) => ({ writers: { ...writers, new: {} } }));
    const [waited = 0] = await waitsOf(store);
    assert.ok(waited >= DEFAULT_TIMES.leaseMs * 1.1, `${waited} ms`);
  });
});
