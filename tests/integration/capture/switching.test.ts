import assert from "node:assert/strict";
import { captureState, endCapture } from "../../../provider/src/capture";
import { eachOnCaptureStage, until } from "./stage";

const record = (id: string, kind = "x") => ({ id, values: [1, 2], metadata: { kind } });

describe("captured index: fence and switch", () => {
  const stage = eachOnCaptureStage();

  it("holds writes while fenced, and sends them once the fence has gone", async () => {
    await stage().begin();
    const index = await stage().capture();
    await stage().swap({ state: "fenced" });
    await until(() => captureState(index).gate === "held");
    let done = false;
    const held = index.upsert({ records: [record("a")] }).then(() => {
      done = true;
    });
    await until(() => captureState(index).waiting === 1);
    // A read isn't held.
    await index.query({ vector: [1, 2], topK: 1 });
    assert.equal(done, false);
    assert.deepEqual(stage().sent, []);
    await stage().swap({ state: "open" });
    await held;
    assert.deepEqual(stage().sent, ["docs /vectors/upsert"]);
    assert.equal((await stage().entries()).length, 1);
  });

  it("writes to and reads from the serverless index after the switch, namespaces included", async () => {
    await stage().begin();
    const index = await stage().capture();
    const news = index.namespace("news");
    await news.upsert({ records: [record("a")] });
    await stage().swap({ state: "fenced" });
    await until(() => captureState(index).gate === "held");
    const held = news.upsert({ records: [record("b")] });
    await until(() => captureState(index).waiting === 1);
    await stage().swap({ state: "open", active: "serverless" });
    await held;
    await index.upsert({ records: [record("c")], namespace: "news" });
    await index.upsert({ records: [record("d")] });
    assert.deepEqual(stage().sent, [
      "docs /vectors/upsert",
      "docs-serverless /vectors/upsert",
      "docs-serverless /vectors/upsert",
      "docs-serverless /vectors/upsert",
    ]);
    assert.deepEqual(Object.keys((await news.fetch({ ids: ["a", "b", "c"] })).records).sort(), ["b", "c"]);
    assert.equal(captureState(index).active, "serverless");
    const [first = 0, second = 0] = (await stage().entries()).map(({ e }) => e);
    assert.ok(0 < first && first < second, `${first} ${second}`);
  });

  it("goes back to the pod index when the control record does", async () => {
    await stage().begin();
    await stage().swap({ active: "serverless" });
    const index = await stage().capture();
    await index.upsert({ records: [record("a")] });
    await stage().swap({ active: "pod" });
    await until(() => captureState(index).active === "pod");
    await index.upsert({ records: [record("b")] });
    assert.deepEqual(stage().sent, ["docs-serverless /vectors/upsert", "docs /vectors/upsert"]);
  });

  it("logs bulk writes on serverless with the ids found just before", async () => {
    await stage().begin();
    await stage().swap({ active: "serverless" });
    const index = await stage().capture();
    const news = index.namespace("news");
    const many = Array.from({ length: 230 }, (_, at) => record(`x-${at}`));
    await news.upsert({ records: [...many, record("y-0", "y"), record("y-1", "y")] });
    await news.update({ filter: { kind: { $eq: "y" } }, metadata: { seen: true } });
    await news.deleteMany({ filter: { kind: { $eq: "x" } } });
    await news.deleteAll();
    await news.upsert({ records: [record("z")] });
    await index.deleteNamespace("news");
    await index
      .deleteAll({ namespace: "none" })
      .catch((error: Error) => assert.equal(error.name, "PineconeNotFoundError"));
    const bulk = (await stage().entries()).flatMap((entry) =>
      entry.op === "upsert" || entry.op === "update" || entry.op === "delete" ? [] : [entry],
    );
    assert.deepEqual(
      bulk.map(({ op, ns, found }) => [op, ns, [...(found ?? ["no list"])].sort()]),
      [
        ["updateByFilter", "news", ["y-0", "y-1"]],
        ["deleteByFilter", "news", many.map(({ id }) => id).sort()],
        ["deleteAll", "news", ["y-0", "y-1"]],
        ["deleteNamespace", "news", ["z"]],
        ["deleteAll", "none", []],
      ],
    );
    assert.equal((await index.describeIndexStats()).totalRecordCount, 0);
  });

  it("logs bulk writes on the pod index without a list: pods have none", async () => {
    await stage().begin();
    const index = await stage().capture();
    await index.upsert({ records: [record("a")] });
    await index.deleteMany({ filter: { kind: { $eq: "x" } } });
    assert.deepEqual((await stage().logged())[1], { ns: "", op: "deleteByFilter", filter: { kind: { $eq: "x" } } });
    assert.equal((await index.describeIndexStats()).totalRecordCount, 0);
  });

  it("writes to the log alone while writes are deferred, until serverless serves", async () => {
    await stage().begin("deferred");
    const index = await stage().capture();
    await index.upsert({ records: [record("a")] });
    await index.deleteMany({ filter: { kind: { $eq: "x" } } });
    assert.deepEqual(stage().sent, []);
    assert.deepEqual(
      (await stage().entries()).map(({ op }) => op),
      ["upsert", "deleteByFilter"],
    );
    await stage().swap({ active: "serverless" });
    await until(() => captureState(index).active === "serverless");
    await index.upsert({ records: [record("b")] });
    assert.deepEqual(stage().sent, ["docs-serverless /vectors/upsert"]);
  });

  it("goes on unlogged, with every method, once the log is closed", async () => {
    await stage().begin();
    await stage().swap({ active: "serverless" });
    const index = await stage().capture();
    await index.upsert({ records: [record("a")], namespace: "news" });
    await stage().swap({ state: "closed" });
    await until(() => captureState(index).gate === "unlogged");
    await index.upsert({ records: [record("b")], namespace: "news" });
    await index.deleteNamespace("news");
    await index.createNamespace({ name: "other" });
    assert.deepEqual((await stage().entries()).length, 1);
    assert.equal(captureState(index).state, "closed");
    // A process that starts now begins no log either.
    const late = await stage().capture();
    await late.upsert({ records: [record("c")] });
    assert.equal((await stage().entries()).length, 1);
    assert.deepEqual(Object.keys((await late.fetch({ ids: ["c"] })).records), ["c"]);
  });

  it("leaves the log when it is ended", async () => {
    await stage().begin();
    const index = await stage().capture({ name: "my service!" });
    const { writer } = captureState(index);
    assert.match(writer, /^my-service-\.[0-9a-f-]{36}$/);
    const many = Array.from({ length: 20 }, (_, at) => index.upsert({ records: [record(`a-${at}`)] }));
    const ended = endCapture(index);
    await assert.rejects(index.upsert({ records: [record("b")] }), { code: "WRITER_ENDED" });
    await Promise.all([...many, ended]);
    assert.notEqual((await stage().control.read()).writers[writer]?.end, undefined);
    assert.equal(captureState(index).gate, "ended");
    await assert.rejects(index.upsert({ records: [record("b")] }), { code: "WRITER_ENDED" });
    assert.deepEqual(Object.keys((await index.fetch({ ids: ["a-0", "b"] })).records), ["a-0"]);
    assert.equal((await stage().entries()).length, 20);
  });
});
