import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { captureState, endCapture, startCapture } from "../../../provider/src/capture/captureWrites";
import type { ClientIndex } from "../../../provider/src/capture/client";
import { systemClock } from "../../../provider/src/util/clock";
import { Control } from "../../../provider/src/writeLog/control";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";
import { type FakeData, FakeIndex } from "./fakeIndex";

const TIMES = { leaseMs: 300, fenceMs: 1_000, settleMs: 0, lateMs: 500 };

/** One whose calls take as long as the test says. */
class SlowIndex extends FakeIndex {
  readonly #gates: (() => void)[] = [];

  override async upsert(given: unknown): Promise<void> {
    await this.#wait();
    return super.upsert(given);
  }

  override async listPaginated(): Promise<object> {
    await this.#wait();
    return super.listPaginated();
  }

  /** Of no kind that capture knows. */
  async createNamespace(): Promise<object> {
    await this.#wait();
    return {};
  }

  letAllEnd(): void {
    for (const open of this.#gates.splice(0)) open();
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#gates.push(resolve));
  }
}

describe("capture: calls that begin while the log is closed", () => {
  async function stage() {
    const store = new MemoryStore();
    const control = new Control(store, systemClock, randomUUID);
    const { pod } = await logOf(control, [], { times: TIMES });
    await control.swap(() => ({ state: "closed" }));
    const data: FakeData = new Map();
    const own = new SlowIndex({ dialect: "options", name: pod.name, data });
    Object.assign(own.target, { indexHostUrl: pod.host });
    const open = { store, control };
    const index = await startCapture<ClientIndex>(own, open, { connect: () => own, name: "app" });
    assert.equal(captureState(index).gate, "unlogged");
    const calls = {
      upsert: index.upsert(...([{ records: [{ id: "a", values: [1] }] }] as never[])),
      listPaginated: (index as SlowIndex & ClientIndex).listPaginated(),
      createNamespace: (index as SlowIndex & ClientIndex).createNamespace(),
    };
    /** What became of each once all were let end. */
    const outcomes = async () => {
      own.letAllEnd();
      const ended = await Promise.allSettled(Object.values(calls));
      await endCapture(index);
      return Object.fromEntries(Object.keys(calls).map((name, at) => [name, codeOf(ended[at])]));
    };
    await delay(10);
    return { control, pod, outcomes };
  }

  function codeOf(ended: PromiseSettledResult<unknown> | undefined): unknown {
    return ended?.status === "rejected" ? Reflect.get(Object(ended.reason), "code") : "answered";
  }

  it("are answered while it stays closed, however long they take", async () => {
    const { outcomes } = await stage();
    await delay(2 * TIMES.leaseMs);
    assert.deepEqual(await outcomes(), {
      upsert: "answered",
      listPaginated: "answered",
      createNamespace: "answered",
    });
  });

  it("are not acknowledged once it was begun anew, but for reads: nothing of them is in it", async () => {
    const { control, pod, outcomes } = await stage();
    await control.begin({ writes: "mirrored", pod, times: TIMES, owner: undefined });
    await delay(2 * TIMES.leaseMs);
    assert.deepEqual(await outcomes(), {
      upsert: "WRITE_NOT_ACKNOWLEDGED",
      listPaginated: "answered",
      createNamespace: "WRITE_NOT_ACKNOWLEDGED",
    });
  });
});
