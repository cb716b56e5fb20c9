import assert from "node:assert/strict";
import type { ControlRecord } from "../../../provider/src/writeLog/control";
import { leasePath } from "../../../provider/src/writeLog/lease";
import { toJson } from "../../../provider/src/writeLog/store";
import { WriterTime } from "../../../provider/src/writeLog/writerTime";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const HOUR = 3_600_000;

describe("the time of a writer", () => {
  let at: { monotonic: number; wall: number };
  let time: WriterTime;
  beforeEach(() => {
    at = { monotonic: 5, wall: 10_000 };
    time = new WriterTime({ monotonic: () => at.monotonic, wall: () => at.wall });
  });

  /** The store's answer when its clock is this one's, or off by so much. */
  const check = (offMs = 0) => time.check({ ...at }, at.wall - offMs)?.code;
  const pass = (ms: number, setMs = 0) => {
    at = { monotonic: at.monotonic + ms, wall: at.wall + ms + setMs };
  };
  const hear = async (t: number) => {
    const store = new MemoryStore();
    await store.put(leasePath("other"), toJson({ w: "other", t }));
    const record = { writes: "deferred", writers: { me: {}, other: {} } } as unknown as ControlRecord;
    await time.hearOthers(store, record, "me");
  };

  it("says nothing new to others when the clock was set forward, until the store has confirmed it", () => {
    assert.equal(check(), undefined);
    pass(100);
    assert.equal(time.lowest(), 10_100);
    pass(100, HOUR);
    assert.equal(time.lowest(), 10_100);
    assert.equal(check(), undefined);
    assert.equal(time.lowest(), 10_200 + HOUR);
  });

  it("begins anew when the clock is refused, above what it has logged", () => {
    assert.equal(check(), undefined);
    pass(100, HOUR);
    assert.equal(check(HOUR), "CLOCK_SKEW");
    pass(100, -HOUR);
    assert.deepEqual(time.next(), { t: 10_200, n: 0 });
    pass(-50);
    assert.equal(check(HOUR), "CLOCK_SKEW");
    assert.deepEqual([time.behind, time.next()], [10_201, { t: 10_201, n: 1 }]);
  });

  it("comes after others', but for one that is further ahead than two clocks may be apart", async () => {
    await hear(10_900);
    assert.equal(time.next().t, 10_901);
    await hear(10_000 + HOUR);
    assert.equal(time.next().t, 10_901);
  });

  it("comes after others' also when this clock was set back", async () => {
    assert.equal(check(), undefined);
    pass(100, -HOUR);
    await hear(10_900);
    assert.equal(time.next().t, 10_901);
  });
});
