import assert from "node:assert/strict";
import { type Clock, systemClock } from "../../../provider/src/util/clock";
import { steadied, steadyClock } from "../../../provider/src/util/steadyClock";

describe("a steady clock", () => {
  it("runs on from what the clock said, and not with its steps", async () => {
    let [wall, ran] = [1_000_000, 5];
    const slept: number[] = [];
    const clock: Clock = { now: () => wall, sleep: async (ms) => void slept.push(ms) };
    const steady = steadyClock(clock, () => ran);
    assert.equal(steady.now(), 1_000_000);
    wall += 61_000;
    assert.equal(steady.now(), 1_000_000);
    wall -= 3_600_000;
    ran += 250;
    assert.equal(steady.now(), 1_000_250);
    await steady.sleep(7);
    assert.deepEqual(slept, [7]);
  });

  it("takes the place of the system's, and of no other", async () => {
    const other: Clock = { now: () => 1, sleep: async () => undefined };
    assert.equal(steadied(other), other);
    assert.notEqual(steadied(systemClock), systemClock);
    assert.ok(Math.abs(steadied(systemClock).now() - Date.now()) < 60_000);
  });
});
