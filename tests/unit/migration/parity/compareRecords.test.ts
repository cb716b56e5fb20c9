import assert from "node:assert/strict";
import fc from "fast-check";
import { differingField } from "../../../../provider/src/migration/parity/compareRecords";
import { recordDigest } from "../../../../provider/src/migration/parity/digest";
import type { Metadata, SparseValues, StoredRecord } from "../../../../provider/src/pinecone/types";
import { body } from "./arbitraries";

const record = (fields: Partial<StoredRecord> = {}): StoredRecord => ({ id: "a", values: [1, 2], ...fields });
const withMetadata = (metadata: Metadata) => record({ metadata });
const withSparse = (sparseValues: SparseValues) => record({ sparseValues });

describe("comparison of two records", () => {
  const oneBitMore = new Float32Array(new Uint32Array([0x3f800001]).buffer)[0] ?? 0;

  const differences: [string, StoredRecord, StoredRecord, string][] = [
    ["one bit of a float32", record({ values: [1, 2] }), record({ values: [oneBitMore, 2] }), "values[0]"],
    ["0 and -0, which are other bits", record({ values: [1, 0] }), record({ values: [1, -0] }), "values[1]"],
    ["NaN and a number", record({ values: [Number.NaN, 0] }), record({ values: [0, 0] }), "values[0]"],
    [
      "a sparse value",
      withSparse({ indices: [1], values: [1] }),
      withSparse({ indices: [1], values: [2] }),
      "sparseValues",
    ],
    [
      "a sparse index",
      withSparse({ indices: [1], values: [1] }),
      withSparse({ indices: [2], values: [1] }),
      "sparseValues",
    ],
    ["sparse values and none", withSparse({ indices: [1], values: [1] }), record(), "sparseValues"],
    ["1 and '1'", withMetadata({ k: 1 }), withMetadata({ k: "1" }), "metadata.k"],
    ["true and 'true'", withMetadata({ k: true }), withMetadata({ k: "true" }), "metadata.k"],
    ["integers beyond float32", withMetadata({ k: 2 ** 24 + 1 }), withMetadata({ k: 2 ** 24 }), "metadata.k"],
    ["the order of a list", withMetadata({ k: ["a", "b"] }), withMetadata({ k: ["b", "a"] }), "metadata.k"],
    ["a list and its only item", withMetadata({ k: ["a"] }), withMetadata({ k: "a" }), "metadata.k"],
    ["one more key", withMetadata({ a: 1 }), withMetadata({ a: 1, b: 2 }), "metadata.b"],
    [
      "a key named like a property of every object",
      record(),
      withMetadata({ constructor: "x" }),
      "metadata.constructor",
    ],
  ];
  for (const [what, a, b, field] of differences) {
    it(`tells ${what}, whichever side has it`, () => {
      assert.equal(differingField(a, b), field);
      assert.equal(differingField(b, a), field);
      assert.notEqual(recordDigest(a), recordDigest(b));
    });
  }

  it("tells another number of dimensions", () => {
    assert.match(differingField(record({ values: [1] }), record()) ?? "", /^values: 1 dimensions, 2/);
  });

  const same: [string, StoredRecord, StoredRecord][] = [
    ["no and empty metadata", record(), withMetadata({})],
    ["no and empty sparse values", record(), withSparse({ indices: [], values: [] })],
    ["keys in another order", withMetadata({ a: 1, b: 2 }), withMetadata({ b: 2, a: 1 })],
    ["0 and -0 in metadata: JSON's numbers don't tell them apart", withMetadata({ k: 0 }), withMetadata({ k: -0 })],
    [
      "sparse values in another order",
      withSparse({ indices: [9, 10], values: [1, 2] }),
      withSparse({ indices: [10, 9], values: [2, 1] }),
    ],
    ["doubles that are one float32", record({ values: [0.1, 2] }), record({ values: [Math.fround(0.1), 2] })],
    ["NaN and NaN", record({ values: [Number.NaN] }), record({ values: [Number.NaN] })],
  ];
  for (const [what, a, b] of same) {
    it(`finds no difference between ${what}`, () => {
      assert.equal(differingField(a, b), undefined);
      assert.equal(recordDigest(a), recordDigest(b));
    });
  }

  it("agrees with the digests: equal exactly when no field differs", () => {
    const pair = fc.oneof(
      fc.tuple(body, body),
      body.map((each) => [each, structuredClone(each)] as const),
      fc.tuple(body, body).map(([a, b]) => [a, { ...a, ...(b.metadata && { metadata: b.metadata }) }] as const),
      fc.tuple(body, body).map(([a, b]) => [a, { ...b, values: a.values }] as const),
    );
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [pod, serverless] = [record(a), record(b)];
        assert.equal(recordDigest(pod) === recordDigest(serverless), differingField(pod, serverless) === undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});
