import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import fc from "fast-check";
import { Afterwards } from "../../../provider/src/writeLog/afterwards";

/** Time that passes only in sleeps; a sleep may end late, and a clock may go slower than the timers. */
class SlowTime {
  now = 0;
  sleeping = 0;
  readonly #sleepers: { at: number; wake(): void }[] = [];

  readonly clock = {
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((wake, stop) => {
        this.sleeping += 1;
        const over = (then: () => void) => () => {
          this.sleeping -= 1;
          then();
        };
        this.#sleepers.push({ at: this.now + ms, wake: over(wake) });
        signal?.addEventListener("abort", over(stop), { once: true });
      }),
  };

  readonly leaseClock = { monotonic: () => this.now };

  async pass(ms: number): Promise<void> {
    this.now += ms;
    for (let at = 0; at < this.#sleepers.length; ) {
      if ((this.#sleepers[at]?.at ?? 0) > this.now) at += 1;
      else this.#sleepers.splice(at, 1)[0]?.wake();
    }
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }
}

function begun() {
  const time = new SlowTime();
  const over = new AbortController();
  return { time, over, afterwards: new Afterwards(time.clock, time.leaseClock, over.signal) };
}

describe("what is done after a while", () => {
  it("is done in time, once, and never early", async () => {
    const pause = 15;
    const steps = fc.array(fc.record({ ms: fc.constantFrom(5, 20, 200), pause: fc.nat(pause) }), { maxLength: 60 });
    // The 10 ms within which those of a busy writer come together, and time that passes in such steps.
    const latest = 10 + pause;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { time, afterwards } = begun();
        const late: number[] = [];
        for (const { ms, pause } of all) {
          const due = time.now + ms;
          afterwards.in(ms, () => late.push(time.now - due));
          await time.pass(pause);
        }
        for (let at = 0; at < 60; at += 1) await time.pass(5);
        assert.equal(late.length, all.length);
        assert.ok(late.every((by) => by >= 0 && by <= latest));
      }),
      { numRuns: 200, examples: [[[3, 4, 3, 8, 15].map((pause) => ({ ms: 5, pause }))]] },
    );
  });

  it("takes one timer and one listener, however many wait", async () => {
    const { time, over, afterwards } = begun();
    let done = 0;
    for (let at = 0; at < 1_000; at += 1) afterwards.in(2_000, () => (done += 1));
    assert.equal(time.sleeping, 1);
    assert.ok(getEventListeners(over.signal, "abort").length <= 1);
    await time.pass(2_000);
    assert.equal(done, 1_000);
    assert.equal(time.sleeping, 0);
  });

  it("is not done once it is over", async () => {
    const { time, over, afterwards } = begun();
    afterwards.in(10, () => assert.fail("done all the same"));
    over.abort();
    await time.pass(5);
    assert.equal(time.sleeping, 0);
  });
});
