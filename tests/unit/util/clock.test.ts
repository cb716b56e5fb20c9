import assert from "node:assert/strict";
import { systemClock } from "../../../provider/src/util/clock";

describe("systemClock", () => {
  it("tells the time in milliseconds since 1970", () => {
    const before = Date.now();
    const now = systemClock.now();
    assert.ok(now >= before && now <= Date.now());
  });

  it("sleeps, and wakes at once when it is aborted", async () => {
    await systemClock.sleep(1);
    const stop = new AbortController();
    const sleeping = systemClock.sleep(1_000_000, stop.signal);
    stop.abort();
    await assert.rejects(sleeping, { name: "AbortError" });
  });
});
