import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BYTES_PER_KB,
  fetchUnits,
  gigabytes,
  HOURS_PER_MONTH,
  listUnits,
  queryUnits,
  recordBytes,
  upsertUnits,
  writeUnitsPerRecord,
} from "../../../../provider/src/migration/cost/units";

/** The vendor's examples: docs.pinecone.io, "Understanding cost", 2026. Its figures are rounded to two or three digits. */
describe("units: the vendor's worked examples", () => {
  for (const [found, units] of [
    [10, 1],
    [50, 5],
    [107, 11],
    [0, 1],
  ] as const) {
    it(`fetching ${found} records is ${units} RU`, () => assert.equal(fetchUnits(found), units));
  }

  for (const [gb, units] of [
    [0, 0.25],
    [0.2, 0.25],
    [1, 1],
    [10, 10],
    [50, 50],
    [100, 100],
  ] as const) {
    it(`a query of ${gb} GB is ${units} RU`, () => assert.equal(queryUnits(gb), units));
  }

  for (const [ids, units] of [
    [0, 1],
    [100, 1],
    [101, 2],
    [1_000_000, 10_000],
  ] as const) {
    it(`listing ${ids} ids is ${units} RU`, () => assert.equal(listUnits(ids), units));
  }

  for (const [records, kb, units] of [
    [1, 3.2, 5],
    [2, 3.2, 7],
    [10, 19.1, 191],
    [100, 3.57, 357],
    [1000, 7.14, 7140],
  ] as const) {
    it(`${records} new records of ${kb} KB are ${units} WU`, () => {
      assert.equal(upsertUnits(records * kb), units);
    });
  }

  it("a replaced record costs its old size too", () => {
    assert.equal(upsertUnits(3.2, 3.2), 5 + 4);
    assert.equal(upsertUnits(10, 6), 16);
  });

  it("the last digits of a binary fraction are no further KB", () => {
    assert.ok(100 * 1.1 > 110);
    assert.equal(upsertUnits(100 * 1.1), 110);
  });

  for (const [records, dimension, sparseValues, metadataBytes, gb] of [
    [500_000, 768, 0, 500, "1.79"],
    [1_000_000, 1536, 0, 1_000, "7.15"],
    [5_000_000, 1024, 0, 15_000, "95.5"],
    [10_000_000, 1536, 0, 1_000, "71.5"],
    [500_000, 0, 10, 500, "0.29"],
    [1_000_000, 0, 50, 1_000, "1.41"],
    [5_000_000, 0, 100, 15_000, "79.0"],
    [10_000_000, 0, 50, 1_000, "14.1"],
    [500_000, 768, 10, 500, "1.83"],
    [1_000_000, 1536, 50, 1_000, "7.55"],
    [5_000_000, 1024, 100, 15_000, "99.5"],
    [10_000_000, 1536, 50, 1_000, "75.5"],
  ] as const) {
    it(`${records} records of ${dimension} dimensions, ${sparseValues} sparse values, ${metadataBytes} bytes: ${gb} GB`, () => {
      const size = gigabytes(records, recordBytes({ idBytes: 8, metadataBytes, dimension, sparseValues }));
      // The page has 7.54 and 75.4 for the two of 7.55 and 75.5: as if it had left out the ids there.
      assert.equal(size.toFixed(gb.length - gb.indexOf(".") - 1), gb);
    });
  }

  it("a month has 730 hours: the vendor's $336.42 a month is its $0.46 an hour", () => {
    assert.equal(HOURS_PER_MONTH, (365 * 24) / 12);
    assert.equal((336.42 / HOURS_PER_MONTH).toFixed(2), "0.46");
  });

  it("a record of a batch costs no less than its size, and no more than alone", () => {
    const kb = fc.double({ min: 0.001, max: 60, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(kb, fc.integer({ min: 1, max: 1000 }), share, (size, batch, overwrites) => {
        const units = writeUnitsPerRecord(size, batch, overwrites);
        assert.ok(units >= size * (1 + overwrites) - 1e-6);
        assert.ok(units <= writeUnitsPerRecord(size, 1, overwrites) + 1e-6);
      }),
    );
    assert.equal(writeUnitsPerRecord(3_580 / BYTES_PER_KB, 1, 0), 5);
    assert.equal(writeUnitsPerRecord(3_580 / BYTES_PER_KB, 1, 1), 5 + 3.58);
  });
});
