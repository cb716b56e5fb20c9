import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { captureState, endCapture, startCapture } from "../../../provider/src/capture/captureWrites";
import type { Dialect } from "../../../provider/src/capture/client";
import { systemClock } from "../../../provider/src/util/clock";
import { Control, type WriteMode } from "../../../provider/src/writeLog/control";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { START } from "../../../provider/src/writeLog/position";
import { LogReader } from "../../../provider/src/writeLog/reader";
import { MemoryStore } from "../../support/writeLog/memoryStore";
import { contentOf, type FakeData, FakeIndex, type FakeRecord, matching } from "./fakeIndex";

const NAMESPACES = ["", "__default__", "news"];
const id = fc.constantFrom("a", "b", "c", "d");
const kind = fc.constantFrom("x", "y");
const value = fc.float({ noNaN: true, noDefaultInfinity: true });
/** The namespace of the object it is called on, and that of the call, where the client takes one. */
const place = {
  on: fc.option(fc.constantFrom(...NAMESPACES), { nil: undefined }),
  of: fc.option(fc.constantFrom(...NAMESPACES), { nil: undefined }),
};

const step = fc.oneof(
  fc.record({
    do: fc.constant("upsert" as const),
    ids: fc.array(id, { minLength: 1, maxLength: 3 }),
    kind,
    value,
    ...place,
  }),
  fc.record({ do: fc.constant("update" as const), id, kind, value, ...place }),
  fc.record({ do: fc.constant("deleteOne" as const), id, ...place }),
  fc.record({ do: fc.constant("deleteIds" as const), ids: fc.array(id, { minLength: 1, maxLength: 3 }), ...place }),
  fc.record({ do: fc.constant("deleteFilter" as const), kind, ...place }),
  fc.record({ do: fc.constant("deleteAll" as const), ...place }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Makes a step on an index, in the client's own words. */
async function make(index: FakeIndex, dialect: Dialect, each: Step): Promise<void> {
  const here = each.on === undefined ? index : index.namespace(each.on);
  const options = dialect === "options";
  const ns = each.of === undefined || !options ? {} : { namespace: each.of };
  switch (each.do) {
    case "upsert": {
      const records = each.ids.map((one) => ({ id: one, values: [each.value, 1], metadata: { kind: each.kind } }));
      return here.upsert(options ? { records, ...ns } : records);
    }
    case "update":
      return here.update({ id: each.id, values: [each.value, 2], metadata: { seen: true, kind: each.kind }, ...ns });
    case "deleteOne":
      return here.deleteOne(options ? { id: each.id, ...ns } : each.id);
    case "deleteIds":
      return here.deleteMany(options ? { ids: each.ids, ...ns } : each.ids);
    case "deleteFilter":
      return here.deleteMany(options ? { filter: { kind: each.kind }, ...ns } : { kind: each.kind });
    case "deleteAll":
      return here.deleteAll(options ? { ...ns } : undefined);
  }
}

/** What the log says, applied in its order; bulk writes with or without the ids that they found. */
function replay(entries: readonly Entry[], found: boolean): FakeData {
  const data: FakeData = new Map();
  for (const entry of entries) {
    const records = data.get(entry.ns) ?? new Map<string, FakeRecord>();
    data.set(entry.ns, records);
    if (entry.op.startsWith("delete") && entry.op !== "delete") assert.equal("found" in entry, found, entry.op);
    apply(records, entry);
  }
  return data;
}

function apply(records: Map<string, FakeRecord>, entry: Entry): void {
  switch (entry.op) {
    case "upsert":
      records.set(entry.id, { values: Array.from(entry.values ?? []), metadata: { ...entry.md } });
      return;
    case "update": {
      const old = records.get(entry.id);
      if (old === undefined) return;
      const values = entry.values === undefined ? old.values : Array.from(entry.values);
      records.set(entry.id, { values, metadata: { ...old.metadata, ...entry.md } });
      return;
    }
    case "delete":
      for (const each of entry.ids) records.delete(each);
      return;
    case "deleteByFilter": {
      const hits = matching(records, entry.filter as Record<string, unknown>);
      if (entry.found !== undefined)
        assert.ok(
          hits.every((hit) => entry.found?.includes(hit)),
          "found names every hit",
        );
      for (const hit of hits) records.delete(hit);
      return;
    }
    case "deleteAll":
      if (entry.found !== undefined) assert.deepEqual([...entry.found].sort(), [...records.keys()].sort());
      records.clear();
      return;
    default:
      assert.fail(entry.op);
  }
}

async function start(dialect: Dialect, writes: WriteMode) {
  const store = new MemoryStore();
  const control = new Control(store, systemClock, randomUUID);
  const times = { leaseMs: 60_000, fenceMs: 60_000, settleMs: 0, lateMs: 0 };
  await control.begin({ writes, pod: { name: "docs", host: "docs-a1.svc.pinecone.io" }, times });
  await control.swap(() => ({ serverless: { name: "docs-serverless", host: "docs-serverless-a1.svc.pinecone.io" } }));
  const calls: string[] = [];
  const [pod, serverless]: FakeData[] = [new Map(), new Map()];
  const other = new FakeIndex({ dialect, name: "docs-serverless", data: serverless as FakeData, calls });
  const index = await startCapture(
    new FakeIndex({ dialect, name: "docs", data: pod as FakeData, calls }),
    { store, control },
    { connect: () => other },
  );
  const entries = async () => {
    const all: Entry[] = [];
    for await (const segment of new LogReader(store, control).read(START)) all.push(...segment.entries);
    return all;
  };
  return { index, control, calls, pod: pod as FakeData, serverless: serverless as FakeData, entries };
}

describe("captured index: random histories", () => {
  const steps = fc.array(step, { maxLength: 12 });
  const cases = [
    ["options", "mirrored"],
    ["options", "deferred"],
    ["positional", "mirrored"],
    ["positional", "deferred"],
  ] as const;
  for (const [dialect, writes] of cases) {
    it(`says in the log what the client did (${dialect} arguments, ${writes})`, async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (history) => {
          const { index, calls, pod, entries } = await start(dialect, writes);
          const plain: FakeData = new Map();
          const alone = new FakeIndex({ dialect, name: "docs", data: plain });
          for (const each of history) {
            await make(index, dialect, each);
            await make(alone, dialect, each);
          }
          assert.deepEqual(contentOf(replay(await entries(), false)), contentOf(plain));
          assert.deepEqual(contentOf(pod), contentOf(writes === "mirrored" ? plain : new Map()));
          if (writes === "deferred") assert.deepEqual(calls, []);
          await endCapture(index);
        }),
        { numRuns: 60 },
      );
    });

    it(`does the same on serverless, with the ids that bulk writes found (${dialect} arguments, ${writes})`, async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (history) => {
          const { index, control, calls, serverless, entries } = await start(dialect, writes);
          await endCapture(index);
          await control.swap(() => ({ active: "serverless" }));
          const again = await restart(index, control, dialect, calls, serverless);
          const plain: FakeData = new Map();
          const alone = new FakeIndex({ dialect, name: "docs", data: plain });
          for (const each of history) {
            await make(again, dialect, each);
            await make(alone, dialect, each);
          }
          assert.equal(captureState(again).active, "serverless");
          assert.deepEqual(contentOf(serverless), contentOf(plain));
          assert.deepEqual(contentOf(replay(await entries(), true)), contentOf(plain));
          assert.ok(calls.every((call) => call.startsWith("docs-serverless ")));
          await endCapture(again);
        }),
        { numRuns: 60 },
      );
    });
  }
});

/** The application's next process. */
function restart(before: FakeIndex, control: Control, dialect: Dialect, calls: string[], data: FakeData) {
  const { store } = control;
  const own = new FakeIndex({ ...before.options, dialect, calls });
  return startCapture(
    own,
    { store, control },
    { connect: () => new FakeIndex({ dialect, name: "docs-serverless", data, calls }) },
  );
}
