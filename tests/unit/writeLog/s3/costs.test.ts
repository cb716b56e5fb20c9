import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Appender } from "../../../../provider/src/writeLog/appender";
import { Control } from "../../../../provider/src/writeLog/control";
import { LeaseKeeper } from "../../../../provider/src/writeLog/leaseKeeper";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import type { LogStore } from "../../../../provider/src/writeLog/store";
import {
  costTable,
  dollarsOfAMonth,
  dollarsOfAnHourFollowed,
  leaseRequestsPerSecond,
  PUT_MS,
  segmentReadsOfALook,
  segmentsPerSecond,
} from "../../../support/s3/logCosts";
import { logOf } from "../../../support/writeLog/logs";
import { MemoryStore, type StoreCall } from "../../../support/writeLog/memoryStore";
import { VirtualProcess, VirtualTime } from "../../../support/writeLog/virtualTime";

const SECONDS = 60;

/** A store whose requests take as long as the costs are reckoned with, and a process that uses it. */
function stage(gatherMs: number) {
  const time = new VirtualTime();
  const process = new VirtualProcess(time, "w");
  const memory = new MemoryStore({ before: ({ op }) => time.sleep(op === "get" ? 20 : PUT_MS, process) });
  const store: LogStore = Object.assign(memory, { gatherMs });
  return { time, process, memory, store };
}

function close(found: number, told: number, what: string): void {
  assert.ok(Math.abs(found - told) <= Math.max(told * 0.07, 1), `${what}: ${found}, and the costs say ${told}`);
}

const countOf = (calls: readonly StoreCall[], op: StoreCall["op"]) => calls.filter((each) => each.op === op).length;

describe("the costs of a log on S3", () => {
  for (const [writesPerSecond, gatherMs] of [
    [10, 5],
    [10, 200],
    [100, 5],
    [100, 200],
    [1_000, 5],
    [1_000, 50],
  ] as const) {
    it(`are those of the segments that a writer makes: ${writesPerSecond} writes a second, gather ${gatherMs}`, async () => {
      const { time, process, memory, store } = stage(gatherMs);
      const log = new Appender(store, "w", process.clock);
      for (let n = 0; n < writesPerSecond * SECONDS; n += 1) {
        const entry = { v: 1, t: n, n: 0, w: "w", e: 1, ns: "", op: "delete", ids: ["a"] } as const;
        time.at((n * 1_000) / writesPerSecond, process, () => void log.append([entry]));
      }
      await time.run(SECONDS * 1_000);
      close(countOf(memory.calls, "create"), segmentsPerSecond({ writesPerSecond, gatherMs }) * SECONDS, "segments");
    });
  }

  it("are those of a writer's lease", async () => {
    const { time, process, memory, store } = stage(5);
    const control = new Control(store, process.clock, () => `n${memory.calls.length}`);
    const { clock, leaseClock } = process;
    void (async () => {
      await logOf(control);
      await new LeaseKeeper({ store, control, name: "w", unique: () => "1", clock, leaseClock }).start();
    })();
    await time.run(5_000);
    const before = [...memory.calls];
    await time.run(5_000 + SECONDS * 1_000);
    const { puts, gets } = leaseRequestsPerSecond();
    close(countOf(memory.calls, "put") - countOf(before, "put"), puts * SECONDS, "PUTs");
    close(countOf(memory.calls, "get") - countOf(before, "get"), gets * SECONDS, "GETs");
  });

  for (const segments of [0, 3, 7, 8, 20]) {
    it(`are those of a look at the log that finds ${segments} segments`, async () => {
      const memory = new MemoryStore();
      const control = new Control(memory, { sleep: () => Promise.resolve() }, () => "n");
      await logOf(control, ["w"]);
      const log = new Appender(memory, "w");
      for (let n = 0; n < segments; n += 1)
        await log.append([{ v: 1, t: n, n: 0, w: "w", e: 1, ns: "", op: "delete", ids: ["a"] }]);
      const before = memory.calls.length;
      for await (const _segment of new LogReader(memory, control).read({})) {
        // Only the requests count.
      }
      const asked = memory.calls.slice(before).filter(({ path }) => path.startsWith("segments/"));
      assert.equal(asked.length, segmentReadsOfALook(segments));
    });
  }

  it("stand in the documentation as they are reckoned", () => {
    const page = readFileSync(join(__dirname, "../../../../docs/write-log.md"), "utf8");
    assert.ok(page.includes(costTable()), `docs/write-log.md needs this table:\n${costTable()}`);
    for (const told of [
      `$${dollarsOfAMonth().toFixed(0)} a month`,
      `$${dollarsOfAnHourFollowed(1).toFixed(2)} an hour`,
      `$${dollarsOfAnHourFollowed(20).toFixed(2)} with 20`,
    ])
      assert.ok(page.includes(told), `docs/write-log.md doesn't say: ${told}`);
  });
});
