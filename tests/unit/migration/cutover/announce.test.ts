import assert from "node:assert/strict";
import { announce } from "../../../../provider/src/migration/cutover/announce";
import { Control, type WriteMode } from "../../../../provider/src/writeLog/control";
import { leasePath, type WriterLease } from "../../../../provider/src/writeLog/lease";
import { toJson } from "../../../../provider/src/writeLog/store";
import { FakeTime } from "../../../support/provider/fakeTime";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const TIMES = { leaseMs: 1_000, fenceMs: 2_000, settleMs: 700, lateMs: 5_000 };

const lease = (w: string, beat: number): WriterLease => ({
  ...{ v: 1, w, beat, acked: 0, next: 0, done: 0, t: 0, writes: 0, failed: 0, at: 0 },
});

/** Announces a fence to one writer that renews and to others that don't; answers how long each was closed before the end. */
async function announceTo(writes: WriteMode, silent: readonly string[]): Promise<number[]> {
  const store = new MemoryStore();
  let beat = 0;
  const clock = new FakeTime(0, () => {
    beat += 1;
    store.files.set(leasePath("alive"), Buffer.from(toJson(lease("alive", beat))));
  });
  const leaseClock = { monotonic: () => clock.now(), wall: () => clock.now() };
  let nonces = 0;
  const control = new Control(store, clock, () => `n${nonces++}`);
  await control.begin({ writes, pod: { name: "docs", host: "h" }, times: TIMES });
  const closed = new Map<string, number>();
  for (const w of ["alive", ...silent]) {
    await store.put(leasePath(w), toJson(lease(w, 0)));
    await control.swap(({ writers }) => ({ writers: { ...writers, [w]: {} } }));
  }
  store.hooks = {
    after: ({ op, path }) => {
      const [folder, w = ""] = path.split("/");
      if (op === "create" && folder === "segments") closed.set(w, clock.now());
    },
  };
  await announce({ store, control, clock, leaseClock, progress: () => undefined });
  return silent.map((w) => clock.now() - (closed.get(w) ?? assert.fail(`${w} was not closed`)));
}

describe("announcing a fence", () => {
  it("waits until what the dead had acknowledged at last is on every replica, once for all of them", async () => {
    for (const ago of await announceTo("mirrored", ["b", "c", "d"])) assert.ok(ago >= 700 && ago < 1_000, `${ago} ms`);
  });

  it("waits for no replica where the pod index gets no writes, and for nobody where nobody was closed", async () => {
    for (const ago of await announceTo("deferred", ["b"])) assert.ok(ago < 700, `${ago} ms`);
    assert.deepEqual(await announceTo("mirrored", []), []);
  });
});
