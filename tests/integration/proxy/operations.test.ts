import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { eachOnProxyStage } from "../../support/proxy/stage";
import { struct } from "../emulator/grpcClient";

const record = (id: string, kind = "x") => ({ id, values: [1, 2], metadata: { kind } });

describe("proxy: operations", () => {
  const stage = eachOnProxyStage();

  it("records and sends every write of the REST client, and serves every read", async () => {
    await stage().capture.begin();
    const { rest } = await stage().proxy();
    await rest.upsert({ records: [record("a"), { id: "b", values: [0.1, 16_777_217] }], namespace: "news" });
    await rest.update({ id: "a", values: [3, 4], metadata: { rank: 9_007_199_254_740_991 }, namespace: "news" });
    await rest.deleteOne({ id: "b", namespace: "news" });
    await rest.deleteMany({ ids: ["c", "d"], namespace: "news" });
    await rest.deleteMany({ filter: { kind: { $eq: "none" } }, namespace: "news" });
    await rest.update({ filter: { kind: "x" }, metadata: { seen: true }, namespace: "news" });
    const { records } = await rest.fetch({ ids: ["a", "b"], namespace: "news" });
    assert.deepEqual(Object.keys(records), ["a"]);
    assert.deepEqual(records.a?.metadata, { kind: "x", rank: 9_007_199_254_740_991, seen: true });
    assert.equal((await rest.describeIndexStats()).totalRecordCount, 1);
    const { matches } = await rest.query({ vector: [1, 2], topK: 3, namespace: "news" });
    assert.deepEqual(
      matches.map(({ id }) => id),
      ["a"],
    );
    await rest.deleteAll({ namespace: "news" });
    assert.deepEqual(await stage().capture.logged(), [
      { ns: "news", op: "upsert", id: "a", values: [1, 2], md: { kind: "x" } },
      { ns: "news", op: "upsert", id: "b", values: [Math.fround(0.1), 16_777_216] },
      { ns: "news", op: "update", id: "a", values: [3, 4], md: { rank: 9_007_199_254_740_991 } },
      { ns: "news", op: "delete", ids: ["b"] },
      { ns: "news", op: "delete", ids: ["c", "d"] },
      { ns: "news", op: "deleteByFilter", filter: { kind: { $eq: "none" } } },
      { ns: "news", op: "updateByFilter", filter: { kind: "x" }, md: { seen: true } },
      { ns: "news", op: "deleteAll" },
    ]);
  });

  it("records and sends every write of a gRPC client, and serves every read", async () => {
    await stage().capture.begin();
    const { grpc } = await stage().proxy();
    const vectors = [
      { id: "a", values: [1, 2], metadata: struct({ kind: "x", tags: ["p", "q"], n: 2 }) },
      { id: "b", values: [0.1, 3] },
    ];
    assert.deepEqual(await grpc.call("Upsert", { vectors, namespace: "news" }), { upsertedCount: 2 });
    await grpc.call("Update", { id: "a", values: [3, 4], setMetadata: struct({ n: 3 }), namespace: "news" });
    await grpc.call("Update", {
      filter: struct({ kind: "x" }),
      setMetadata: struct({ seen: true }),
      namespace: "news",
    });
    await grpc.call("Delete", { ids: ["b", "c"], namespace: "news" });
    await grpc.call("Delete", { filter: struct({ kind: { $eq: "none" } }), namespace: "news" });
    const fetched = await grpc.call("Fetch", { ids: ["a", "b"], namespace: "news" });
    assert.deepEqual(Object.keys(fetched.vectors), ["a"]);
    assert.deepEqual(fetched.vectors.a.values, [3, 4]);
    const stats = await grpc.call("DescribeIndexStats", {});
    assert.equal(stats.totalVectorCount, 1);
    const { matches } = await grpc.call("Query", { vector: [1, 2], topK: 3, namespace: "news" });
    assert.deepEqual(
      matches.map(({ id }: { id: string }) => id),
      ["a"],
    );
    await grpc.call("Delete", { deleteAll: true, namespace: "__default__" });
    assert.deepEqual(await stage().capture.logged(), [
      { ns: "news", op: "upsert", id: "a", values: [1, 2], md: { kind: "x", tags: ["p", "q"], n: 2 } },
      { ns: "news", op: "upsert", id: "b", values: [Math.fround(0.1), 3] },
      { ns: "news", op: "update", id: "a", values: [3, 4], md: { n: 3 } },
      { ns: "news", op: "updateByFilter", filter: { kind: "x" }, md: { seen: true } },
      { ns: "news", op: "delete", ids: ["b", "c"] },
      { ns: "news", op: "deleteByFilter", filter: { kind: { $eq: "none" } } },
      { ns: "", op: "deleteAll" },
    ]);
  });

  it("hands on the service's refusals as they are", async () => {
    await stage().capture.begin();
    const { rest, grpc } = await stage().proxy();
    await assert.rejects(rest.upsert({ records: [{ id: "a", values: [1, 2, 3] }] }), {
      name: "PineconeBadRequestError",
    });
    await assert.rejects(grpc.call("Upsert", { vectors: [{ id: "a", values: [1, 2, 3] }] }), { code: 3 });
    await assert.rejects(rest.query({ vector: [1], topK: 1 }), { name: "PineconeBadRequestError" });
    await assert.rejects(grpc.call("Query", { vector: [1], topK: 1 }), { code: 3 });
    assert.equal((await stage().capture.entries()).length, 2);
  });

  it("refuses what the log can't hold, and sends none of it", async () => {
    await stage().capture.begin();
    const { rest, grpc, url } = await stage().proxy();
    await assert.rejects(rest.upsertRecords({ records: [{ id: "a", text: "t" }] }), /CAPTURE_UNSUPPORTED/);
    await assert.rejects(rest.startImport({ uri: "s3://b/x" }), /CAPTURE_UNSUPPORTED/);
    await assert.rejects(rest.createNamespace({ name: "n" }), /CAPTURE_UNSUPPORTED/);
    await assert.rejects(grpc.call("CreateNamespace", { name: "n" }), { code: 9 });
    await assert.rejects(grpc.bytes("/VectorService/Other", Buffer.alloc(0)), { code: 12 });
    const headers = { "api-key": "app", "content-type": "application/json" };
    const post = (path: string, body: string) => fetch(`${url}${path}`, { method: "POST", headers, body });
    for (const [path, body] of [
      ["/vectors/upsert", '{"vectors":[{"id":"a","values":[1,2]}],"upsert":false}'],
      ["/vectors/upsert", '{"vectors":[{"id":"a","id":"b","values":[1,2]}]}'],
      ["/vectors/upsert?x=1", '{"vectors":[{"id":"a","values":[1,2]}]}'],
      ["/vectors/delete", '{"delete_all":true}'],
      ["/vectors//delete", '{"deleteAll":true}'],
      ["/indexes", "{}"],
    ] as const) {
      const answer = await post(path, body);
      assert.equal(answer.status, 400, path);
      const { code, message } = (await answer.json()) as { code: number; message: string };
      assert.ok(code === 3 || code === 12, `${code}`);
      assert.match(message, /not sent|nothing was sent/);
    }
    const without = await fetch(`${url}/vectors/delete`, { method: "POST", body: '{"ids":["a"]}' });
    assert.equal(without.status, 401);
    assert.deepEqual(stage().sent, []);
    assert.deepEqual(await stage().capture.entries(), []);
  });

  it("serves a client that offers to go over to HTTP/2, as Java's does", async () => {
    await stage().capture.begin();
    const { url } = await stage().proxy();
    const headers = {
      "api-key": "app",
      connection: "Upgrade, HTTP2-Settings",
      upgrade: "h2c",
      "http2-settings": "AAMAAABk",
    };
    const asked = request(`${url}/describe_index_stats`, { method: "POST", agent: false, headers });
    asked.end("{}");
    const [answer] = await once(asked, "response");
    answer.resume();
    assert.equal(answer.statusCode, 200);
  });

  it("lets a wrong key be refused by the service", async () => {
    await stage().capture.begin();
    const { url } = await stage().proxy();
    const answer = await fetch(`${url}/describe_index_stats`, { method: "POST", body: "{}" });
    assert.equal(answer.status, 401);
  });
});
