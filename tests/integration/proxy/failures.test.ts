import assert from "node:assert/strict";
import { once } from "node:events";
import { rename, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { connect } from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultDocument } from "pinecone-emulator";
import { frameOf } from "../../../provider/src/proxy/grpc/frames";
import { readLease } from "../../../provider/src/writeLog/lease";
import { encoded } from "../../support/proxy/messages";
import { eachOnProxyStage, type RunningProxy, until } from "../../support/proxy/stage";
import { struct } from "../emulator/grpcClient";

const records = [{ id: "a", values: [1, 2] }];
const vectors = records;

describe("proxy: failures", () => {
  const stage = eachOnProxyStage();
  const doneMark = async ({ server }: RunningProxy) => {
    const lease = await readLease(stage().capture.control.store, server.writer.state().writer);
    return { done: lease?.done, next: lease?.next, failed: lease?.failed };
  };
  const fault = (rule: FaultDocument["rules"][number]) =>
    stage().capture.emulator.control.setFaults({ seed: 1, rules: [{ plane: "data", ...rule }] });
  const post = (url: string, body: string) =>
    fetch(`${url}/vectors/upsert`, { method: "POST", headers: { "api-key": "app" }, body });
  const upsert = JSON.stringify({ vectors: records });

  it("lets the done-mark pass writes that the service refused", async () => {
    await stage().capture.begin("mirrored", { lateMs: 60_000 });
    const proxy = await stage().proxy();
    await assert.rejects(proxy.rest.upsert({ records: [{ id: "a", values: [1, 2, 3] }] }));
    await assert.rejects(proxy.grpc.call("Upsert", { vectors: [{ id: "a", values: [1, 2, 3] }] }), { code: 3 });
    await fault({ count: 2, fault: { kind: "refuse", status: 429, retryAfterSeconds: 7 } });
    const answer = await post(proxy.url, upsert);
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [429, "7"]);
    await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 8 });
    await until(async () => (await doneMark(proxy)).done === 4);
    assert.equal((await doneMark(proxy)).failed, 4);
  });

  const unknowns = [
    ["500 without an effect", { kind: "refuse", status: 500 }, 500, 13],
    ["503 after the effect", { kind: "refuseAfter", status: 503 }, 503, 14],
    ["a connection that is reset after the effect", { kind: "reset", when: "after" }, 502, 14],
    ["half an answer", { kind: "truncate" }, 502, 14],
  ] as const;
  for (const [what, kind, status, code] of unknowns) {
    it(`hands on ${what}, and holds the done-mark for lateMs`, async () => {
      await stage().capture.begin("mirrored", { lateMs: 900 });
      const proxy = await stage().proxy();
      await fault({ count: 2, fault: kind });
      assert.equal((await post(proxy.url, upsert)).status, status);
      await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code });
      const since = Date.now();
      await until(async () => (await doneMark(proxy)).next === 2);
      assert.equal((await doneMark(proxy)).done, 0);
      await until(async () => (await doneMark(proxy)).done === 2);
      assert.ok(Date.now() - since > 500, `${Date.now() - since} ms`);
      assert.equal((await doneMark(proxy)).failed, 2);
    });
  }

  it("sees a write through whose client went away, so that its outcome is known", async () => {
    await stage().capture.begin("mirrored", { lateMs: 60_000 });
    const proxy = await stage().proxy();
    await fault({ count: 2, fault: { kind: "delay", ms: 1_000 } });
    const given = request(`${proxy.url}/vectors/upsert`, {
      method: "POST",
      agent: false,
      headers: { "api-key": "app" },
    });
    given.on("error", () => undefined).end(upsert);
    const session = connect(proxy.url);
    const headers = { "content-type": "application/grpc", "api-key": "app" };
    const call = session.request({ ":method": "POST", ":path": "/VectorService/Upsert", ...headers });
    call.on("error", () => undefined).end(frameOf(encoded("UpsertRequest", { vectors })));
    await until(async () => (await stage().capture.entries()).length === 2);
    // Logged; what is given up before it is sent is not sent.
    await sleep(300);
    given.destroy();
    session.destroy();
    await until(async () => (await doneMark(proxy)).done === (await doneMark(proxy)).next);
    await until(async () => (await doneMark(proxy)).done !== 0);
    assert.equal((await doneMark(proxy)).failed, 0);
    assert.equal(stage().sent.length, 2);
    await until(() => proxy.server.standing().gate === "open" && proxy.server.connections === 0);
  });

  it("counts an index that can't be reached as not written to", async () => {
    await stage().capture.begin("mirrored", { lateMs: 60_000 });
    const gone = createTcpServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await stage().capture.swap({ pod: { name: "docs", host: `http://127.0.0.1:${port}` } });
    const proxy = await stage().proxy();
    assert.equal((await post(proxy.url, upsert)).status, 503);
    await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 14 });
    await assert.rejects(proxy.grpc.call("Query", { vector: [1, 2], topK: 1 }), { code: 14 });
    await until(async () => (await doneMark(proxy)).done === 2);
  });

  it("answers 504 when the index says nothing, and the outcome is unknown", async () => {
    await stage().capture.begin("mirrored", { lateMs: 60_000 });
    const silent = createTcpServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const host = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await stage().capture.swap({ pod: { name: "docs", host } });
    const proxy = await stage().proxy({ limits: { serviceMs: 200, drainMs: 100 } });
    assert.equal((await post(proxy.url, upsert)).status, 504);
    await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 4 });
    await until(async () => (await doneMark(proxy)).next === 2);
    assert.equal((await doneMark(proxy)).done, 0);
    silent.close();
  });

  it("tries another connection for gRPC when one was never made, and nothing was sent on it", async () => {
    await stage().capture.begin("mirrored", { lateMs: 60_000 });
    // Taken, but never answered: TLS is not agreed on.
    const taken: Socket[] = [];
    const mute = createTcpServer((socket) => void taken.push(socket.on("error", () => undefined)));
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    const host = `https://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    await stage().capture.swap({ pod: { name: "docs", host } });
    const proxy = await stage().proxy({ limits: { serviceMs: 200, drainMs: 100 } });
    for (const attempts of [1, 2, 3]) {
      await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 4 });
      assert.equal(taken.length, attempts);
    }
    await until(async () => (await doneMark(proxy)).done === 3);
    for (const socket of taken) socket.destroy();
    mute.close();
  });

  for (const state of ["open", "closed"] as const) {
    it(`asks a read once more when a used connection ended, and a write never (log ${state})`, async () => {
      await stage().capture.begin("mirrored");
      let requests = 0;
      // Every connection serves one request, and ends at the next without an answer.
      const server = createServer((request, response) => {
        requests += 1;
        const served = Number(Reflect.get(request.socket, "served") ?? 0);
        Reflect.set(request.socket, "served", served + 1);
        if (served > 0) return void request.socket.destroy();
        response.end(JSON.stringify({ matches: [], upsertedCount: 1 }));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await stage().capture.swap({ state, pod: { name: "docs", host } });
      const proxy = await stage().proxy();
      const query = () => fetch(`${proxy.url}/query`, { method: "POST", body: "{}" });
      assert.deepEqual([(await query()).status, (await query()).status], [200, 200]);
      assert.equal(requests, 3);
      assert.equal((await post(proxy.url, upsert)).status, 502);
      assert.equal(requests, 4);
      server.close();
    });
  }

  for (const [status, answered, code] of [
    [401, 401, 16],
    [403, 403, 7],
    [500, 503, 14],
  ] as const) {
    it(`records no deferred write by a key that the service answers with ${status}`, async () => {
      await stage().capture.begin("deferred");
      const server = createServer((_, response) => response.writeHead(status).end("{}")).listen(0, "127.0.0.1");
      await once(server, "listening");
      const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await stage().capture.swap({ pod: { name: "docs", host } });
      const proxy = await stage().proxy();
      assert.equal((await post(proxy.url, upsert)).status, answered);
      await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code });
      assert.deepEqual(await stage().capture.entries(), []);
      server.close();
    });

    it(`sends no bulk write on serverless whose ids are answered with ${status}`, async () => {
      await stage().capture.begin();
      const server = createServer((_, response) => response.writeHead(status).end("{}")).listen(0, "127.0.0.1");
      await once(server, "listening");
      const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await stage().capture.swap({ active: "serverless", serverless: { name: "docs-serverless", host } });
      const proxy = await stage().proxy();
      await assert.rejects(proxy.grpc.call("Delete", { filter: struct({ k: "v" }) }), { code });
      await assert.rejects(proxy.grpc.call("Delete", { deleteAll: true }), { code });
      assert.deepEqual(await stage().capture.entries(), []);
      server.close();
    });
  }

  it("answers 503 and sends nothing while the log doesn't answer, and goes on by itself", async () => {
    await stage().capture.begin("mirrored", { leaseMs: 400 });
    const proxy = await stage().proxy();
    const folder = stage().capture.folder;
    await until(() => proxy.server.writer.state().gate === "open");
    await rename(`${folder}/writers`, `${folder}/away`);
    // A folder that is missing would be made anew.
    await writeFile(`${folder}/writers`, "");
    await until(() => proxy.server.writer.state().gate === "failing");
    const answer = await post(proxy.url, upsert);
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "1"]);
    const { code, message } = (await answer.json()) as { code: number; message: string };
    assert.equal(code, 14);
    assert.match(message, /LOG_UNAVAILABLE/);
    assert.doesNotMatch(message, /podshift-capture-/);
    await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 14 });
    // Reads go on.
    assert.equal((await proxy.rest.query({ vector: [1, 2], topK: 1 })).matches.length, 0);
    assert.deepEqual(stage().sent, []);
    await rm(`${folder}/writers`);
    await rename(`${folder}/away`, `${folder}/writers`);
    await until(async () => (await post(proxy.url, upsert)).status === 200);
    assert.equal(stage().sent.length, 1);
  });
});
