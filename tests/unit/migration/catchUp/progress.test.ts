import assert from "node:assert/strict";
import { formatProgress, Meter } from "../../../../provider/src/migration/catchUp/progress";

describe("progress of a catch-up", () => {
  it("is one line", () => {
    const line = { round: 3, done: 1_940, total: 2_011, ratePerSecond: 6_083, backlog: 71, lagMs: 430, busy: 2 };
    assert.equal(formatProgress(line), "round 3: 1,940 of 2,011 records, 6,100/s, backlog 71, lag 0.4 s, 429s 2");
    assert.equal(
      formatProgress({ ...line, busy: 0, lagMs: 65_000, etaSeconds: 12 }),
      "round 3: 1,940 of 2,011 records, 6,100/s, backlog 71, lag 65 s, 12 s left",
    );
  });

  it("counts records and entries, rate, lag and what is left", () => {
    const meter = new Meter(2, 5_000);
    meter.expect(40);
    meter.expect(60);
    meter.read({ entries: 30, oldest: 1_000 });
    meter.count(50, 20);
    assert.deepEqual(meter.at(7_000, 1), {
      round: 2,
      done: 50,
      total: 100,
      ratePerSecond: 25,
      backlog: 10,
      lagMs: 6_000,
      busy: 1,
      etaSeconds: 2,
    });
    meter.count(50, 10);
    const { lagMs, etaSeconds, backlog } = meter.at(8_000, 1);
    assert.deepEqual([backlog, lagMs, etaSeconds], [0, 0, undefined]);
  });
});
