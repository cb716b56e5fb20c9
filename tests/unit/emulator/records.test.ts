import assert from "node:assert/strict";
import fc from "fast-check";
import { RecordTable } from "../../../emulator/dist/store/records";

interface Plain {
  readonly values: number[];
  readonly metadata: Record<string, string> | undefined;
}

type Step =
  | { readonly op: "put"; readonly id: number; readonly values: readonly [number, number]; readonly metadata: string }
  | { readonly op: "change"; readonly id: number; readonly metadata: string }
  | { readonly op: "delete"; readonly id: number }
  | { readonly op: "clear" };

const idNumber = fc.integer({ min: 0, max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("put" as const),
      id: idNumber,
      values: fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true })),
      metadata: fc.string(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("change" as const), id: idNumber, metadata: fc.string() }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("delete" as const), id: idNumber }) },
  { weight: 1, arbitrary: fc.constant({ op: "clear" as const }) },
);

function run(table: RecordTable, model: Map<string, Plain>, steps: readonly Step[]): void {
  for (const one of steps) {
    if (one.op === "clear") {
      table.clear();
      model.clear();
      continue;
    }
    const id = `r${one.id}`;
    const before = model.get(id);
    if (one.op === "put") {
      table.put({ id, values: [...one.values], sparse: undefined, metadata: { put: one.metadata } });
      model.set(id, { values: [...one.values], metadata: { put: one.metadata } });
    } else if (one.op === "delete") {
      assert.equal(table.delete(id), model.delete(id));
    } else {
      assert.equal(table.change(id, { setMetadata: { changed: one.metadata } }), before !== undefined);
      if (before !== undefined) model.set(id, { ...before, metadata: { ...before.metadata, changed: one.metadata } });
    }
  }
}

function contents(table: RecordTable): Map<string, Plain> {
  return new Map(
    table.sortedIds().map((id) => {
      const slot = table.slotOf(id);
      assert.ok(slot !== undefined);
      assert.equal(table.idAt(slot), id);
      return [id, { values: Array.from(table.valuesAt(slot)), metadata: table.metadataAt(slot) as Plain["metadata"] }];
    }),
  );
}

const sorted = (model: Map<string, Plain>) => new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1)));

describe("emulator: table of records", () => {
  it("holds what a map would, and copies go their own way", () => {
    const steps = fc.array(step, { maxLength: 60 });
    fc.assert(
      fc.property(steps, steps, steps, (first, onOriginal, onCopy) => {
        const table = new RecordTable(2);
        const model = new Map<string, Plain>();
        run(table, model, first);
        const copy = table.copy();
        const copyModel = new Map(model);
        run(table, model, onOriginal);
        run(copy, copyModel, onCopy);
        assert.deepEqual(contents(table), sorted(model));
        assert.deepEqual(contents(copy), sorted(copyModel));
        assert.equal(table.size, model.size);
        assert.equal([...table.slots()].length, model.size);
      }),
      { numRuns: 200 },
    );
  });

  it("grows over many chunks", () => {
    const table = new RecordTable(3);
    for (let at = 0; at < 5_000; at += 1) {
      table.put({ id: `r${at}`, values: [at, at + 0.5, at * 2], sparse: undefined, metadata: undefined });
    }
    for (const at of [0, 15, 16, 1_023, 1_024, 4_999]) {
      const slot = table.slotOf(`r${at}`);
      assert.ok(slot !== undefined);
      assert.deepEqual(Array.from(table.valuesAt(slot)), [at, at + 0.5, at * 2]);
    }
  });

  it("changes values and sparse values", () => {
    const table = new RecordTable(1);
    const sparse = { indices: Uint32Array.of(4), values: Float32Array.of(1) };
    table.put({ id: "a", values: [1], sparse: undefined, metadata: undefined });
    table.change("a", { values: [2], sparse });
    const slot = table.slotOf("a") ?? -1;
    assert.deepEqual([Array.from(table.valuesAt(slot)), table.sparseAt(slot)], [[2], sparse]);
    assert.equal(table.has("a"), true);
  });

  it("counts bytes as the service bills them", () => {
    const table = new RecordTable(768);
    const metadata = { a: "x".repeat(500 - '{"a":""}'.length) };
    table.put({ id: "12345678", values: new Float32Array(768), sparse: undefined, metadata });
    assert.equal(table.bytes(), 8 + 768 * 4 + 500);
    const sparse = { indices: Uint32Array.of(1, 2), values: Float32Array.of(1, 1) };
    table.put({ id: "b", values: new Float32Array(768), sparse, metadata: undefined });
    assert.equal(table.bytes(), 8 + 768 * 4 + 500 + 1 + 768 * 4 + 16);
  });

  it("holds records without dense values", () => {
    const table = new RecordTable(0);
    for (let at = 0; at < 2_000; at += 1)
      table.put({ id: `${at}`, values: [], sparse: undefined, metadata: undefined });
    assert.equal(table.copy().size, 2_000);
    assert.deepEqual(Array.from(table.valuesAt(1_500)), []);
  });
});
