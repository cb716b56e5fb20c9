import assert from "node:assert/strict";
import { eachOnCaptureStage } from "./stage";

describe("captured index: each method of the official client", () => {
  const stage = eachOnCaptureStage();

  const sparse = { indices: [1, 7], values: [0.5, 0.25] };

  it("records every write, and sends it as the client does", async () => {
    await stage().begin();
    const index = await stage().capture();
    await index.upsert({ records: [{ id: "a", values: [0.1, 1], metadata: { kind: "x", tags: ["p", "q"] } }] });
    await index.upsert({
      records: [
        { id: "b", values: [1, 2] },
        { id: "c", values: [3, 4] },
      ],
      namespace: "news",
    });
    await index
      .namespace("news")
      .upsert({ records: [{ id: "d", values: [5, 6], sparseValues: sparse }] })
      .catch(() => 0);
    await index.update({ id: "a", values: [2, 2], metadata: { kind: "y" } });
    await index.namespace("news").update({ id: "b", metadata: { n: 1 } });
    await index.deleteOne({ id: "c", namespace: "news" });
    await index.deleteMany({ ids: ["b", "none"], namespace: "news" });
    await index.deleteMany({ filter: { kind: { $eq: "y" } } });
    await index.deleteAll({ namespace: "news" }).catch(() => 0);
    const f = Math.fround;
    assert.deepEqual(await stage().logged(), [
      { ns: "", op: "upsert", id: "a", values: [f(0.1), 1], md: { kind: "x", tags: ["p", "q"] } },
      { ns: "news", op: "upsert", id: "b", values: [1, 2] },
      { ns: "news", op: "upsert", id: "c", values: [3, 4] },
      { ns: "news", op: "upsert", id: "d", values: [5, 6], sparse },
      { ns: "", op: "update", id: "a", values: [2, 2], md: { kind: "y" } },
      { ns: "news", op: "update", id: "b", md: { n: 1 } },
      { ns: "news", op: "delete", ids: ["c"] },
      { ns: "news", op: "delete", ids: ["b", "none"] },
      { ns: "", op: "deleteByFilter", filter: { kind: { $eq: "y" } } },
      { ns: "news", op: "deleteAll" },
    ]);
    assert.equal(stage().sent.length, 9);
    assert.ok(stage().sent.every((each) => each.startsWith("docs ")));
    assert.deepEqual((await index.fetch({ ids: ["a"] })).records, {});
  });

  it("reads from the index that serves", async () => {
    await stage().begin();
    const index = await stage().capture();
    await index.upsert({ records: [{ id: "a", values: [1, 2], metadata: { kind: "x" } }], namespace: "news" });
    const news = index.namespace("news");
    assert.deepEqual((await news.fetch({ ids: ["a"] })).records.a?.values, [1, 2]);
    assert.deepEqual(
      (await index.query({ vector: [1, 2], topK: 1, namespace: "news" })).matches.map(({ id }) => id),
      ["a"],
    );
    assert.equal((await index.describeIndexStats()).totalRecordCount, 1);
    // Pods can't list: the service's refusal comes through as it is.
    await assert.rejects(news.listPaginated(), { name: "PineconeBadRequestError" });
  });

  it("takes both names of the default namespace for one", async () => {
    await stage().begin();
    const index = await stage().capture();
    const record = { id: "a", values: [1, 2] };
    await index.upsert({ records: [record] });
    await index.upsert({ records: [record], namespace: "__default__" });
    await index.namespace("__default__").upsert({ records: [record] });
    await index.namespace("").upsert({ records: [record] });
    assert.deepEqual(
      (await stage().entries()).map(({ ns }) => ns),
      ["", "", "", ""],
    );
    assert.equal((await index.describeIndexStats()).totalRecordCount, 1);
  });

  it("refuses what the log can't hold, before anything is sent", async () => {
    await stage().begin();
    const index = await stage().capture();
    const before = stage().emulator.journal.length;
    const unsupported = { code: "CAPTURE_UNSUPPORTED" };
    await assert.rejects(index.upsertRecords({ records: [{ id: "a", text: "t" }] }), unsupported);
    await assert.rejects(index.startImport({ uri: "s3://bucket" }), unsupported);
    await assert.rejects(index.cancelImport("1"), unsupported);
    await assert.rejects(index.createNamespace({ name: "n" }), unsupported);
    await assert.rejects(Reflect.get(index, "_deleteMany")({ ids: ["a"] }), unsupported);
    assert.equal(Reflect.get(index, "_upsertCommand"), undefined);
    assert.equal(stage().emulator.journal.length, before);
    assert.deepEqual(await stage().logged(), []);
  });

  it("logs and sends a write as it was when the call was made", async () => {
    await stage().begin();
    const index = await stage().capture();
    const values = [1, 2];
    const record = { id: "a", values };
    const written = index.upsert({ records: [record] });
    values[0] = 9;
    record.id = "b";
    await written;
    assert.deepEqual(await stage().logged(), [{ ns: "", op: "upsert", id: "a", values: [1, 2] }]);
    assert.deepEqual((await index.fetch({ ids: ["a", "b"] })).records.a?.values, [1, 2]);
  });
});
