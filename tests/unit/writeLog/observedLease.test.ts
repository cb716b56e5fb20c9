import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { ApplierLease } from "../../../provider/src/writeLog/applierLease";
import { Control, type ControlRecord } from "../../../provider/src/writeLog/control";
import { ObservedLease, type ObservedOptions } from "../../../provider/src/writeLog/observedLease";
import { type LogStore, toJson } from "../../../provider/src/writeLog/store";
import { MemoryStore } from "../../support/writeLog/memoryStore";
import { Dice, VirtualProcess, VirtualTime } from "../migration/fold/virtualProcess";

const TIMES = { leaseMs: 30, fenceMs: 6_000, settleMs: 0, lateMs: 100 };
/** Milliseconds of the applier's own lease. */
const LEASE_MS = 300;
const HISTORIES = 300;
/** Histories that need each rule, by their seeds. */
const NEEDED_BY = [
  ["control record", 29],
  ["first of two reads", 4],
] as const;

type LeftOut = "control record" | "first of two reads" | undefined;

/** What was seen of a lease in one random history. */
interface Seen {
  /** For how long after the next applier may send something may land that the observer sent; 0: not at all. */
  readonly tooLong: number;
  /** The observer held it to be valid at some moment. */
  readonly wasValid: boolean;
}

interface Reached {
  readonly process: VirtualProcess;
  readonly store: LogStore;
  readonly control: Control;
}

/** A holder that sleeps and dies, whose requests are slow; another that takes over; and one that observes, with a clock of its own. */
class LeaseHistory {
  readonly time = new VirtualTime();
  readonly dice: Dice;
  readonly store: MemoryStore;
  #names = 0;

  constructor(
    seed: number,
    readonly leftOut: LeftOut,
  ) {
    this.dice = new Dice(seed);
    this.store = new MemoryStore({ now: () => this.time.now });
  }

  async play(): Promise<Seen> {
    const { dice, time } = this;
    const pod = { name: "pod", host: "" };
    await time.until(this.#reached().control.begin({ writes: "deferred", pod, times: TIMES }));
    const holder = this.#reached(0.1);
    await time.until(this.#take(holder, "one"));
    const observer = this.#reached(0.05);
    const observed = this.#observe(observer);
    const ending = new AbortController();
    // The virtual clock leaves its listeners on the signal.
    setMaxListeners(0, ending.signal);
    void observed.keepLooking(ending.signal);
    for (let left = dice.whole(1, 6); left > 0; left -= 1) {
      await time.pass(dice.between(5, 80));
      if (dice.chance(0.3)) holder.process.pause(dice.between(50, 700));
      if (dice.chance(0.3)) observer.process.pause(dice.between(50, 700));
    }
    if (dice.chance(0.3)) holder.process.kill();
    let takenAt: number | undefined;
    void this.#take(this.#reached(0.05), "two").then(() => {
      takenAt = time.now;
    });
    // The next one may send from then on; what was sent under the lease lands within lateMs.
    let mayLandUntil = 0;
    let wasValid = false;
    while (takenAt === undefined || time.now < takenAt + 2 * LEASE_MS) {
      if (observed.left > 0) {
        wasValid = true;
        mayLandUntil = time.now + TIMES.lateMs;
      }
      await time.pass(1);
      if (dice.chance(0.01)) holder.process.pause(dice.between(50, 900));
      if (dice.chance(0.01)) observer.process.pause(dice.between(50, 400));
    }
    ending.abort();
    return { tooLong: Math.max(0, mayLandUntil - takenAt), wasValid };
  }

  #observe({ process, store, control }: Reached): ObservedLease {
    const { leftOut, time, dice } = this;
    const speed = dice.between(0.97, 1.03);
    const options: ObservedOptions = {
      ...{ store, run: "one", leaseMs: TIMES.leaseMs, clock: process.clock },
      leaseClock: { monotonic: () => time.now * speed, wall: () => time.now * speed + 5 },
      control: leftOut === "control record" ? believing(control) : control,
      allowed: async () => true,
    };
    return leftOut === "first of two reads" ? new HastyLease(options) : new ObservedLease(options);
  }

  #take({ process, store, control }: Reached, run: string): Promise<ApplierLease> {
    const { clock, leaseClock } = process;
    return ApplierLease.take({ store, control, run, clock, leaseClock }, 1_000_000);
  }

  #reached(slow = 0): Reached {
    const { time, dice } = this;
    const process = new VirtualProcess({ time, dice, slow, slowMs: 2 * LEASE_MS });
    const store = process.store(this.store);
    const nonce = () => {
      this.#names += 1;
      return `n${this.#names}`;
    };
    return { process, store, control: new Control(store, process.clock, nonce) };
  }
}

