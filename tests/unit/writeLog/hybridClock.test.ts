import assert from "node:assert/strict";
import fc from "fast-check";
import { HybridClock, type Stamp } from "../../../provider/src/writeLog/hybridClock";

const step = fc.oneof(
  fc.record({ kind: fc.constant("wall" as const), t: fc.nat(1000) }),
  fc.record({ kind: fc.constant("hear" as const), t: fc.nat(1000) }),
  fc.record({ kind: fc.constant("next" as const), t: fc.constant(0) }),
  fc.record({ kind: fc.constant("now" as const), t: fc.constant(0) }),
);

describe("the hybrid clock", () => {
  it("never runs backwards, stays above what it heard and what it said, however the wall clock jumps", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(500), (steps, floor) => {
        let wall = 0;
        let last: Stamp = { t: floor, n: 0 };
        let lowest = floor;
        const clock = new HybridClock(() => wall, floor);
        for (const { kind, t } of steps) {
          if (kind === "wall") wall = t + 0.7;
          if (kind === "hear") clock.hear(t);
          if (kind === "hear") lowest = Math.max(lowest, t);
          if (kind === "now") lowest = Math.max(lowest, clock.now());
          if (kind !== "next") continue;
          const stamp = clock.next();
          assert.ok(stamp.t > last.t || (stamp.t === last.t && stamp.n > last.n), "it ran backwards");
          assert.ok(stamp.t >= lowest, "it gave out less than was said");
          assert.ok(Number.isInteger(stamp.t));
          last = stamp;
        }
      }),
    );
  });

  it("is the wall clock when nothing else was heard", () => {
    const clock = new HybridClock(() => 1234.9);
    assert.deepEqual(clock.next(), { t: 1234, n: 0 });
    assert.deepEqual(clock.next(), { t: 1234, n: 1 });
  });
});
