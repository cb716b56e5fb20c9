import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fetchedRecords } from "../../../provider/src/pinecone/fetched";

const read = (answer: unknown, blanks?: number) =>
  Object.fromEntries(fetchedRecords(Buffer.from(JSON.stringify(answer, undefined, blanks))));
const textOf = (json: Uint8Array | undefined) => (json === undefined ? undefined : Buffer.from(json).toString());

describe("the records of a fetch", () => {
  it("are what the service wrote, values parsed only when they are looked at, and then once", () => {
    const json = '{"vectors":{"a":{"id":"a","values":[0.10,-2e-3],"metadata":{"n":1}}},"namespace":"x"}';
    const [record] = fetchedRecords(Buffer.from(json)).values();
    assert.equal(textOf(record?.valuesJson), "0.10,-2e-3");
    assert.deepEqual(record, { id: "a", values: [0.1, -0.002], metadata: { n: 1 } });
    assert.equal(record?.values, record?.values);
  });

  it("have no text in a copy, which may have other values", () => {
    const [record] = fetchedRecords(Buffer.from('{"vectors":{"a":{"id":"a","values":[1]}}}')).values();
    assert.ok(record?.valuesJson);
    assert.deepEqual(Object.keys({ ...record }), ["id", "values"]);
    assert.equal({ ...record, values: [2] }.valuesJson, undefined);
  });

  it("may have blanks, null, no values, sparse values, and ids like numbers or __proto__", () => {
    const sparseValues = { indices: [7, 9], values: [0.5, 1] };
    const vectors = Object.fromEntries([
      ["9", { id: "9", values: [1, 2] }],
      ["1", { id: "1", values: [], sparseValues, metadata: null }],
      ["s", { id: "s", sparseValues }],
      ["n", { id: "n", values: null, sparseValues: null }],
    ]);
    for (const blanks of [0, 2]) {
      assert.deepEqual(read({ vectors }, blanks), {
        9: { id: "9", values: [1, 2] },
        1: { id: "1", values: [], sparseValues },
        s: { id: "s", values: [], sparseValues },
        n: { id: "n", values: [] },
      });
    }
    const odd = fetchedRecords(Buffer.from('{"vectors":{"__proto__":{"id":"__proto__","values":[1]}}}'));
    assert.deepEqual([...odd.keys()], ["__proto__"]);
    assert.deepEqual(read({}), {});
  });

  for (const metadata of [
    { values: ["a]b", "c"] },
    { values: [1, 2] },
    { values: 0 },
    { text: '"values":[1,2]' },
    { 'x"values': "[1]", 'y\\"values': [3] },
  ]) {
    it(`aren't misled by metadata ${JSON.stringify(metadata)}`, () => {
      const vectors = { a: { id: "a", values: [1.5], metadata }, b: { id: "b", values: [2.5], metadata } };
      assert.deepEqual(read({ vectors }), vectors);
    });
  }

  it("are the same as parsed at once, whatever is in them", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('"values":[1', "values", "]", '\\"values":[2]', "é\u{1f600}"));
    const metadata = fc.dictionary(text, fc.oneof(text, fc.double(), fc.boolean(), fc.array(text), fc.array(fc.nat())));
    const vector = fc.record({ values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })), metadata });
    fc.assert(
      fc.property(fc.dictionary(text, vector), (found) => {
        const vectors = Object.fromEntries(Object.entries(found).map(([id, each]) => [id, { id, ...each }]));
        assert.deepEqual(read({ vectors }), JSON.parse(JSON.stringify(vectors)));
      }),
      { numRuns: 300 },
    );
  });

  it("throws when the answer is no JSON", () => {
    assert.throws(() => fetchedRecords(Buffer.from('{"vectors":{"a":{"id":"a","values":[1')), { code: "API_ERROR" });
  });
});
