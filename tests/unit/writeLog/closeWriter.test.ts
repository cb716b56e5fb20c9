import assert from "node:assert/strict";
import { closeWriter, hasRunOut, LeaseWatch } from "../../../provider/src/writeLog/closeWriter";
import { Control } from "../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../provider/src/writeLog/encoding";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { leasePath, type WriterLease } from "../../../provider/src/writeLog/lease";
import { createSeal, readSegment, segmentPath } from "../../../provider/src/writeLog/segments";
import { toJson } from "../../../provider/src/writeLog/store";
import { FakeTime } from "../../support/provider/fakeTime";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const TIMES = { leaseMs: 1_000, fenceMs: 2_000, settleMs: 0, lateMs: 5_000 };

const lease = (beat: number, next: number): WriterLease => ({
  ...{ v: 1, w: "api", beat, acked: 0, next, done: next, t: 0, writes: 0, failed: 0, at: 0 },
});

describe("closing a writer", () => {
  let store: MemoryStore;
  let clock: FakeTime;
  let control: Control;
  let nonces = 0;

  beforeEach(async () => {
    store = new MemoryStore();
    clock = new FakeTime();
    control = new Control(store, clock, () => `n${nonces++}`);
    await control.begin({ writes: "deferred", pod: { name: "docs", host: "h" }, times: TIMES });
    await control.swap(() => ({ writers: { api: {} } }));
    await store.put(leasePath("api"), toJson(lease(7, 1)));
    for (const number of [0, 1]) await store.create(segmentPath("api", number), Buffer.from(""));
  });

  const close = (seenBeat?: number) => closeWriter({ store, control, clock }, "api", seenBeat);

  it("seals its log behind its last segment, and says so in the control record", async () => {
    await close(7);
    assert.deepEqual((await control.read()).writers, { api: { end: 2, t: 0 } });
    assert.equal((await readSegment(store, "api", 2))?.sealed, true);
    assert.equal(await store.create(segmentPath("api", 2), Buffer.from("late")), false);
    assert.deepEqual(clock.sleeps, []);
  });

  it("says which time all its entries are below", async () => {
    const entry: Entry = { v: 1, t: 41, n: 7, w: "api", e: 1, ns: "", op: "delete", ids: ["a"] };
    await store.create(segmentPath("api", 2), Buffer.from(`${encodeEntry(entry)}\n`));
    await close(7);
    assert.deepEqual((await control.read()).writers, { api: { end: 3, t: 42 } });
  });

  it("finds a seal that somebody left who died", async () => {
    await createSeal(store, "api", 2);
    await close();
    assert.deepEqual((await control.read()).writers, { api: { end: 2, t: 0 } });
  });

  it("leaves a writer alone that has renewed since its lease was seen to stand still", async () => {
    await close(6);
    assert.deepEqual((await control.read()).writers, { api: {} });
    assert.equal(await readSegment(store, "api", 2), undefined);
  });

  it("waits for a lease that was renewed while it was closed", async () => {
    store.hooks = {
      before: ({ op, path }) => {
        if (op === "create" && path.startsWith("segments/"))
          store.files.set(leasePath("api"), Buffer.from(toJson(lease(8, 2))));
      },
    };
    await close(7);
    assert.deepEqual(clock.sleeps, [TIMES.leaseMs * 1.1]);
  });

  it("closes nothing inside a fence: the swap would end it", async () => {
    const fenced = await control.swap(() => ({ state: "fenced" }));
    await close(7);
    assert.equal((await control.read()).epoch, fenced?.epoch);
  });

  it("is done once: a second call changes nothing", async () => {
    await close(7);
    const { epoch } = await control.read();
    await close(7);
    assert.equal((await control.read()).epoch, epoch);
  });
});

describe("watching leases", () => {
  it("counts from when a lease was last seen to change, by the watcher's own clock", () => {
    let now = 0;
    const watch = new LeaseWatch({ monotonic: () => now, wall: () => 0 });
    assert.deepEqual(watch.look("api", lease(3, 0)), { writer: "api", beat: 3, beats: 0, stillMs: 0 });
    now = 900;
    assert.deepEqual(watch.look("api", lease(4, 0)), { writer: "api", beat: 4, beats: 1, stillMs: 0 });
    now = 2_000;
    const still = watch.look("api", lease(4, 0));
    assert.equal(still.stillMs, 1_100);
    assert.equal(hasRunOut(still, 1_000), false);
    now = 2_001;
    assert.equal(hasRunOut(watch.look("api", lease(4, 0)), 1_000), true);
  });
});
