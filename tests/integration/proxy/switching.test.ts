import assert from "node:assert/strict";
import { request } from "node:http";
import * as http2 from "node:http2";
import { eachOnProxyStage, type RunningProxy, until } from "../../support/proxy/stage";
import { struct } from "../emulator/grpcClient";

const record = (id: string, kind = "x") => ({ id, values: [1, 2], metadata: { kind } });
const vector = (id: string, kind = "x") => ({ id, values: [1, 2], metadata: struct({ kind }) });

describe("proxy: fence and switch", () => {
  const stage = eachOnProxyStage();
  const isHeld = (proxy: RunningProxy) => until(() => proxy.server.writer.state().gate === "held");

  it("holds writes of both protocols while fenced, sends them after the switch, and reads meanwhile", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy();
    await stage().capture.swap({ state: "fenced" });
    await isHeld(proxy);
    let done = 0;
    const held = [
      proxy.rest.upsert({ records: [record("a")] }),
      proxy.grpc.call("Upsert", { vectors: [vector("b")] }),
    ].map((each) => each.then(() => (done += 1)));
    await until(() => proxy.server.writer.state().waiting === 2);
    await proxy.rest.query({ vector: [1, 2], topK: 1 });
    await proxy.grpc.call("Query", { vector: [1, 2], topK: 1 });
    assert.equal(done, 0);
    assert.deepEqual(stage().sent, []);
    await until(() => proxy.events.some(({ event, gate }) => event === "gate" && gate === "held"));
    await stage().capture.swap({ state: "open", active: "serverless" });
    await Promise.all(held);
    assert.deepEqual([...stage().sent].sort(), [
      "docs-serverless /VectorService/Upsert",
      "docs-serverless /vectors/upsert",
    ]);
    const { records } = await proxy.rest.fetch({ ids: ["a", "b"] });
    assert.deepEqual(Object.keys(records).sort(), ["a", "b"]);
    await until(() => proxy.events.some(({ event, active }) => event === "switched" && active === "serverless"));
  });

  it("answers reads however many writes a fence holds", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy({ limits: { requests: 8, drainMs: 200 } });
    await stage().capture.swap({ state: "fenced" });
    await isHeld(proxy);
    const upsert = () =>
      fetch(`${proxy.url}/vectors/upsert`, {
        ...{ method: "POST", headers: { "api-key": "app" } },
        body: JSON.stringify({ vectors: [record("a")] }),
      });
    const writes = Array.from({ length: 12 }, upsert);
    assert.equal((await Promise.race(writes)).status, 503);
    await until(() => proxy.server.writer.state().waiting === proxy.server.requests);
    await assert.rejects(proxy.grpc.call("Upsert", { vectors: [vector("b")] }), { code: 14 });
    await proxy.rest.query({ vector: [1, 2], topK: 1 });
    await proxy.grpc.call("Query", { vector: [1, 2], topK: 1 });
    await stage().capture.swap({ state: "open" });
    const statuses = (await Promise.all(writes)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 7);
  });

  it("answers reads of a connection on which a fence holds hundreds of writes", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy();
    await stage().capture.swap({ state: "fenced" });
    await isHeld(proxy);
    const writes = Array.from({ length: 400 }, (_, at) => proxy.grpc.call("Upsert", { vectors: [vector(`a-${at}`)] }));
    const ended = Promise.allSettled(writes);
    // Nothing of them is there yet.
    assert.deepEqual(await proxy.grpc.call("Query", { vector: [1, 2], topK: 1 }), { namespace: "" });
    await until(() => proxy.server.writer.state().waiting === writes.length);
    assert.equal(proxy.server.connections, 1);
    await stage().capture.swap({ state: "open" });
    await ended;
  });

  it("doesn't send what a client gave up while it was held", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy();
    await stage().capture.swap({ state: "fenced" });
    await isHeld(proxy);
    const body = JSON.stringify({ vectors: [{ id: "a", values: [1, 2] }] });
    const given = request(`${proxy.url}/vectors/upsert`, {
      method: "POST",
      agent: false,
      headers: { "api-key": "app" },
    });
    given.on("error", () => undefined).end(body);
    await until(() => proxy.server.writer.state().waiting === 1);
    given.destroy();
    // The connection's end must have been seen.
    await until(() => proxy.server.connections === 0);
    await stage().capture.swap({ state: "open" });
    await until(() => proxy.server.writer.state().waiting === 0);
    await proxy.rest.upsert({ records: [record("b")] });
    assert.deepEqual(
      (await stage().capture.entries()).map((entry) => ("id" in entry ? entry.id : "")),
      ["b"],
    );
    assert.deepEqual(stage().sent, ["docs /vectors/upsert"]);
  });

  it("doesn't send what a client of HTTP/2 took back while it was held, and counts it as gone", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy({ accessLog: true });
    await stage().capture.swap({ state: "fenced" });
    await isHeld(proxy);
    const session = http2.connect(proxy.url);
    const call = session.request({ ":method": "POST", ":path": "/vectors/upsert", "api-key": "app" });
    call.on("error", () => undefined).end(JSON.stringify({ vectors: [{ id: "a", values: [1, 2] }] }));
    await until(() => proxy.server.writer.state().waiting === 1);
    call.close(http2.constants.NGHTTP2_CANCEL);
    // What was sent before it has been seen.
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    await stage().capture.swap({ state: "open" });
    await until(() => proxy.server.requests === 0);
    assert.deepEqual([await stage().capture.entries(), stage().sent], [[], []]);
    const told = proxy.events.filter(({ event }) => event === "request");
    assert.deepEqual(
      told.map(({ status }) => status),
      [499],
    );
    session.close();
  });

  for (const protocol of ["rest", "grpc"] as const) {
    it(`logs bulk writes on serverless with the ids found just before (${protocol})`, async () => {
      await stage().capture.begin();
      await stage().capture.swap({ active: "serverless" });
      const proxy = await stage().proxy();
      const many = Array.from({ length: 130 }, (_, at) => `x-${at}`);
      const records = [...many.map((id) => record(id)), record("y-0", "y"), record("y-1", "y")];
      await proxy.rest.upsert({ records, namespace: "news" });
      if (protocol === "rest") {
        const news = proxy.rest.namespace("news");
        await news.update({ filter: { kind: { $eq: "y" } }, metadata: { seen: true } });
        await news.deleteMany({ filter: { kind: { $eq: "x" } } });
        await news.deleteAll();
        await news.upsert({ records: [record("z")] });
        await proxy.rest.deleteNamespace("news");
        await assert.rejects(proxy.rest.deleteAll({ namespace: "none" }), { name: "PineconeNotFoundError" });
      } else {
        const call = (method: string, request: object) => proxy.grpc.call(method, { namespace: "news", ...request });
        await call("Update", { filter: struct({ kind: { $eq: "y" } }), setMetadata: struct({ seen: true }) });
        await call("Delete", { filter: struct({ kind: { $eq: "x" } }) });
        await call("Delete", { deleteAll: true });
        await call("Upsert", { vectors: [vector("z")] });
        await call("DeleteNamespace", {});
        await assert.rejects(call("Delete", { deleteAll: true, namespace: "none" }), { code: 5 });
      }
      const bulk = (await stage().capture.entries()).flatMap((entry) =>
        entry.op === "upsert" || entry.op === "update" || entry.op === "delete" ? [] : [entry],
      );
      assert.deepEqual(
        bulk.map(({ op, ns, found }) => [op, ns, [...(found ?? ["no list"])].sort()]),
        [
          ["updateByFilter", "news", ["y-0", "y-1"]],
          ["deleteByFilter", "news", [...many].sort()],
          ["deleteAll", "news", ["y-0", "y-1"]],
          ["deleteNamespace", "news", ["z"]],
          ["deleteAll", "none", []],
        ],
      );
    });
  }

  it("answers deferred writes by itself, by keys that the service takes, until serverless serves", async () => {
    await stage().capture.begin("deferred");
    const proxy = await stage().proxy();
    await proxy.rest.upsert({ records: [record("a")] });
    const upserted = await proxy.grpc.call("Upsert", {
      vectors: Array.from({ length: 200 }, (_, at) => vector(`g-${at}`)),
    });
    assert.deepEqual(upserted, { upsertedCount: 200 });
    assert.deepEqual(await proxy.grpc.call("Delete", { ids: ["a"] }), {});
    await proxy.rest.deleteMany({ filter: { kind: { $eq: "x" } } });
    assert.deepEqual(stage().sent, []);
    assert.equal((await stage().capture.entries()).length, 203);
    const asked = stage().capture.emulator.journal.filter(({ path }) => path === "/describe_index_stats");
    assert.equal(asked.length, 1);
    await stage().capture.swap({ active: "serverless" });
    await until(() => proxy.server.writer.state().active === "serverless");
    await proxy.rest.upsert({ records: [record("b")] });
    assert.deepEqual(stage().sent, ["docs-serverless /vectors/upsert"]);
  });

  it("lets everything pass unlogged once the log is closed", async () => {
    await stage().capture.begin();
    await stage().capture.swap({ active: "serverless" });
    const proxy = await stage().proxy();
    await stage().capture.swap({ state: "closed" });
    await until(() => proxy.server.writer.state().gate === "unlogged");
    await proxy.rest.upsert({ records: [record("b")], namespace: "news" });
    await proxy.grpc.call("Upsert", { vectors: [vector("c")], namespace: "news" });
    await proxy.rest.createNamespace({ name: "other" });
    await proxy.grpc.call("CreateNamespace", { name: "third" });
    await proxy.rest.deleteNamespace("news");
    assert.deepEqual(await stage().capture.entries(), []);
    assert.deepEqual((await proxy.rest.listNamespaces()).namespaces?.map(({ name }) => name).sort(), [
      "other",
      "third",
    ]);
    // One that starts now begins no log either.
    const late = await stage().proxy();
    await late.rest.upsert({ records: [record("c")] });
    assert.deepEqual(Object.keys((await late.rest.fetch({ ids: ["c"] })).records), ["c"]);
  });

  it("leaves the log when it is stopped, and answers what is under way before", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy();
    const { writer } = proxy.server.writer.state();
    await stage().capture.emulator.control.setFaults({
      seed: 1,
      rules: [{ plane: "data", fault: { kind: "delay", ms: 150 } }],
    });
    const many = [
      ...Array.from({ length: 10 }, (_, at) => proxy.rest.upsert({ records: [record(`a-${at}`)] })),
      ...Array.from({ length: 10 }, (_, at) => proxy.grpc.call("Upsert", { vectors: [vector(`b-${at}`)] })),
    ];
    await until(() => proxy.server.writer.state().inFlight === 20);
    const stopped = proxy.server.stop();
    await Promise.all(many);
    await stopped;
    assert.notEqual((await stage().capture.control.read()).writers[writer]?.end, undefined);
    assert.equal((await stage().capture.entries()).length, 20);
    await assert.rejects(fetch(proxy.url));
  });
});
