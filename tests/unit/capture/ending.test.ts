import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { captureState, endCapture, startCapture } from "../../../provider/src/capture/captureWrites";
import type { ClientIndex } from "../../../provider/src/capture/client";
import { systemClock } from "../../../provider/src/util/clock";
import { Control } from "../../../provider/src/writeLog/control";
import { until } from "../../support/until";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";
import { type FakeData, FakeIndex } from "./fakeIndex";

const TIMES = { leaseMs: 300, fenceMs: 1_000, settleMs: 0, lateMs: 500 };

/** One whose calls end when the test says. */
class SlowIndex extends FakeIndex {
  readonly open = { reads: [] as (() => void)[], writes: [] as (() => void)[] };

  override async upsert(given: unknown): Promise<void> {
    await new Promise<void>((resolve) => this.open.writes.push(resolve));
    return super.upsert(given);
  }

  override async listPaginated(): Promise<object> {
    await new Promise<void>((resolve) => this.open.reads.push(resolve));
    return super.listPaginated();
  }
}

const upsertOf = (id: string) => [{ records: [{ id, values: [1] }] }] as never[];

describe("capture: leaving the log, and the namespace of the index that serves", () => {
  async function stage(connect?: (data: FakeData) => FakeIndex) {
    const store = new MemoryStore();
    const control = new Control(store, systemClock, randomUUID);
    const { pod } = await logOf(control, [], { times: TIMES });
    const data: FakeData = new Map();
    const own = new SlowIndex({ dialect: "options", name: pod.name, data });
    Object.assign(own.target, { indexHostUrl: pod.host });
    const index = await startCapture<ClientIndex>(
      own,
      { store, control },
      { connect: () => connect?.(data) ?? own, name: "app" },
    );
    return { control, own, data, index: index as SlowIndex & ClientIndex };
  }

  it("waits for writes that are under way, and not for reads, of which others come all the time", async () => {
    const { own, index } = await stage();
    const read = index.listPaginated();
    const write = index.upsert(...upsertOf("a"));
    await until(() => own.open.writes.length === 1 && own.open.reads.length === 1);
    let left = false;
    const leaving = endCapture(index).then(() => {
      left = true;
    });
    await delay(TIMES.leaseMs);
    assert.deepEqual([left, captureState(index).gate], [false, "open"]);
    for (const answer of own.open.writes.splice(0)) answer();
    await write;
    await leaving;
    assert.equal(captureState(index).gate, "ended");
    for (const answer of own.open.reads.splice(0)) answer();
    assert.deepEqual(await read, { vectors: [{ id: "a" }] });
  });

  it("writes to the default namespace, whatever namespace `connect` gives", async () => {
    const serverless = { name: "docs-serverless", host: "http://127.0.0.1:5999" };
    const { control, data, index } = await stage(
      (records) => new FakeIndex({ dialect: "options", name: serverless.name, data: records, namespace: "other" }),
    );
    await control.swap(() => ({ active: "serverless", serverless }));
    await until(() => captureState(index).active === "serverless");
    await index.upsert(...upsertOf("b"));
    await endCapture(index);
    assert.deepEqual([data.get("")?.has("b"), data.has("other")], [true, false]);
  });
});
