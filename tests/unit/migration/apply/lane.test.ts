import assert from "node:assert/strict";
import { type Budgets, Lane } from "../../../../provider/src/migration/apply/lane";

const BUDGETS: Budgets = { requests: 10, bytes: 1_000, deletes: 10 };
const HOUR_MS = 3_600_000;

describe("a namespace's lane while the clock is set back", () => {
  function stage() {
    const clock = { time: 10 * HOUR_MS, now: () => clock.time };
    return { clock, lane: new Lane(clock, BUDGETS, () => 0) };
  }

  it("waits no longer for its budget than it would have", () => {
    const { clock, lane } = stage();
    lane.charge({ bytes: 2_000 });
    const { waitMs } = lane;
    clock.time -= HOUR_MS;
    assert.equal(lane.waitMs, waitMs);
    clock.time += waitMs;
    assert.equal(lane.waitMs, 0);
  });

  it("is paused no longer than it was told", () => {
    const { clock, lane } = stage();
    lane.setBack(5_000);
    clock.time -= HOUR_MS;
    assert.equal(lane.waitMs, 5_000);
    // Once more, while it waits.
    clock.time += 2_000;
    assert.equal(lane.waitMs, 3_000);
    clock.time -= HOUR_MS;
    assert.equal(lane.waitMs, 3_000);
    clock.time += 3_000;
    assert.equal(lane.waitMs, 0);
  });

  it("is charged and paused anew from then on", () => {
    const { clock, lane } = stage();
    lane.charge({});
    lane.setBack(5_000);
    clock.time -= HOUR_MS;
    lane.setBack(8_000);
    assert.equal(lane.waitMs, 8_000);
    clock.time += 8_000;
    lane.charge({ bytes: 2_000 });
    assert.ok(lane.waitMs > 0 && lane.waitMs <= 2_000, `${lane.waitMs} ms`);
  });
});
