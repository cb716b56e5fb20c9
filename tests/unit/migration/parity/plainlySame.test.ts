import assert from "node:assert/strict";
import fc from "fast-check";
import { differingField } from "../../../../provider/src/migration/parity/compareRecords";
import { recordDigest } from "../../../../provider/src/migration/parity/digest";
import { arePlainlySame } from "../../../../provider/src/migration/parity/plainlySame";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { body } from "./arbitraries";

/** As a client gives it that keeps the text of the values. */
function asSent(record: StoredRecord): StoredRecord {
  const text = record.values.map((value) => (Object.is(value, -0) ? "-0" : JSON.stringify(value))).join(",");
  return Object.defineProperty({ ...record }, "valuesJson", { value: Buffer.from(text) });
}
const finite = body.filter(({ values }) => values.every((value) => !Number.isNaN(value)));

describe("records that are plainly the same", () => {
  it("differ in no field, and a record and its copy are", () => {
    fc.assert(
      fc.property(finite, finite, fc.boolean(), (one, other, copy) => {
        const [a, b] = [asSent({ id: "r", ...one }), asSent({ id: "r", ...(copy ? structuredClone(one) : other) })];
        const same = arePlainlySame(a, b);
        if (same) assert.equal(differingField(a, b), undefined);
        if (copy && !hasNaN(one)) assert.equal(same, true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("are not known without the text of their values, nor when it differs", () => {
    const record = { id: "r", values: [0.5] };
    assert.equal(arePlainlySame(record, { ...record }), false);
    const longer = Object.defineProperty({ ...record }, "valuesJson", { value: Buffer.from("0.50") });
    assert.equal(arePlainlySame(asSent(record), longer), false);
    assert.equal(differingField(asSent(record), longer), undefined);
  });

  it("have the digest that they have without their text", () => {
    fc.assert(
      fc.property(finite, (each) => recordDigest(asSent({ id: "r", ...each })) === recordDigest({ id: "r", ...each })),
    );
  });
});

function hasNaN({ sparseValues }: Omit<StoredRecord, "id">): boolean {
  return sparseValues?.values.some(Number.isNaN) ?? false;
}
