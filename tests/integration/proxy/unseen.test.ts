import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { frameOf } from "../../../provider/src/proxy/grpc/frames";
import { eachOnProxyStage, until } from "../../support/proxy/stage";

const vectors = [{ id: "a", values: [1, 2] }];

describe("proxy: what may be sent again, and where clients are led", () => {
  const stage = eachOnProxyStage();
  const servers: http2.Http2Server[] = [];
  const sessions: http2.ServerHttp2Session[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    for (const session of sessions.splice(0)) session.destroy();
  });

  /** In the pod index's place: what it does with each call, by its number. */
  const pod = async (serve: (stream: http2.ServerHttp2Stream, call: number) => void) => {
    let calls = 0;
    const server = http2.createServer();
    server.on("session", (session) => sessions.push(session));
    server.on("stream", (stream) => {
      calls += 1;
      stream.on("error", () => undefined);
      stream.resume();
      serve(stream, calls);
    });
    server.listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await stage().capture.swap({ pod: { name: "docs", host } });
    return { calls: () => calls };
  };
  const refuse = (stream: http2.ServerHttp2Stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
  const succeed = (stream: http2.ServerHttp2Stream) => {
    stream.respond({ "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(frameOf(Uint8Array.of(8, 1)));
  };

  it("sends a refused write again only where it may be sent by then", async () => {
    await stage().capture.begin();
    let first: http2.ServerHttp2Stream | undefined;
    const { calls } = await pod((stream, call) => {
      if (call === 1) first = stream;
      else succeed(stream);
    });
    const proxy = await stage().proxy();
    const written = proxy.grpc.call("Upsert", { vectors });
    await until(() => first !== undefined);
    await stage().capture.swap({ state: "fenced" });
    await until(() => proxy.server.writer.state().gate === "held");
    if (first !== undefined) refuse(first);
    await until(() => proxy.server.writer.state().waiting === 1);
    await sleep(100);
    assert.equal(calls(), 1);
    await stage().capture.swap({ state: "open", active: "serverless" });
    await written;
    assert.equal(calls(), 1);
    assert.deepEqual(stage().sent, ["docs-serverless /VectorService/Upsert"]);
    // It had to wait: it is logged again.
    assert.equal((await stage().capture.entries()).length, 2);
  });

  it("sends a refused write again once, and then says that nothing was sent", async () => {
    await stage().capture.begin("mirrored", { lateMs: 60_000 });
    const { calls } = await pod(refuse);
    const proxy = await stage().proxy();
    await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 14 });
    assert.equal(calls(), 2);
    await until(() => proxy.server.writer.state().inFlight === 0);
  });

  it("doesn't believe that a write was not looked at once it was answered", async () => {
    await stage().capture.begin();
    const { calls } = await pod((stream, call) => {
      if (call === 1) return succeed(stream);
      stream.respond({ "content-type": "application/grpc" });
      // The last stream that it says it looks at is the first.
      setTimeout(() => stream.session?.goaway(http2.constants.NGHTTP2_NO_ERROR, 1), 50);
    });
    const { grpc } = await stage().proxy();
    await grpc.call("Upsert", { vectors });
    await assert.rejects(grpc.call("Upsert", { vectors }), { code: 14 });
    assert.equal(calls(), 2);
  });

  it("sends a write that passes unlogged once, even if the log can't be heard any more", async () => {
    await stage().capture.begin();
    let closed = true;
    const { calls } = await pod((stream, call) => {
      if (call === 1) return succeed(stream);
      closed = false;
      stream.session?.destroy();
    });
    const proxy = await stage().proxy();
    const bypass = { active: "pod", check: () => undefined };
    Object.defineProperty(proxy.server.writer, "bypass", { get: () => (closed ? bypass : undefined) });
    await proxy.grpc.call("Upsert", { vectors });
    await assert.rejects(proxy.grpc.call("Upsert", { vectors }), { code: 14 });
    await sleep(100);
    assert.equal(calls(), 2);
  });

  it("leads no client past itself", async () => {
    await stage().capture.begin();
    const server = createServer((_, response) =>
      response.writeHead(308, { location: "http://127.0.0.1:1/vectors/upsert", "alt-svc": 'h3=":443"' }).end(),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await stage().capture.swap({ pod: { name: "docs", host } });
    const { url } = await stage().proxy();
    for (const path of ["/vectors/upsert", "/query"]) {
      const answer = await fetch(`${url}${path}`, {
        ...{ method: "POST", redirect: "manual", headers: { "api-key": "app" } },
        body: JSON.stringify({ vectors }),
      });
      assert.equal(answer.status, 308);
      assert.deepEqual([answer.headers.get("location"), answer.headers.get("alt-svc")], [null, null]);
    }
    server.close();
    server.closeAllConnections();
  });
});
