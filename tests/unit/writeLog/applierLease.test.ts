import assert from "node:assert/strict";
import { ApplierLease, beatPath } from "../../../provider/src/writeLog/applierLease";
import { Control } from "../../../provider/src/writeLog/control";
import { getJson, type LogStore, StoreError } from "../../../provider/src/writeLog/store";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";
import { VirtualProcess, VirtualTime } from "../../support/writeLog/virtualTime";

/** A store whose renewals of the applier's lease fail so often before one gets through. */
function stage(failing: { times: number; lasting?: boolean }) {
  const time = new VirtualTime();
  const process = new VirtualProcess(time, "run");
  const store: LogStore = new MemoryStore({
    before: async ({ op, path }) => {
      if (op !== "put" || !path.startsWith("applier/") || failing.times === 0) return;
      failing.times -= 1;
      throw new StoreError("no answer", failing.lasting ?? false, {});
    },
  });
  let nonces = 0;
  const control = new Control(store, process.clock, () => `nonce-${nonces++}`);
  const { clock, leaseClock } = process;
  return { time, store, control, options: { store, control, run: "run-1", clock, leaseClock } };
}

/** Lets virtual time run until the work is over. */
async function ended<T>(time: VirtualTime, work: Promise<T>): Promise<T> {
  let isOver = false;
  const settled = work.finally(() => {
    isOver = true;
  });
  settled.catch(() => undefined);
  for (let ms = 0; !isOver && ms < 120_000; ms += 500) await time.run(ms);
  return settled;
}

describe("the applier's lease, its store not always answering", () => {
  for (const times of [1, 5, 9]) {
    it(`is taken though ${times} renewals got no answer`, async () => {
      const failing = { times: 0 };
      const { time, store, control, options } = stage(failing);
      await logOf(control);
      failing.times = times;
      const lease = await ended(time, ApplierLease.take(options, 1_000));
      assert.ok(lease.left > 20_000);
      assert.ok(((await getJson<{ beat: number }>(store, beatPath("run-1")))?.beat ?? 0) > times);
      await ended(time, lease.abandon());
    });
  }

  it("is not waited for longer than it takes to see that nothing answers, and not at all when it is refused", async () => {
    for (const lasting of [false, true]) {
      const failing = { times: 0, lasting };
      const { time, control, options } = stage(failing);
      await logOf(control);
      failing.times = 1_000;
      await assert.rejects(ended(time, ApplierLease.take(options, 1_000)), StoreError);
      assert.equal(1_000 - failing.times, lasting ? 1 : 10);
    }
  });

  it("ends what a run left behind that died: its announcement, and its fence, which the swap takes from it anyway", async () => {
    for (const state of ["open", "fenced"] as const) {
      const { time, control, options } = stage({ times: 0 });
      await logOf(control, [], { state, soon: true, applier: "dead" });
      const lease = await ended(time, ApplierLease.take(options, 600_000));
      const now = await control.read();
      assert.deepEqual([now.state, now.soon, now.applier], ["open", false, "run-1"]);
      await ended(time, lease.abandon());
    }
  });

  it("is taken of a closed log without opening it", async () => {
    const { time, control, options } = stage({ times: 0 });
    await logOf(control, [], { state: "closed" });
    const lease = await ended(time, ApplierLease.take(options, 1_000));
    assert.equal((await control.read()).state, "closed");
    await ended(time, lease.abandon());
  });

  it("is handed back by the control record alone when its last word is lost", async () => {
    const failing = { times: 0 };
    const { time, control, options } = stage(failing);
    await logOf(control);
    const lease = await ended(time, ApplierLease.take(options, 1_000));
    failing.times = 1_000;
    await ended(time, lease.handBack());
    assert.equal((await control.read()).applier, "");
  });
});