/** Takes the run's word for it that nobody has taken over. */
function believing(control: Control): ObservedOptions["control"] {
  return { read: async () => ({ ...(await control.read()), applier: "one" }) };
}

/** Counts from when it saw the beat, not from when it last didn't. */
class HastyLease extends ObservedLease {
  #until = Number.NEGATIVE_INFINITY;

  override get left(): number {
    return this.isOver ? 0 : this.#until - this.options.leaseClock.monotonic();
  }

  override async look(): Promise<void> {
    const before = super.left;
    await super.look();
    if (super.left > before) this.#until = this.options.leaseClock.monotonic() + LEASE_MS;
  }
}

describe("the applier's lease as others observe it", () => {
  const observedUnder = async (beat: object | undefined, record: object = { applier: "one", active: "pod" }) => {
    const store = new MemoryStore();
    let now = 0;
    const lease = new ObservedLease({
      ...{ store, run: "one", leaseMs: TIMES.leaseMs, allowed: async () => true },
      control: { read: async () => record as ControlRecord },
      clock: {
        sleep: async (ms) => {
          now += ms;
        },
      },
      leaseClock: { monotonic: () => now, wall: () => now },
    });
    const put = (content: object) => store.put("applier/one.json", toJson(content));
    if (beat !== undefined) await put(beat);
    await lease.look();
    return {
      lease,
      put,
      pass: (ms: number) => {
        now += ms;
      },
    };
  };

  it("holds from the last look at which the beat had not changed yet, and not before it changed", async () => {
    const { lease, put, pass } = await observedUnder({ run: "one", beat: 1, over: false });
    assert.ok(lease.left <= 0);
    pass(10);
    await lease.look();
    assert.ok(lease.left <= 0);
    await put({ run: "one", beat: 2, over: false });
    pass(20);
    await lease.look();
    assert.equal(lease.left, LEASE_MS - 20);
    lease.mustOutlast(LEASE_MS - 21);
    assert.throws(() => lease.mustOutlast(LEASE_MS - 20), { code: "APPLIER_BUSY" });
    await lease.outlasting(100);
    pass(LEASE_MS);
    assert.ok(lease.left <= 0);
    // Nobody looks: it is given up after the time that a lease takes to run out.
    await assert.rejects(lease.outlasting(100), { code: "APPLIER_BUSY" });
  });

  for (const [why, beat, record] of [
    ["handed it back", { run: "one", beat: 2, over: true }, undefined],
    ["lost it", { run: "one", beat: 2, over: false }, { applier: "two", active: "pod" }],
    ["has switched", { run: "one", beat: 2, over: false }, { applier: "one", active: "serverless" }],
  ] as const) {
    it(`never holds again once the run ${why}`, async () => {
      const { lease, put } = await observedUnder({ run: "one", beat: 1, over: false }, record);
      await put(beat);
      await lease.look();
      await put({ run: "one", beat: 3, over: false });
      await lease.look();
      assert.ok(lease.isOver && lease.left === 0);
      await assert.rejects(lease.outlasting(10), { code: "APPLIER_BUSY" });
    });
  }

  it("never holds of a run that nobody knows", async () => {
    assert.ok((await observedUnder(undefined)).lease.isOver);
  });

  it(`is over, and what was sent under it has landed, before another may send: ${HISTORIES} histories`, async () => {
    let valid = 0;
    const holds = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const { tooLong, wasValid } = await new LeaseHistory(seed, undefined).play();
      if (wasValid) valid += 1;
      assert.equal(tooLong, 0);
    });
    await fc.assert(holds, { numRuns: HISTORIES, endOnFailure: true });
    assert.ok(valid > HISTORIES / 4, `only ${valid} histories saw it valid at all`);
  });

  for (const [leftOut, seed] of NEEDED_BY) {
    it(`goes wrong in history ${seed}, which is right with it: ${leftOut}`, async () => {
      assert.equal((await new LeaseHistory(seed, undefined).play()).tooLong, 0);
      assert.notEqual((await new LeaseHistory(seed, leftOut).play()).tooLong, 0);
    });
  }
});
