import assert from "node:assert/strict";
import { fetchedRecords } from "../../../provider/src/pinecone/fetched";
import { upsertBody } from "../../../provider/src/pinecone/upsertBody";

const textOf = (...args: Parameters<typeof upsertBody>) => Buffer.from(upsertBody(...args)).toString();

describe("the body of an upsert", () => {
  it("is the records as JSON", () => {
    const sparseValues = { indices: [1], values: [0.5] };
    const records = [
      { id: 'a"é', values: [1, 0.25], metadata: { genre: ["ü"], n: 1 } },
      { id: "b", values: [1], sparseValues },
    ];
    assert.deepEqual(JSON.parse(textOf("nä", records)), { vectors: records, namespace: "nä" });
  });

  it("leaves the dense values out where there are none but sparse ones", () => {
    const sparse = { id: "s", values: [], sparseValues: { indices: [1], values: [0.5] } };
    assert.equal("values" in JSON.parse(textOf("", [sparse])).vectors[0], false);
    assert.deepEqual(JSON.parse(textOf("", [{ id: "e", values: [] }])).vectors, [{ id: "e", values: [] }]);
  });

  it("leaves sparse values out that are none: the service refuses an empty list", () => {
    const none = { id: "n", values: [1], sparseValues: { indices: [], values: [] } };
    assert.deepEqual(JSON.parse(textOf("", [none])).vectors, [{ id: "n", values: [1] }]);
  });

  it("keeps the sign of each zero, dense or sparse: comparisons go by bits", () => {
    const text = textOf("", [{ id: "z", values: [-0, 1], sparseValues: { indices: [4, 2], values: [-0, 0.5] } }]);
    const [{ values, sparseValues }] = JSON.parse(text).vectors;
    assert.deepEqual(values, [-0, 1]);
    assert.deepEqual(sparseValues, { indices: [4, 2], values: [-0, 0.5] });
  });

  it("has fetched values digit by digit as they came", () => {
    const json =
      '{"vectors":{"a":{"id":"a","values":[0.10,1e-7,3]},"s":{"id":"s","sparseValues":{"indices":[1],"values":[2]}}}}';
    assert.equal(
      textOf("", [...fetchedRecords(Buffer.from(json)).values()]),
      '{"vectors":[{"id":"a","values":[0.10,1e-7,3]},{"id":"s","sparseValues":{"indices":[1],"values":[2]}}],"namespace":""}',
    );
  });
});
