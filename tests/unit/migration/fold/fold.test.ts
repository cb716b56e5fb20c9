import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Fold } from "../../../../provider/src/migration/fold/fold";
import { type Change, laidOver } from "../../../../provider/src/migration/fold/folded";
import { FoldIndex } from "../../../../provider/src/migration/fold/foldIndex";
import { Merge } from "../../../../provider/src/migration/fold/merge";
import { overlaid } from "../../../../provider/src/migration/fold/overlay";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import type { IndexReader, StoredRecord } from "../../../../provider/src/pinecone/types";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import { compareEntries, type Entry, type EntryBody } from "../../../../provider/src/writeLog/entry";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { inOrder, plain } from "./wholeLog";

const IDS = ["a", "b", "c", "ü", ""];
const md = fc.dictionary(fc.constantFrom("x", "y", "__proto__"), fc.constantFrom(1, true, "text\n"), {
  noNullPrototype: true,
});
const values = fc.array(fc.constantFrom(0, -0, 0.5, 3e38), { minLength: 1, maxLength: 3 });
const change: fc.Arbitrary<{ ns: string; id: string; change: Change }> = fc.record({
  ns: fc.constantFrom("", "n"),
  id: fc.constantFrom(...IDS),
  change: fc.oneof(
    fc.record({ op: fc.constant("upsert" as const), id: fc.constant(""), values, md }),
    fc.record({ op: fc.constant("update" as const), id: fc.constant(""), values, md }, { requiredKeys: ["op", "id"] }),
    fc.constant({ op: "delete" as const }),
  ),
});

describe("folding", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-fold-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const folded = (fold: Fold) =>
    [...fold.drain()]
      .map(({ ns, id, folded: said }) => {
        const content =
          said.kind === "delete" ? said : { ...said, values: said.values && [...said.values].map(Math.fround) };
        return JSON.stringify([ns, id, content, Object.is(content.kind !== "delete" && content.values?.[0], -0)]);
      })
      .sort();

  it("comes to the same on disk as in memory, and leaves nothing there", () => {
    const same = fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      (changes, records) => {
        const [inMemory, onDisk] = [new Fold({ folder }), new Fold({ folder, records })];
        for (const { ns, id, change: each } of changes) {
          for (const fold of [inMemory, onDisk]) fold.change(ns, id, each.op === "delete" ? each : { ...each, id });
        }
        assert.deepEqual(folded(onDisk), folded(inMemory));
        assert.deepEqual(readdirSync(folder), []);
      },
    );
    fc.assert(same, { numRuns: 100 });
  });

  it("leaves nothing on disk when it is discarded, or its drain is left early", () => {
    for (const end of [(fold: Fold) => fold.discard(), (fold: Fold) => void [...take(fold.drain(), 1)]]) {
      const fold = new Fold({ folder, records: 2 });
      for (const id of IDS) fold.change("", id, { op: "delete" });
      assert.notDeepEqual(readdirSync(folder), []);
      end(fold);
      assert.deepEqual(readdirSync(folder), []);
    }
  });

  it("keeps an update of a record that isn't there without effect", () => {
    const fold = new Fold({ folder });
    fold.add("", { op: "delete", ids: ["a"] });
    fold.add("", { op: "update", id: "a", md: { x: 1 } });
    fold.add("", { op: "update", id: "b", md: { x: 1 } });
    const said = new Map([...fold.drain()].map(({ id, folded: each }) => [id, each]));
    assert.deepEqual(said.get("a"), { kind: "delete" });
    const b = said.get("b");
    assert.ok(b?.kind === "patch");
    assert.equal(laidOver("b", b, undefined), undefined);
    assert.deepEqual(laidOver("b", b, { id: "b", values: [1], metadata: { y: 2 } }), {
      ...{ id: "b", values: [1], metadata: { y: 2, x: 1 } },
    });
  });
});

function* take<T>(all: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const each of all) {
    if (taken++ === count) return;
    yield each;
  }
}

/** A log of two writers with small segments. */
async function logOf(bodies: readonly { w: string; body: EntryBody; ns: string }[]) {
  const store = new MemoryStore();
  const all: Entry[] = bodies.map(({ w, body, ns }, at) => ({
    v: 1,
    t: Math.floor(at / 2),
    n: 0,
    w,
    e: 1,
    ns,
    ...body,
  }));
  const ends: Record<string, { segment: number; line: number }> = {};
  for (const w of ["a", "b"]) {
    const mine = all.filter((entry) => entry.w === w).sort(compareEntries);
    const distinct = mine.filter((entry, at) => mine.findIndex((other) => compareEntries(other, entry) === 0) === at);
    for (let at = 0; at * 3 < distinct.length; at += 1) {
      const lines = distinct.slice(at * 3, at * 3 + 3).map((entry) => `${encodeEntry(entry)}\n`);
      await store.create(segmentPath(w, at), Buffer.from(lines.join("")));
    }
    ends[w] = { segment: Math.ceil(distinct.length / 3), line: 0 };
  }
  return { store, ends };
}

