import assert from "node:assert/strict";
import fc from "fast-check";
import { bodiesOf, inventoryOf, stampOf } from "../../../../provider/src/migration/spread/chunks";
import { encodeEntry, encodeSeal } from "../../../../provider/src/writeLog/encoding";
import { compareEntries, type Entry, type EntryBody } from "../../../../provider/src/writeLog/entry";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const entry = (t: number, body: EntryBody = { op: "delete", ids: ["a"] }, ns = ""): Entry => ({
  ...{ v: 1, t, n: 0, w: "w", e: 1, ns },
  ...body,
});
const upsert = { op: "upsert", id: "a", values: [1] } as const;
const text = (...entries: readonly Entry[]) => entries.map((each) => `${encodeEntry(each)}\n`).join("");

function storeOf(...segments: readonly string[]): MemoryStore {
  const store = new MemoryStore();
  segments.forEach((body, number) => {
    store.files.set(segmentPath("w", number), Buffer.from(body));
  });
  return store;
}

const WHOLE = { w: "w", from: { segment: 0, line: 0 } };

describe("stamps", () => {
  it("sort by their bytes as entries do", () => {
    const head = fc.record({
      t: fc.oneof(fc.nat(20), fc.maxSafeNat()),
      n: fc.oneof(fc.nat(20), fc.nat()),
      w: fc.constantFrom("app.1", "app.10", "app.2", "z"),
    });
    const same = fc.property(head, head, (a, b) => {
      const placed = (each: typeof a): Entry => ({ v: 1, e: 1, ns: "", op: "deleteAll", ...each });
      const bytes = Buffer.compare(Buffer.from(stampOf(a)), Buffer.from(stampOf(b)));
      assert.equal(Math.sign(bytes), Math.sign(compareEntries(placed(a), placed(b))));
    });
    fc.assert(same, { numRuns: 500 });
  });
});

describe("an inventory", () => {
  const of = (store: MemoryStore, end: number, watermark = 1_000, more: object = {}, namespaces = false) =>
    inventoryOf({ store, watermark }, { ...WHOLE, end, ...more }, namespaces);

  it("counts entries below the watermark, from a place on, without torn lines and seals", async () => {
    const torn = encodeEntry(entry(5)).slice(0, 30);
    const store = storeOf(
      text(entry(1), entry(2), entry(3)),
      `${text(entry(4))}${torn}`,
      text(entry(6), entry(7)),
      `${encodeSeal("w")}\n`,
    );
    const bytes = [...store.files.values()].reduce((sum, body) => sum + body.byteLength, 0);
    const all = await of(store, 4);
    assert.deepEqual(all, {
      ...{ w: "w", from: WHOLE.from, entries: 6, bytes, segments: 4, torn: 1, bulk: [] },
      ...{ first: stampOf(entry(1)), last: stampOf(entry(7)) },
    });
    const some = await of(store, 4, 7, { from: { segment: 0, line: 2 } });
    assert.deepEqual([some.entries, some.first, some.last], [3, stampOf(entry(3)), stampOf(entry(6))]);
    assert.equal((await of(store, 4, 1)).first, undefined);
  });

  it("finds bulk entries with their places, and nothing that only looks like one", async () => {
    const looks = { op: "upsert", id: '"op":"deleteAll"', md: { op: "deleteAll" } } as const;
    const store = storeOf(
      text(entry(1, looks), entry(2)),
      text(entry(3), entry(4, { op: "deleteByFilter", filter: { a: 1 } }, "n"), entry(5, { op: "deleteAll" })),
    );
    const { bulk, entries } = await of(store, 2, 5);
    assert.equal(entries, 4);
    assert.deepEqual(bulk, [{ w: "w", ns: "n", segment: 1, line: 1, stamp: stampOf(entry(4)) }]);
  });

  it("names namespaces, and whether any entry has sparse values, when it is asked", async () => {
    const store = storeOf(text(entry(1, upsert, "a"), entry(2, upsert, ""), entry(9, upsert, "late")));
    const { namespaces, sparse } = await of(store, 1, 9, {}, true);
    assert.deepEqual([namespaces, sparse], [["a", ""], false]);
    const other = storeOf(text(entry(1, { op: "update", id: "a", sparse: { indices: [1], values: [1] } })));
    assert.equal((await of(other, 1, 9, {}, true)).sparse, true);
  });

  it("passes over segments that were copied under a later number, and says the latest stamp in it", async () => {
    const [one, two] = [text(entry(1), entry(2, { op: "deleteAll" })), text(entry(3), entry(4, upsert), entry(5))];
    const half = text(entry(5), entry(6));
    const found = await of(storeOf(one, two, one, half), 4);
    assert.deepEqual([found.entries, found.first, found.last], [6, stampOf(entry(1)), stampOf(entry(6))]);
    assert.deepEqual(
      found.bulk.map(({ segment, line }) => [segment, line]),
      [[0, 1]],
    );
    const rest = await of(storeOf(one, two, one, half), 4, 1_000, { behind: stampOf(entry(3)) });
    assert.deepEqual([rest.entries, rest.first, rest.last], [3, stampOf(entry(4)), stampOf(entry(6))]);
    assert.deepEqual(rest.bulk, []);
    assert.equal((await of(storeOf(one), 1, 1_000, { behind: stampOf(entry(2)) })).last, undefined);
  });

  it("says of which chunk it is", async () => {
    const { w, from } = await of(storeOf(text(entry(1)), text(entry(2))), 2, 9, { from: { segment: 1, line: 0 } });
    assert.deepEqual([w, from], ["w", { segment: 1, line: 0 }]);
  });

  it("fails on a first or last line that is broken, and on a segment that is missing", async () => {
    const good = text(entry(1), entry(2), entry(3));
    for (const at of [12, good.length - 40]) {
      const bad = `${good.slice(0, at)}${good[at] === "1" ? "2" : "1"}${good.slice(at + 1)}`;
      await assert.rejects(of(storeOf(bad), 1), { code: "LOG_BROKEN" });
    }
    await assert.rejects(of(storeOf(good), 2), { code: "LOG_BROKEN", message: /000000000001\.jsonl is not in/ });
  });
});

describe("the segments of a chunk", () => {
  it("come in order, each asked for once, also where the store answers in another order", async () => {
    const store = storeOf(...Array.from({ length: 30 }, (_, at) => text(entry(at + 1))));
    store.hooks = { before: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 3)) };
    const numbers: number[] = [];
    for await (const { number } of bodiesOf(store, { ...WHOLE, from: { segment: 3, line: 0 }, end: 25 })) {
      numbers.push(number);
    }
    const wanted = Array.from({ length: 22 }, (_, at) => at + 3);
    assert.deepEqual(numbers, wanted);
    assert.equal(store.calls.length, wanted.length);
  });
});
