import assert from "node:assert/strict";
import fc from "fast-check";
import { PodshiftError } from "../../../provider/src/errors";
import { Appender } from "../../../provider/src/writeLog/appender";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { createSeal, parseSegment, segmentPath } from "../../../provider/src/writeLog/segments";
import { StoreError } from "../../../provider/src/writeLog/store";
import { MemoryStore, refusal, storeError } from "../../support/writeLog/memoryStore";

const entryOf = (n: number, id = `r${n}`): Entry => ({
  ...{ v: 1, t: 1000 + n, n: 0, w: "w", e: 1, ns: "", op: "delete", ids: [id] },
});

/** Ids in the log, in order; fails on a gap in the numbers. */
function idsIn(store: MemoryStore): string[] {
  const names = store.namesIn("segments/w").sort();
  names.forEach((name, at) => {
    assert.equal(`segments/w/${name}`, segmentPath("w", at), "a gap");
  });
  return names.flatMap((name, at) => {
    const body = store.files.get(`segments/w/${name}`) ?? Buffer.alloc(0);
    return parseSegment("w", at, body).entries.flatMap((each) => (each.op === "delete" ? each.ids : []));
  });
}

const code = (wanted: string) => (error: unknown) => error instanceof PodshiftError && error.code === wanted;

describe("the appender", () => {
  it("goes on when the next call comes as soon as the last was answered", async () => {
    const log = new Appender(new MemoryStore(), "w");
    for (let n = 0; n < 5; n += 1) assert.equal(await log.append([entryOf(n)]), n);
  });

  it("gathers the calls that come while a segment is being made, in their order", async () => {
    const store = new MemoryStore();
    const log = new Appender(store, "w");
    store.hooks = { before: () => new Promise((resolve) => setImmediate(resolve)) };
    const first = log.append([entryOf(0)]);
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
    await Promise.resolve();
    const rest = [1, 2, 3].map((n) => log.append([entryOf(n), entryOf(n + 10)]));
    assert.deepEqual(await Promise.all([first, ...rest]), [0, 1, 1, 1]);
    assert.deepEqual(idsIn(store), ["r0", "r1", "r11", "r2", "r12", "r3", "r13"]);
    await log.idle();
  });

  it("divides what would be too large for a segment, but never a call", async () => {
    const store = new MemoryStore();
    const log = new Appender(store, "w");
    const large = "x".repeat(1_500_000);
    const numbers = await Promise.all([0, 1, 2, 3].map((n) => log.append([entryOf(n, `${n}${large}`)])));
    assert.deepEqual(numbers, [0, 0, 1, 1]);
    assert.equal(await log.append([4, 5, 6].map((n) => entryOf(n, large))), 2);
  });

  it("takes a lost answer for what it is: the segment is there once", async () => {
    const store = new MemoryStore();
    const log = new Appender(store, "w");
    store.hooks = { after: () => Promise.reject(storeError()) };
    await assert.rejects(log.append([entryOf(0)]), code("LOG_UNAVAILABLE"));
    store.hooks = {};
    assert.equal(await log.append([entryOf(1)]), 1);
    assert.deepEqual(idsIn(store), ["r0", "r1"]);
  });

  it("says below which time something may yet appear while an answer is lost", async () => {
    const store = new MemoryStore({ before: () => Promise.reject(storeError()) });
    const log = new Appender(store, "w");
    await assert.rejects(log.append([entryOf(3), entryOf(4)]), code("LOG_UNAVAILABLE"));
    assert.equal(log.lowest, 1003);
    store.hooks = {};
    await log.append([entryOf(9)]);
    assert.equal(log.lowest, undefined);
  });

  it("settles it when it is told to, though nothing else is to be written; what comes meanwhile comes behind", async () => {
    const store = new MemoryStore({ before: () => Promise.reject(storeError()) });
    const log = new Appender(store, "w");
    await log.settle();
    await assert.rejects(log.append([entryOf(0)]), code("LOG_UNAVAILABLE"));
    await log.settle();
    assert.equal(log.lowest, 1000);
    store.hooks = {};
    await Promise.all([log.settle(), log.settle(), log.append([entryOf(1)])]);
    assert.deepEqual([log.lowest, log.next, idsIn(store)], [undefined, 2, ["r0", "r1"]]);
  });

  it("goes on after a full disk, without gap or repetition", async () => {
    const store = new MemoryStore();
    const log = new Appender(store, "w");
    await log.append([entryOf(0)]);
    store.hooks = { before: ({ op }) => (op === "create" ? Promise.reject(refusal()) : undefined) };
    for (const n of [1, 2]) await assert.rejects(log.append([entryOf(n)]), code("LOG_UNAVAILABLE"));
    store.hooks = {};
    await log.append([entryOf(3)]);
    assert.deepEqual(idsIn(store), ["r0", "r3"]);
  });

  it("puts nothing into the log later of which it was said that nothing was done, and waits for nothing of it", async () => {
    const store = new MemoryStore({ before: () => Promise.reject(refusal()) });
    const log = new Appender(store, "w");
    await assert.rejects(log.append([entryOf(0)]), code("LOG_UNAVAILABLE"));
    assert.equal(log.lowest, undefined);
    store.hooks = {};
    await log.settle();
    assert.deepEqual([log.next, idsIn(store)], [0, []]);
  });

  it("keeps what had no answer, also when it is refused for good later: it may be there", async () => {
    const store = new MemoryStore({ after: () => Promise.reject(storeError()) });
    const log = new Appender(store, "w");
    await assert.rejects(log.append([entryOf(0)]), code("LOG_UNAVAILABLE"));
    store.hooks = { before: () => Promise.reject(refusal()) };
    await log.settle();
    await assert.rejects(log.append([entryOf(1)]), code("LOG_UNAVAILABLE"));
    assert.equal(log.lowest, 1000);
    store.hooks = {};
    assert.equal(await log.append([entryOf(2)]), 1);
    // What came behind it was not tried.
    assert.deepEqual(idsIn(store), ["r0", "r2"]);
  });

  it("is sealed by whoever declared it dead, even when its segment was on the way", async () => {
    const store = new MemoryStore();
    const log = new Appender(store, "w");
    await log.append([entryOf(0)]);
    store.hooks = {
      before: async ({ op }) => {
        store.hooks = {};
        if (op === "create") assert.equal(await createSeal(store, "w", 1), true);
      },
    };
    const late = log.append([entryOf(1)]);
    await assert.rejects(late, code("WRITER_SEALED"));
    assert.equal(log.sealed, true);
    await assert.rejects(log.append([entryOf(2)]), code("WRITER_SEALED"));
    assert.deepEqual(store.namesIn("segments/w").length, 2);
  });

  it("keeps order and numbers under any failures; what it answered is there once", async () => {
    const fate = fc.constantFrom("well", "well", "before", "after", "read fails", "refused");
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 30 }), fc.array(fc.nat(3), { maxLength: 30 }), historyHolds),
      { numRuns: 200 },
    );
  });
});

