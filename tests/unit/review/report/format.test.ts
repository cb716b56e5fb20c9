import assert from "node:assert/strict";
import * as format from "../../../../provider/src/review/report/format";

describe("figures of a report", () => {
  it("are dollars, with cents where they say something", () => {
    assert.deepEqual([0, 4.2, 82.153, 100, 1204.4].map(format.formatDollars), [
      "$0",
      "$4.20",
      "$82.15",
      "$100",
      "$1,204",
    ]);
    assert.equal(format.formatMoney({ low: 120, high: 340 }), "$120 – $340");
    assert.equal(format.formatMoney({ low: 414.2, high: 414.4 }), "$414");
  });

  it("are shares that are never rounded up to all", () => {
    assert.deepEqual([1, 0.99999, 0.9, 0].map(format.formatShare), ["100 %", "99.9 %", "90.0 %", "0.0 %"]);
  });

  it("are rates, spans, bytes and moments", () => {
    assert.deepEqual([0, 0.0123, 7.34, 1234].map(format.formatRate), ["0/s", "0.012/s", "7.3/s", "1,234/s"]);
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
    assert.deepEqual(
      [400, 12_000, 20 * minute, 125 * minute, 2 * hour, 3 * day, 3 * day + 4 * hour].map(format.formatSpan),
      ["0 s", "12 s", "20 min", "2 h 5 min", "2 h", "3 d", "3 d 4 h"],
    );
    assert.deepEqual([0, 999, 15_539, 9.1e9].map(format.formatBytes), ["0 B", "999 B", "15.5 kB", "9.1 GB"]);
    assert.equal(format.formatInstant(1_764_104_000_000), "25 Nov 2025, 20:53 UTC");
    assert.equal(format.formatSeconds(1_764_104_000_000), "20:53:20");
    assert.equal(format.formatNamespace(""), "(default)");
  });
});
