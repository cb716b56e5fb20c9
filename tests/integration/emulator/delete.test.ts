import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: delete", () => {
  const emulator = eachWithEmulator();
  const remove = (body: unknown, name = "docs") => emulator.at.data(name, "POST", "/vectors/delete", body);
  const counts = async (name = "docs") => (await (await emulator.at.index(name)).describeIndexStats()).namespaces;

  beforeEach(async () => {
    await emulator.at.serverless("docs");
    await emulator.at.pod("pods");
    for (const name of ["docs", "pods"]) {
      const index = await emulator.at.index(name);
      const records = [1, 2, 3].map((n) => ({ id: `r${n}`, values: [n, 0], metadata: { n } }));
      await index.upsert({ records });
      await index.upsert({ records, namespace: "other" });
    }
  });

  it("deletes by id, by filter and all, through the official client", async () => {
    const index = await emulator.at.index("docs");
    await index.deleteOne({ id: "r1" });
    await index.deleteMany({ filter: { n: { $gte: 3 } } });
    assert.deepEqual(Object.keys((await index.fetch({ ids: ["r1", "r2", "r3"] })).records), ["r2"]);
    await index.deleteAll({ namespace: "other" });
    assert.deepEqual(await counts(), { __default__: { recordCount: 1 }, other: { recordCount: 0 } });
  });

  it("forgets an emptied namespace of a pod index", async () => {
    await remove({ deleteAll: true, namespace: "other" }, "pods");
    assert.deepEqual(await counts("pods"), { "": { recordCount: 3 } });
    await remove({ ids: ["r1", "r2", "r3"] }, "pods");
    assert.deepEqual(await counts("pods"), {});
  });

  it("answers 200 for ids that don't exist, and raises the namespace's log sequence number", async () => {
    const reply = await remove({ ids: ["nothing"] });
    assert.deepEqual([reply.status, reply.body], [200, {}]);
    assert.equal(reply.headers.get("x-pinecone-request-lsn"), "2");
    assert.deepEqual(await counts(), { __default__: { recordCount: 3 }, other: { recordCount: 3 } });
  });

  it("answers 404, code 5, for a namespace of a serverless index that doesn't exist", async () => {
    for (const how of [{ deleteAll: true }, { filter: { n: 1 } }]) {
      const reply = await remove({ ...how, namespace: "nothing" });
      assert.equal(reply.status, 404);
      assert.deepEqual(reply.body, { code: 5, message: "Namespace not found", details: [] });
    }
    assert.equal((await remove({ ids: ["a"], namespace: "nothing" })).status, 200);
    assert.equal(Object.hasOwn((await counts()) ?? {}, "nothing"), false);
  });

  it("answers 200 for a namespace of a pod index that doesn't exist", async () => {
    for (const how of [{ deleteAll: true }, { filter: { n: 1 } }, { ids: ["a"] }]) {
      assert.equal((await remove({ ...how, namespace: "nothing" }, "pods")).status, 200);
    }
  });

  it("uses the slots of deleted records again", async () => {
    const index = await emulator.at.index("docs");
    await index.deleteOne({ id: "r2" });
    await index.upsert({ records: [{ id: "r9", values: [9, 9] }] });
    const { records } = await index.fetch({ ids: ["r1", "r3", "r9"] });
    assert.deepEqual(records.r9, { id: "r9", values: [9, 9], sparseValues: undefined, metadata: undefined });
    assert.deepEqual(records.r1?.values, [1, 0]);
  });

  const refused: [title: string, body: object][] = [
    ["nothing to delete", {}],
    ["an empty list of ids", { ids: [] }],
    ["ids that aren't strings", { ids: [1] }],
    ["an empty id", { ids: [""] }],
    ["ids and deleteAll", { ids: ["r1"], deleteAll: true }],
    ["ids and a filter", { ids: ["r1"], filter: { n: 1 } }],
    ["a filter and deleteAll", { filter: { n: 1 }, deleteAll: true }],
    ["an empty filter", { filter: {} }],
    ["a bad filter", { filter: { n: [1] } }],
    ["1,001 ids", { ids: Array.from({ length: 1_001 }, (_, at) => `r${at}`) }],
  ];
  for (const [title, body] of refused) {
    it(`refuses ${title} with 400, code 3`, async () => {
      const reply = await remove(body);
      assert.deepEqual([reply.status, reply.body.code], [400, 3]);
      assert.deepEqual(await counts(), { __default__: { recordCount: 3 }, other: { recordCount: 3 } });
    });
  }

  it("takes 1,000 ids", async () => {
    assert.equal((await remove({ ids: Array.from({ length: 1_000 }, (_, at) => `r${at}`) })).status, 200);
  });
});
