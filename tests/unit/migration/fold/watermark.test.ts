import assert from "node:assert/strict";
import { Watermarks } from "../../../../provider/src/migration/fold/watermark";
import { Control } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import { leasePath, readLease } from "../../../../provider/src/writeLog/lease";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { toJson } from "../../../../provider/src/writeLog/store";
import { Writer } from "../../../../provider/src/writeLog/writer";
import { FakeTime } from "../../../support/provider/fakeTime";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { Dice, VirtualProcess, VirtualTime } from "./virtualProcess";

const TIMES = { leaseMs: 1_000, fenceMs: 2_000, settleMs: 0, lateMs: 5_000 };

describe("watermark of a deferred log", () => {
  let store: MemoryStore;
  let clock: FakeTime;
  let control: Control;
  let marks: Watermarks;
  let nonces: number;

  beforeEach(async () => {
    [store, clock, nonces] = [new MemoryStore(), new FakeTime(), 0];
    control = new Control(store, clock, () => `n${nonces++}`);
    marks = new Watermarks({
      store,
      control,
      clock,
      leaseClock: { monotonic: () => clock.now(), wall: () => clock.now() },
    });
    await control.begin({ writes: "deferred", pod: { name: "docs", host: "h" }, times: TIMES });
  });

  const lease = (w: string, t: number, beat = 1) => store.put(leasePath(w), toJson({ v: 1, w, beat, next: 0, t }));
  const join = (w: string) => control.swap(({ writers }) => ({ writers: { ...writers, [w]: {} } }));
  const segment = (w: string, number: number, ...times: number[]) => {
    const lines = times.map((t) => `${encodeEntry({ v: 1, t, n: 0, w, e: 1, ns: "", op: "delete", ids: ["a"] })}\n`);
    return store.create(segmentPath(w, number), Buffer.from(lines.join("")));
  };

  it("is the smallest time of all leases, and stands in the control record before it is answered", async () => {
    for (const [w, t] of [
      ["a", 50],
      ["b", 70],
    ] as const) {
      await lease(w, t);
      await join(w);
    }
    assert.equal((await marks.raise()).t, 50);
    assert.equal((await control.read()).floor, 50);
  });

  it("reads no segment while writers live", async () => {
    await lease("a", 50);
    await join("a");
    await segment("a", 0, 1);
    store.calls.length = 0;
    await marks.raise();
    assert.deepEqual(
      store.calls.filter(({ path }) => path.startsWith("segments/")),
      [],
    );
  });

  it("never sinks, and swaps nothing when it doesn't rise", async () => {
    await lease("a", 50);
    await join("a");
    await marks.raise();
    const { epoch } = await control.read();
    await lease("a", 40, 2);
    assert.equal((await marks.raise()).t, 50);
    assert.equal((await control.read()).epoch, epoch);
  });

  it("looks at a writer's lease that joined while it was found", async () => {
    await lease("a", 50);
    await join("a");
    let joined = false;
    store.hooks = {
      after: async ({ op, path }) => {
        if (joined || op !== "get" || path !== leasePath("a")) return;
        joined = true;
        await lease("late", 20);
        await join("late");
      },
    };
    assert.equal((await marks.raise()).t, 20);
  });

  it("closes a writer whose lease stood still for longer than it holds, then goes on without it", async () => {
    for (const [w, t] of [
      ["dead", 10],
      ["b", 70],
    ] as const) {
      await lease(w, t);
      await join(w);
    }
    assert.equal((await marks.raise()).t, 10);
    clock.advance(TIMES.leaseMs * 1.1 + 1);
    await lease("b", 90, 2);
    assert.equal((await marks.raise()).t, 90);
    assert.deepEqual((await control.read()).writers.dead, { end: 0, t: 0 });
  });

  it("is behind all that closed writers appended when nobody lives", async () => {
    await segment("a", 0, 5, 9);
    await segment("a", 1);
    await segment("b", 0, 7);
    await control.swap(() => ({ writers: { a: { end: 2 }, b: { end: 1 } } }));
    assert.equal((await marks.raise()).t, 10);
    assert.equal((await control.read()).floor, 10);
  });

  it("raises nothing inside a fence", async () => {
    await lease("a", 50);
    await join("a");
    const fenced = await control.swap(() => ({ state: "fenced" }));
    assert.equal((await marks.raise()).t, 0);
    assert.equal((await control.read()).epoch, fenced?.epoch);
  });

  it("is above no entry of a writer that joins later with a slow clock", async () => {
    const time = new VirtualTime();
    const now = time.now;
    await segment("a", 0, now + 400);
    await control.swap(() => ({ writers: { a: { end: 1 } } }));
    const { t } = await marks.raise();
    const process = new VirtualProcess({ time, dice: new Dice(1), skewMs: -400 });
    store.hooks = { now: () => time.now };
    const reached = process.store(store);
    const theirs = new Control(reached, process.clock, () => `m${nonces++}`);
    const { clock: wait, leaseClock } = process;
    const writer = new Writer({
      store: reached,
      control: theirs,
      name: "late",
      unique: () => "1",
      clock: wait,
      leaseClock,
    });
    await time.until(writer.start());
    assert.equal(t, now + 401);
    assert.ok(((await readLease(store, "late.1"))?.t ?? 0) >= t);
    process.kill();
  });
});