const bodies = fc.array(
  fc.record({
    w: fc.constantFrom("a", "b"),
    ns: fc.constantFrom("", "n"),
    body: fc.oneof(
      fc.record({
        op: fc.constant("upsert" as const),
        id: fc.constantFrom("a", "b", "c"),
        values: fc.constant([1]),
        md: fc.constant({ x: 1 }),
      }),
      fc.record({
        op: fc.constant("update" as const),
        id: fc.constantFrom("a", "b", "c"),
        md: fc.constantFrom({ x: 2 }, { y: 3 }),
      }),
      fc.record({ op: fc.constant("delete" as const), ids: fc.constant(["a", "b"]) }),
    ) as fc.Arbitrary<EntryBody>,
  }),
  { maxLength: 40 },
);

describe("merging writers' logs", () => {
  it("gives every entry below the watermark once, in order, and says where it stands", async () => {
    const property = fc.asyncProperty(
      bodies,
      fc.nat(20),
      fc.constantFrom(1, 1e9),
      async (list, watermark, memoryBytes) => {
        const { store, ends } = await logOf(list);
        const whole = await merged({ store, writers: ends, from: {}, watermark: 1e9, memoryBytes });
        assert.deepEqual(whole.entries, [...whole.entries].sort(compareEntries));
        const first = await merged({
          store,
          writers: { a: undefined, b: undefined },
          from: {},
          watermark,
          memoryBytes,
        });
        const rest = await merged({ store, writers: ends, from: first.position, watermark: 1e9, memoryBytes });
        assert.ok(first.entries.every(({ t }) => t < watermark));
        assert.ok(rest.entries.every(({ t }) => t >= watermark));
        assert.deepEqual([...first.entries, ...rest.entries], whole.entries);
        const again = await merged({ store, writers: first.position, from: {}, watermark: 1e9, memoryBytes });
        assert.deepEqual(again.entries, first.entries);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  async function merged(options: ConstructorParameters<typeof Merge>[0]) {
    const merge = new Merge(options);
    const entries: Entry[] = [];
    for await (const batch of merge.batches()) entries.push(...batch.map(({ entry }) => entry));
    return { entries, position: merge.position() };
  }
});

describe("the pod index with the log laid over it", () => {
  it("answers as if the log's writes had gone to it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "podshift-overlay-"));
    const record = (id: string): StoredRecord => ({ id, values: [0], metadata: { base: true } });
    const base = new Map([
      [
        "",
        new Map([
          ["a", record("a")],
          ["z", record("z")],
        ]),
      ],
      ["n", new Map([["b", record("b")]])],
    ]);
    const property = fc.asyncProperty(bodies, async (list) => {
      const { store, ends } = await logOf(list);
      const index = await FoldIndex.of(
        { store, resolutions: new Resolutions(store, () => "n"), fold: { folder } },
        ends,
      );
      const merge = new Merge({ store, writers: ends, from: {}, watermark: 1e9 });
      const entries: Entry[] = [];
      for await (const batch of merge.batches()) entries.push(...batch.map(({ entry }) => entry));
      const want = inOrder(base, entries);
      const reader = overlaid(readerOf(base), index);
      const got = new Map();
      for (const ns of ["", "n"]) got.set(ns, await reader.fetch(ns, ["a", "b", "c", "z", "none"]));
      const stats = await reader.stats();
      index.close();
      assert.deepEqual(plain(got), plain(want));
      const counts = [...want].filter(([, all]) => all.size > 0).map(([ns, all]) => [ns, all.size] as const);
      assert.deepEqual(stats.namespaces, new Map(counts));
      assert.equal(
        stats.total,
        counts.reduce((sum, [, count]) => sum + count, 0),
      );
    });
    await fc.assert(property, { numRuns: 60 });
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
  });

  function readerOf(base: ReadonlyMap<string, ReadonlyMap<string, StoredRecord>>): IndexReader {
    const refused = () => Promise.reject(new Error("not asked"));
    return {
      stats: async () => ({ namespaces: new Map([...base].map(([ns, all]) => [ns, all.size])), total: 3 }),
      fetch: async (ns, ids) => new Map([...(base.get(ns) ?? [])].filter(([id]) => ids.includes(id))),
      list: refused,
      query: refused,
    };
  }
});

describe("what bulk entries touched", () => {
  const place = { segment: 3, line: 1 };
  async function* pages(...all: string[][]) {
    yield* all;
  }
  const all = async (found: AsyncIterable<readonly string[]> | undefined) => {
    const ids: string[] = [];
    for await (const page of found ?? []) ids.push(...page);
    return ids;
  };

  it("is what was kept first, for everybody", async () => {
    const store = new MemoryStore();
    const resolutions = new Resolutions(store, () => "1");
    assert.equal(await resolutions.find("w", place), undefined);
    assert.deepEqual(await all(await resolutions.keep("w", place, pages(["a"], ["b"]))), ["a", "b"]);
    assert.deepEqual(await all(await resolutions.keep("w", place, pages(["c"]))), ["a", "b"]);
    assert.deepEqual(await all(await new Resolutions(store, () => "2").find("w", place)), ["a", "b"]);
    assert.ok(store.files.has("resolved/w-3-1.json"));
  });

  it("is kept in parts when there is much of it", async () => {
    const store = new MemoryStore();
    const ids = Array.from({ length: 120_001 }, (_, at) => `id-${at}`);
    const kept = await new Resolutions(store, () => "1").keep(
      "w",
      place,
      pages(ids.slice(0, 50_000), ids.slice(50_000)),
    );
    assert.deepEqual(await all(kept), ids);
  });
});
