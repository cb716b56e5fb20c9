import assert from "node:assert/strict";
import fc from "fast-check";
import { RATES, Rates } from "../../../emulator/dist/rates";
import { ManualClock } from "../../integration/emulator/manualClock";

const once = { limit: RATES.query, amount: 1 };

describe("limits of rate", () => {
  let clock: ManualClock;
  let rates: Rates;
  beforeEach(() => {
    clock = new ManualClock();
    rates = new Rates(clock);
  });
  const passes = (namespace: string, charges = [once]) => {
    try {
      rates.charge(namespace, charges);
      return true;
    } catch {
      return false;
    }
  };

  it("take what a second allows at once, and then as much as has come back", () => {
    for (let n = 0; n < 100; n += 1) assert.ok(passes("a"), `request ${n}`);
    assert.ok(!passes("a"));
    clock.advance(20);
    assert.ok(passes("a") && passes("a"));
    assert.ok(!passes("a"));
  });

  it("count each namespace by itself, and an index as one", () => {
    for (let n = 0; n < 100; n += 1) passes("a", [{ limit: RATES.fetch, amount: 1 }]);
    assert.ok(!passes("b", [{ limit: RATES.fetch, amount: 1 }]));
    for (let n = 0; n < 100; n += 1) passes("a");
    assert.ok(!passes("a"));
    assert.ok(passes("b"));
  });

  it("charge nothing for a request that is refused", () => {
    const both = [once, { limit: RATES.deletedRecords, amount: 5_001 }];
    for (let n = 0; n < 200; n += 1) assert.ok(!passes("a", both));
    for (let n = 0; n < 100; n += 1) assert.ok(passes("a"));
  });

  it("name the limit, its scope and its value", () => {
    assert.throws(() => rates.charge("", [{ limit: RATES.upsertBytes, amount: 60e6 }]), {
      status: 429,
      code: 8,
      message: /upsert bytes limit for namespace __default__ \(52428800 bytes per second\)/,
    });
  });

  it("let through, in any stretch of time, one second's worth more than the rate at most", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(80), { minLength: 150, maxLength: 400 }), (pauses) => {
        clock = new ManualClock();
        rates = new Rates(clock);
        const times = pauses.flatMap((pause) => {
          clock.advance(pause / 10);
          return passes("a") ? [clock.now()] : [];
        });
        for (const [first, from] of times.entries()) {
          for (let last = first; last < times.length; last += 37) {
            const seconds = ((times[last] ?? 0) - from) / 1_000;
            assert.ok(last - first + 1 <= 100 + seconds * 100 + 1e-6);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
