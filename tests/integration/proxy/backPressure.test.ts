import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import * as http2 from "node:http2";
import { type AddressInfo, connect, type Server } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { eachOnProxyStage, until } from "../../support/proxy/stage";

const MEGABYTE = 1024 * 1024;
const ANSWER = 64 * MEGABYTE;
/** What the windows and buffers of two connections hold, on any system. */
const MOST_HELD = 24 * MEGABYTE;

describe("proxy: clients that don't read", () => {
  const stage = eachOnProxyStage();
  /** Bytes that the index got rid of. */
  let sent: number;
  const answer = () => {
    sent = 0;
    const part = Buffer.alloc(64 * 1024);
    return new Readable({
      read() {
        sent += part.length;
        this.push(sent > ANSWER ? null : part);
      },
    });
  };
  const serve = async (server: Server) => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await stage().capture.begin();
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await stage().capture.swap({ pod: { name: "docs", host } });
    return stage().proxy({ limits: { drainMs: 500 } });
  };

  /** Waits until no more is taken; answers how much was. */
  const settled = async () => {
    for (let before = -1; before !== sent; await sleep(150)) before = sent;
    return sent;
  };

  it("hold up their own REST answer at the index, and nobody else", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/describe_index_stats") return void response.end("{}");
      answer().pipe(response);
    });
    const { server: proxy, url } = await serve(server);
    const socket = connect(proxy.ports.listen, "127.0.0.1");
    socket.pause();
    socket.write("GET /namespaces HTTP/1.1\r\nHost: a\r\n\r\n");
    await until(() => sent > MEGABYTE / 2);
    assert.ok((await settled()) < MOST_HELD, `${sent}`);
    assert.equal((await fetch(`${url}/describe_index_stats`)).status, 200);
    assert.equal(proxy.requests, 1);
    socket.destroy();
    await until(() => proxy.requests === 0);
    server.close();
    server.closeAllConnections();
  });

  it("hold up their own gRPC answer at the index, and nobody else", async () => {
    const index = http2.createServer();
    const sessions = new Set<http2.ServerHttp2Session>();
    index.on("session", (session) => sessions.add(session));
    index.on("stream", (stream, headers) => {
      stream.on("error", () => undefined);
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      if (headers[":path"] === "/VectorService/Fetch") answer().pipe(stream);
      else stream.end(Buffer.alloc(5));
    });
    const { server: proxy, url, grpc } = await serve(index);
    const session = http2.connect(url);
    session.on("error", () => undefined);
    const call = session.request({
      ":method": "POST",
      ":path": "/VectorService/Fetch",
      "content-type": "application/grpc",
    });
    call.on("error", () => undefined).on("response", () => call.pause());
    call.end(Buffer.alloc(5));
    await until(() => sent > MEGABYTE / 2);
    assert.ok((await settled()) < MOST_HELD, `${sent}`);
    await grpc.call("DescribeIndexStats", {});
    assert.equal(proxy.requests, 1);
    session.destroy();
    await until(() => proxy.requests === 0);
    for (const each of sessions) each.destroy();
    index.close();
  });
});
