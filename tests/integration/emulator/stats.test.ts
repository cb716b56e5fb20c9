import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: describe index stats", () => {
  const emulator = eachWithEmulator();
  const stats = (name: string, body: unknown = {}) => emulator.at.data(name, "POST", "/describe_index_stats", body);

  it("counts records by namespace, with the default one spelled as each kind of index does", async () => {
    await emulator.at.serverless("docs");
    await emulator.at.pod("pods", { metric: "euclidean" });
    for (const name of ["docs", "pods"]) {
      const index = await emulator.at.index(name);
      await index.upsert({
        records: [
          { id: "a", values: [1, 1] },
          { id: "b", values: [1, 1] },
        ],
      });
      await index.upsert({ records: [{ id: "a", values: [1, 1] }], namespace: "__default__" });
      await index.upsert({ records: [{ id: "a", values: [1, 1] }], namespace: "other" });
    }
    assert.deepEqual((await stats("docs")).body, {
      namespaces: { __default__: { vectorCount: 2 }, other: { vectorCount: 1 } },
      dimension: 2,
      indexFullness: 0,
      totalVectorCount: 3,
      metric: "cosine",
      vectorType: "dense",
    });
    const pods = (await stats("pods")).body;
    assert.deepEqual(pods.namespaces, { "": { vectorCount: 2 }, other: { vectorCount: 1 } });
    assert.equal(pods.metric, "euclidean");
    assert.deepEqual((await emulator.at.data("pods", "GET", "/describe_index_stats")).body, pods);
  });

  it("filters on pods, with the total over all records", async () => {
    await emulator.at.pod("pods");
    const index = await emulator.at.index("pods");
    await index.upsert({
      records: [
        { id: "a", values: [1, 1], metadata: { n: 1 } },
        { id: "b", values: [1, 1] },
      ],
    });
    const { body } = await stats("pods", { filter: { n: 1 } });
    assert.deepEqual([body.namespaces, body.totalVectorCount], [{ "": { vectorCount: 1 } }, 2]);
    assert.equal((await stats("pods", { filter: { n: [1] } })).status, 400);
  });

  it("refuses a filter on serverless with 400, code 3", async () => {
    await emulator.at.serverless("docs");
    const message = "Serverless and Starter indexes do not support describing index stats with metadata filtering.";
    const reply = await stats("docs", { filter: { n: 1 } });
    assert.deepEqual([reply.status, reply.body], [400, { code: 3, message, details: [] }]);
  });

  it("leaves the dimension of a sparse index out", async () => {
    await emulator.at.serverless("words", { vector_type: "sparse", dimension: undefined, metric: "dotproduct" });
    const { body } = await stats("words");
    assert.equal(Object.hasOwn(body, "dimension"), false);
    assert.equal(body.vectorType, "sparse");
  });
});