describe("the appender on a store that wants entries gathered", () => {
  /** Time passes only when a sleep ends. */
  class Sleeps {
    now_ = 5_000;
    readonly slept: number[] = [];
    readonly waking: (() => void)[] = [];

    now = () => this.now_;

    sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        this.slept.push(ms);
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        this.waking.push(() => {
          this.now_ += ms;
          resolve();
        });
      });
  }

  function gathering(gatherMs: number): { store: MemoryStore; clock: Sleeps; log: Appender } {
    const store = Object.assign(new MemoryStore(), { gatherMs });
    const clock = new Sleeps();
    return { store, clock, log: new Appender(store, "w", clock) };
  }

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it("waits for others for so long from the first one on, and no longer", async () => {
    const { store, clock, log } = gathering(20);
    const first = log.append([entryOf(0)]);
    await turn();
    clock.now_ += 5;
    const second = log.append([entryOf(1)]);
    await turn();
    assert.equal(store.calls.length, 0);
    assert.deepEqual(clock.slept, [20]);
    clock.waking.shift()?.();
    assert.deepEqual(await Promise.all([first, second]), [0, 0]);
  });

  it("adds nothing to the time that calls waited for the segment before", async () => {
    const { store, clock, log } = gathering(20);
    const slow = { release: () => {} };
    store.hooks = { before: () => new Promise((resolve) => Object.assign(slow, { release: resolve })) };
    const first = log.append([entryOf(0)]);
    await turn();
    clock.waking.shift()?.();
    await turn();
    const second = log.append([entryOf(1)]);
    clock.now_ += 30;
    store.hooks = {};
    slow.release();
    assert.deepEqual(await Promise.all([first, second]), [0, 1]);
    assert.deepEqual(clock.slept, [20]);
  });

  it("doesn't wait once a segment is full", async () => {
    const { clock, log } = gathering(20);
    const large = "x".repeat(3_000_000);
    const first = log.append([entryOf(0, large)]);
    await turn();
    assert.deepEqual(clock.slept, [20]);
    const second = log.append([entryOf(1, large)]);
    assert.equal(await first, 0);
    // What is over is as any first call.
    await turn();
    assert.deepEqual(clock.slept, [20, 20]);
    clock.waking.pop()?.();
    assert.equal(await second, 1);
    assert.equal(await log.append([entryOf(2, large + large)]), 2);
    assert.equal(clock.slept.length, 2);
  });

  it("waits no longer than that though the clock is set back", async () => {
    const { clock, log } = gathering(20);
    const first = log.append([entryOf(0)]);
    clock.now_ -= 60_000;
    await turn();
    assert.deepEqual(clock.slept, [20]);
    clock.waking.shift()?.();
    assert.equal(await first, 0);
  });

  it("doesn't wait on a store that wants nothing gathered", async () => {
    const { clock, log } = gathering(0);
    await Promise.all([0, 1, 2].map((n) => log.append([entryOf(n)])));
    await log.append([entryOf(3)]);
    assert.deepEqual(clock.slept, []);
  });
});

