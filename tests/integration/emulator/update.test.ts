import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: update", () => {
  const emulator = eachWithEmulator();
  const update = (body: unknown, name = "docs") => emulator.at.data(name, "POST", "/vectors/update", body);
  const record = async (id: string) => (await (await emulator.at.index("docs")).fetch({ ids: [id] })).records[id];

  beforeEach(async () => {
    await emulator.at.serverless("docs", { metric: "dotproduct" });
    await (await emulator.at.index("docs")).upsert({
      records: [
        { id: "a", values: [1, 2], metadata: { genre: "drama", year: 2019 } },
        { id: "b", values: [3, 4], metadata: { genre: "comedy" } },
      ],
    });
  });

  it("merges metadata and keeps the rest, through the official client", async () => {
    await (await emulator.at.index("docs")).update({ id: "a", metadata: { year: 2020, new: true } });
    assert.deepEqual((await record("a"))?.metadata, { genre: "drama", year: 2020, new: true });
    assert.deepEqual((await record("a"))?.values, [1, 2]);
  });

  it("sets values and sparse values and keeps metadata", async () => {
    const reply = await update({ id: "a", values: [5, 6], sparseValues: { indices: [2], values: [1] } });
    assert.deepEqual([reply.status, reply.body], [200, {}]);
    assert.equal(reply.headers.get("x-pinecone-request-lsn"), "2");
    const { values, sparseValues, metadata } = (await record("a")) ?? {};
    assert.deepEqual([values, sparseValues], [[5, 6], { indices: [2], values: [1] }]);
    assert.deepEqual(metadata, { genre: "drama", year: 2019 });
  });

  it("refuses zeros for all values, and no sparse values for some", async () => {
    for (const change of [{ values: [0, 0] }, { sparseValues: { indices: [], values: [] } }]) {
      const reply = await update({ id: "a", ...change });
      assert.deepEqual([reply.status, reply.body.code], [400, 3]);
    }
    assert.deepEqual((await record("a"))?.values, [1, 2]);
  });

  it("does nothing, with 200, for an id or a namespace that doesn't exist", async () => {
    assert.equal((await update({ id: "nothing", values: [1, 1] })).status, 200);
    assert.equal(await record("nothing"), undefined);
    assert.equal((await update({ id: "a", values: [1, 1], namespace: "nothing" })).status, 200);
    const stats = await (await emulator.at.index("docs")).describeIndexStats();
    assert.deepEqual(stats.namespaces, { __default__: { recordCount: 2 } });
  });

  it("sets metadata of everything that a filter finds", async () => {
    const reply = await update({ filter: { genre: "drama" }, setMetadata: { seen: true } });
    assert.deepEqual([reply.status, reply.body], [200, { matchedRecords: 1 }]);
    assert.equal((await record("a"))?.metadata?.seen, true);
    assert.equal((await record("b"))?.metadata?.seen, undefined);
  });

  it("only counts in a dry run, by both spellings", async () => {
    for (const dry of [{ dryRun: true }, { dry_run: true }]) {
      const reply = await update({ filter: { genre: { $exists: true } }, setMetadata: { seen: true }, ...dry });
      assert.deepEqual(reply.body, { matchedRecords: 2 });
    }
    assert.equal((await record("a"))?.metadata?.seen, undefined);
  });

  it("matches nothing in a namespace that doesn't exist", async () => {
    const reply = await update({ filter: { genre: "drama" }, setMetadata: { seen: true }, namespace: "nothing" });
    assert.deepEqual([reply.status, reply.body], [200, { matchedRecords: 0 }]);
  });

  const refused: [title: string, body: object][] = [
    ["neither id nor filter", { setMetadata: { a: 1 } }],
    ["id and filter", { id: "a", filter: { genre: "drama" }, setMetadata: { a: 1 } }],
    ["another dimension", { id: "a", values: [1] }],
    ["bad metadata", { id: "a", setMetadata: { a: null } }],
    ["a filter with values", { filter: { genre: "drama" }, values: [1, 2] }],
    ["a filter without metadata", { filter: { genre: "drama" } }],
    ["a bad filter", { filter: { genre: { $like: "d" } }, setMetadata: { a: 1 } }],
  ];
  for (const [title, body] of refused) {
    it(`refuses ${title} with 400, code 3`, async () => {
      const reply = await update(body);
      assert.deepEqual([reply.status, reply.body.code], [400, 3]);
    });
  }
});
