import assert from "node:assert/strict";
import { recordBytesOf, workloadConfig } from "../../../provider/src/migration/workloadSettings";

describe("workloadConfig", () => {
  it("takes what is said for the whole index, and queries by namespace", () => {
    assert.deepEqual(
      workloadConfig({
        queriesPerDay: 10,
        writesPerDay: 5,
        fetchesPerDay: 1,
        overwrites: 0.5,
        metadataBytes: 100,
        namespaces: { a: { queriesPerDay: 4, writesPerDay: 1 }, b: { writesPerDay: 2 } },
      }),
      { queriesPerDay: 10, writesPerDay: 5, fetchesPerDay: 1, overwrites: 0.5, queriesByNamespace: { a: 4 } },
    );
  });

  it("adds up what is said by namespace only; the default namespace has two names", () => {
    assert.deepEqual(
      workloadConfig({
        namespaces: {
          "": { queriesPerDay: 1 },
          __default__: { queriesPerDay: 2, writesPerDay: 3 },
          b: { writesPerDay: 4 },
        },
      }),
      { queriesByNamespace: { "": 3 }, writesPerDay: 7 },
    );
  });

  it("says nothing where nothing is said", () => assert.deepEqual(workloadConfig({}), {}));
});

describe("recordBytesOf", () => {
  it("is known but for the id when the metadata is", () => {
    assert.deepEqual(recordBytesOf({ metadataBytes: 500 }, 768), { low: 3_580, high: 3_608 });
    assert.equal(recordBytesOf({}, 768), undefined);
  });
});