async function historyHolds(fates: string[], gaps: number[]): Promise<void> {
  const store = new MemoryStore();
  const log = new Appender(store, "w");
  const left = [...fates];
  store.hooks = {
    before: async ({ op }) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (op === "get" && left[0] === "read fails") throw storeError(left.shift());
      if (op === "create" && left[0] === "before") throw storeError(left.shift());
      if (op === "create" && left[0] === "refused") throw refusal(left.shift());
    },
    after: ({ op }) => {
      if (op === "create" && left.shift() === "after") throw storeError();
    },
  };
  const answers: Promise<string | undefined>[] = [];
  const refused: string[] = [];
  for (const [n, gap] of gaps.entries()) {
    const answer = log.append([entryOf(n)]).then(
      () => `r${n}`,
      (error: unknown) => {
        // So it is said of every call that was refused first, and of those that wait behind what is kept.
        if (error instanceof StoreError && error.lasting) refused.push(`r${n}`);
        return undefined;
      },
    );
    answers.push(answer);
    if (gap === 1) await answer;
    if (gap === 2) await new Promise((resolve) => setImmediate(resolve));
  }
  const acknowledged = (await Promise.all(answers)).filter((id) => id !== undefined);
  await log.idle();
  const there = idsIn(store);
  assert.deepEqual(
    there,
    [...new Set(there)].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))),
  );
  for (const id of acknowledged) assert.ok(there.includes(id), `${id} was acknowledged and is not there`);
  for (const id of refused) assert.ok(!there.includes(id), `${id} was refused for good and is there`);
}
