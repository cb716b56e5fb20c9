import assert from "node:assert/strict";
import { systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import { Control } from "../../../provider/src/writeLog/control";
import { leasePath } from "../../../provider/src/writeLog/lease";
import { LogReader } from "../../../provider/src/writeLog/reader";
import { createSeal } from "../../../provider/src/writeLog/segments";
import { toJson } from "../../../provider/src/writeLog/store";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

async function reader(store: MemoryStore, writers: Record<string, number>): Promise<LogReader> {
  const control = new Control(store, systemClock, () => String(Math.random()));
  await logOf(control, Object.keys(writers));
  for (const [w, count] of Object.entries(writers)) {
    const log = new Appender(store, w);
    for (let n = 0; n < count; n += 1) {
      await log.append([{ v: 1, t: n, n: 0, w, e: 1, ns: "", op: "delete", ids: [`${w}${n}`] }]);
    }
  }
  return new LogReader(store, control);
}

describe("the reader", () => {
  it("gives each writer's segments in order from a position on, up to the first that isn't there", async () => {
    const store = new MemoryStore();
    const log = await reader(store, { a: 20, b: 3 });
    await createSeal(store, "b", 3);
    const seen: string[] = [];
    for await (const { w, number, sealed } of log.read({ a: 17 })) seen.push(`${w}${number}${sealed ? " seal" : ""}`);
    assert.deepEqual(seen, ["a17", "a18", "a19", "b0", "b1", "b2", "b3 seal"]);
    assert.deepEqual(await log.end({}), { a: 20, b: 4 });
  });

  it("finds the end of a long log with a few requests: leases say where to look", async () => {
    const store = new MemoryStore();
    const log = await reader(store, { a: 200, b: 0 });
    await store.put(leasePath("a"), toJson({ next: 199 }));
    const before = store.calls.length;
    assert.deepEqual(await log.end({}), { a: 200, b: 0 });
    assert.ok(store.calls.length - before < 30, `${store.calls.length - before} requests`);
  });

  it("asks for nothing of writers that are closed: they may be thousands, and this is inside a fence", async () => {
    const store = new MemoryStore();
    const log = await reader(store, { a: 1, b: 3 });
    await createSeal(store, "b", 3);
    await log.control.swap(({ writers }) => ({ writers: { ...writers, b: { end: 3 } } }));
    const before = store.calls.length;
    assert.deepEqual(await log.end({}), { a: 1, b: 4 });
    assert.ok(!store.calls.slice(before).some((call) => JSON.stringify(call).includes("/b")), "b was asked for");
  });

  it("stops when it is asked to", async () => {
    const log = await reader(new MemoryStore(), { a: 20 });
    const abort = new AbortController();
    abort.abort(new Error("stop"));
    await assert.rejects(async () => {
      for await (const _ of log.read({}, abort.signal)) assert.fail("it went on");
    }, /stop/);
  });
});
