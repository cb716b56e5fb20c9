import assert from "node:assert/strict";
import fc from "fast-check";
import { idBatches, recordBatches, recordBytes } from "../../../../provider/src/migration/apply/batches";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { upsertBody } from "../../../../provider/src/pinecone/upsertBody";

const number = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: -1, max: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0.0000012345678901234567, -1.2345678901234567e-308, 1.7976931348623157e308),
);
const record: fc.Arbitrary<StoredRecord> = fc
  .record(
    {
      id: fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
      values: fc.array(number, { maxLength: 12 }),
      sparseValues: fc
        .array(fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), number), { maxLength: 6 })
        .map((pairs) => ({ indices: pairs.map(([index]) => index), values: pairs.map(([, value]) => value) })),
      metadata: fc.dictionary(
        fc.string({ unit: "binary" }),
        fc.oneof(fc.string({ unit: "binary" }), number, fc.boolean(), fc.array(fc.string())),
      ),
    },
    { requiredKeys: ["id", "values"] },
  )
  .map((each) => each as StoredRecord);

const small = (id: string): StoredRecord => ({ id, values: [1] });
const many = (count: number) => Array.from({ length: count }, (_, at) => small(String(at)));

describe("recordBytes", () => {
  it("is never less than what is sent, the comma behind it included", () => {
    fc.assert(
      fc.property(record, (one) => {
        assert.ok(recordBytes(one) > upsertBody("", [one]).length - upsertBody("", []).length);
      }),
      { numRuns: 500 },
    );
  });

  it("is not far from what is sent where values are float32, as the service gives them", () => {
    const values = Array.from({ length: 1536 }, (_, at) => Math.fround(Math.sin(at + 1) / 39));
    const one = { id: "a", values, metadata: { text: "x".repeat(500) } };
    const share = upsertBody("", [one]).length / recordBytes(one);
    assert.ok(share > 0.8 && share <= 1, `${share}`);
  });
});

describe("recordBatches", () => {
  it("keep every record once and in order, within both limits", () => {
    const limits = fc.record({
      mostRecords: fc.integer({ min: 1, max: 5 }),
      mostBytes: fc.integer({ min: 1, max: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), limits, (records, limit) => {
        const batches = [...recordBatches(records, limit)];
        assert.deepEqual(
          batches.flatMap((batch) => batch.records),
          records,
        );
        for (const { records: each, bytes } of batches) {
          assert.ok(each.length > 0 && each.length <= limit.mostRecords);
          assert.ok(bytes <= limit.mostBytes || each.length === 1);
          assert.ok(bytes >= upsertBody("", each).length - upsertBody("", []).length);
        }
      }),
      // JSON.stringify writes this float32 with twice the digits that are sent.
      { numRuns: 200, examples: [[[{ id: "a", values: [0.01562500186264515] }], { mostRecords: 1, mostBytes: 1 }]] },
    );
  });

  it("hold 1,000 records", () => {
    assert.deepEqual(
      [...recordBatches(many(2_001))].map(({ records }) => records.length),
      [1_000, 1_000, 1],
    );
    assert.deepEqual([...recordBatches([])], []);
  });

  it("stay below 2,000,000 bytes, with the longest namespace's name beside", () => {
    const large = (at: number) => ({
      id: String(at),
      values: Array.from({ length: 1536 }, () => -1.2345678901234567e-308),
    });
    const batches = [...recordBatches(Array.from({ length: 120 }, (_, at) => large(at)))];
    assert.deepEqual(
      batches.map(({ records }) => records.length),
      [49, 49, 22],
    );
    for (const { records: vectors } of batches) {
      const body = JSON.stringify({ vectors, namespace: "\u0001".repeat(512) });
      assert.ok(Buffer.byteLength(body) < 2_000_000);
    }
  });

  it("count the text of fetched values where it is at hand", () => {
    const fetched = Object.defineProperty({ id: "a", values: [1, 2] }, "valuesJson", { value: Buffer.from("1,2") });
    assert.equal(recordBytes({ id: "a", values: [1, 2] }) - recordBytes(fetched), 2 * 26 - 3);
  });

  it("leave a record that is too large alone", () => {
    const large = { id: "large", values: [], metadata: { text: "x".repeat(3_000_000) } };
    assert.deepEqual(
      [...recordBatches([small("a"), large, small("b")])].map(({ records }) => records.map(({ id }) => id)),
      [["a"], ["large"], ["b"]],
    );
  });
});

describe("idBatches", () => {
  it("hold 1,000 ids, in order", () => {
    const ids = Array.from({ length: 2_500 }, (_, at) => String(at));
    const batches = [...idBatches(ids)];
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1_000, 1_000, 500],
    );
    assert.deepEqual(batches.flat(), ids);
    assert.deepEqual([...idBatches([])], []);
    assert.deepEqual([...idBatches(ids.slice(0, 1_000))].length, 1);
  });
});
