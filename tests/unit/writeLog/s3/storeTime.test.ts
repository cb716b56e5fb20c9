import assert from "node:assert/strict";
import fc from "fast-check";
import { StoreTime } from "../../../../provider/src/writeLog/s3/storeTime";

/** A machine whose wall clock is wrong by `skew`, and whose requests take `way` ms there and back. */
class Machine {
  at = 1_000;
  readonly time: StoreTime;

  constructor(
    public skew: number,
    readonly way = 20,
  ) {
    this.time = new StoreTime(
      () => this.at - 500,
      () => EPOCH + this.at + this.skew,
    );
  }

  ask(after: number): void {
    this.at += after;
    const sent = this.time.monotonic();
    this.at += this.way / 2;
    const date = Math.floor((EPOCH + this.at) / 1_000) * 1_000;
    this.at += this.way / 2;
    this.time.hear(date, sent);
  }

  /** How far the store's time, as it is known, is from what it is. */
  get wrong(): number {
    return this.time.now() - (EPOCH + this.at);
  }
}

const EPOCH = 1_750_000_000_000;

describe("the store's time", () => {
  it("is this machine's as long as nothing was heard", () => {
    const time = new StoreTime(
      () => 5,
      () => 77,
    );
    assert.equal(time.now(), 77);
    time.hear(Number.NaN, 1);
    assert.equal(time.now(), 77);
  });

  it("is this machine's own where no answer contradicts it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1 }), (gaps) => {
        const machine = new Machine(0);
        for (const gap of gaps) machine.ask(gap);
        assert.equal(machine.wrong, 0);
      }),
    );
  });

  for (const skew of [-5_000, -700, 700, 5_000]) {
    it(`is known to about a request's time after some answers, with a clock that is ${skew} ms off`, () => {
      const machine = new Machine(skew);
      for (let n = 0; n < 40; n += 1) machine.ask(37);
      assert.ok(Math.abs(machine.wrong) <= 60, `${machine.wrong} ms off`);
    });
  }

  it("says after one answer already that a clock is off by seconds", () => {
    const machine = new Machine(4_000);
    machine.ask(0);
    assert.ok(Math.abs(machine.wrong) <= 1_000 + machine.way);
  });

  it("learns anew when the store's clock was set, and notices when this machine's was", () => {
    const machine = new Machine(0);
    for (let n = 0; n < 40; n += 1) machine.ask(37);
    machine.skew = 2_000;
    assert.ok(Math.abs(machine.wrong) <= 60, "the wall clock was set");
    const heard = machine.time.now();
    machine.time.hear(Math.floor((heard + 10_000) / 1_000) * 1_000, machine.time.monotonic());
    assert.ok(machine.time.now() > heard + 8_000, "the store's clock was set");
  });

  it("forgets what is older than a minute: clocks run at different speeds", () => {
    const machine = new Machine(0);
    for (let n = 0; n < 40; n += 1) machine.ask(37);
    machine.ask(120_000);
    machine.skew = 300;
    assert.ok(machine.wrong >= 0 && machine.wrong <= 300);
  });
});
