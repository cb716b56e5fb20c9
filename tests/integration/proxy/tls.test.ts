import assert from "node:assert/strict";
import { once } from "node:events";
import * as http2 from "node:http2";
import { request } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import * as tls from "node:tls";
import { frameOf } from "../../../provider/src/proxy/grpc/frames";
import { CERT, KEY, NEXT_CERT, NEXT_KEY } from "../../support/proxy/certificate";
import { encoded } from "../../support/proxy/messages";
import { eachOnProxyStage, until } from "../../support/proxy/stage";

const UPSERT = JSON.stringify({ vectors: [{ id: "a", values: [1, 2] }] });

describe("proxy: TLS and HTTP/2", () => {
  const stage = eachOnProxyStage();

  /** A REST call over a session of HTTP/2. */
  const rest2 = async (session: http2.ClientHttp2Session, method: string, path: string, body?: string) => {
    const call = session.request(
      { ":method": method, ":path": path, "api-key": "app" },
      { endStream: body === undefined },
    );
    if (body !== undefined) call.end(body);
    const [headers] = (await once(call, "response")) as [http2.IncomingHttpHeaders & { ":status": number }];
    return { status: headers[":status"], text: await text(call) };
  };

  it("serves REST and gRPC over TLS, each by HTTP/2 and HTTP/1.1 as the client asks", async () => {
    await stage().capture.begin();
    const { url, server } = await stage().proxy({ tls: { cert: CERT, key: KEY } });
    const session = http2.connect(url, { ca: CERT });
    assert.equal((await rest2(session, "POST", "/vectors/upsert", UPSERT)).status, 200);
    assert.match((await rest2(session, "GET", "/vectors/fetch?ids=a")).text, /"id":"a"/);
    assert.equal((await rest2(session, "POST", "/namespaces", "{}")).status, 400);
    const call = session.request({
      ":method": "POST",
      ":path": "/VectorService/Upsert",
      "content-type": "application/grpc",
      "api-key": "app",
    });
    call.end(frameOf(encoded("UpsertRequest", { vectors: [{ id: "b", values: [1, 2] }] })));
    call.resume();
    const [trailers] = (await once(call, "trailers")) as [http2.IncomingHttpHeaders];
    assert.equal(trailers["grpc-status"], "0");
    session.close();
    const old = request(`${url}/query`, { method: "POST", ca: CERT, agent: false, headers: { "api-key": "app" } });
    old.end(JSON.stringify({ vector: [1, 2], topK: 2 }));
    const [answer] = await once(old, "response");
    assert.equal(answer.httpVersion, "1.1");
    assert.equal(JSON.parse(await text(answer)).matches.length, 2);
    assert.equal((await stage().capture.entries()).length, 2);
    // Plain HTTP is not spoken there.
    await assert.rejects(fetch(url.replace("https", "http")));
    await until(() => server.connections === 0);
  });

  it("shows new connections the certificate that it was given last, by HTTP/1.1 and HTTP/2, and keeps those there are", async () => {
    await stage().capture.begin();
    const proxy = await stage().proxy({ tls: { cert: CERT, key: KEY } });
    const before = http2.connect(proxy.url, { ca: CERT });
    assert.equal((await rest2(before, "POST", "/vectors/upsert", UPSERT)).status, 200);
    const shown = async (protocol: string) => {
      const { port } = new URL(proxy.url);
      const socket = tls.connect({
        ...{ port: Number(port), host: "127.0.0.1", ca: [CERT, NEXT_CERT] },
        ALPNProtocols: [protocol],
      });
      await once(socket, "secureConnect");
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return [socket.alpnProtocol, subject.CN];
    };
    proxy.server.renewCertificate(() => ({ cert: NEXT_CERT, key: NEXT_KEY }));
    assert.deepEqual(await shown("h2"), ["h2", "podshift test 2"]);
    assert.deepEqual(await shown("http/1.1"), ["http/1.1", "podshift test 2"]);
    assert.equal((await rest2(before, "POST", "/vectors/upsert", UPSERT)).status, 200);
    before.close();
    const after = http2.connect(proxy.url, { ca: NEXT_CERT });
    assert.equal((await rest2(after, "POST", "/vectors/upsert", UPSERT)).status, 200);
    after.close();
    proxy.server.renewCertificate(() => {
      throw new Error("secret place");
    });
    assert.deepEqual(await shown("h2"), ["h2", "podshift test 2"]);
    assert.deepEqual(
      proxy.events.filter(({ event }) => event === "certificate"),
      [
        { event: "certificate", taken: true, expires: "2120-01-01T00:00:00.000Z" },
        { event: "certificate", taken: false, reason: "it can't be used" },
      ],
    );
  });

  it("serves REST over HTTP/2 without TLS", async () => {
    await stage().capture.begin();
    const { url } = await stage().proxy();
    const session = http2.connect(url);
    assert.equal((await rest2(session, "POST", "/vectors/upsert", UPSERT)).status, 200);
    assert.match((await rest2(session, "POST", "/describe_index_stats", "{}")).text, /"totalVectorCount":1/);
    session.close();
  });

  it("tells a client of HTTP/2 that waits for it to go on with its body, as one of HTTP/1.1", async () => {
    await stage().capture.begin();
    const { url } = await stage().proxy();
    const session = http2.connect(url);
    const headers = { ":method": "POST", ":path": "/vectors/upsert", "api-key": "app", expect: "100-continue" };
    for (let times = 0; times < 50; times += 1) {
      const given = session.request(headers);
      given.on("error", () => undefined).close();
    }
    const call = session.request(headers);
    await once(call, "continue");
    call.end(UPSERT);
    const [answer] = (await once(call, "response")) as [http2.IncomingHttpHeaders & { ":status": number }];
    assert.equal(answer[":status"], 200);
    session.close();
    assert.deepEqual(stage().sent, ["docs /vectors/upsert"]);
  });

  it("asks an index over TLS, both ways", async () => {
    await stage().capture.begin();
    const { host } = await stage().capture.place("docs");
    const options = { cert: CERT, key: KEY, ALPNProtocols: ["h2", "http/1.1"] };
    const front = tls.createServer(options, (socket) => {
      const inner = connect(Number(new URL(host).port), "127.0.0.1");
      socket.pipe(inner).pipe(socket);
      for (const each of [socket, inner]) each.on("error", () => undefined);
    });
    front.listen(0, "127.0.0.1");
    await once(front, "listening");
    const port = (front.address() as AddressInfo).port;
    await stage().capture.swap({ pod: { name: "docs", host: `127.0.0.1:${port}` } });
    const { rest, grpc } = await stage().proxy();
    const records = [{ id: "a", values: [1, 2] }];
    // Its certificate is nobody's: nothing is sent.
    await assert.rejects(rest.upsert({ records }));
    await assert.rejects(grpc.call("Upsert", { vectors: records }), { code: 14 });
    assert.deepEqual(stage().sent, []);
    await trusting(async () => {
      await rest.upsert({ records });
      await grpc.call("Upsert", { vectors: records });
      assert.equal((await grpc.call("Query", { vector: [1, 2], topK: 1 })).matches.length, 1);
    });
    assert.deepEqual(stage().sent, ["docs /vectors/upsert", "docs /VectorService/Upsert"]);
    front.close();
  });

  it("opens another connection when the service sends one away, and loses no call by it", async () => {
    await stage().capture.begin();
    const { host } = await stage().capture.place("docs");
    const inner = http2.connect(host);
    let calls = 0;
    const server = http2.createServer();
    const opened: http2.ServerHttp2Session[] = [];
    server.on("session", (session) => opened.push(session));
    server.on("stream", (stream, headers) => {
      calls += 1;
      stream.on("error", () => undefined);
      // Every third call is sent away unseen, and the connection with it.
      if (calls % 3 === 0) {
        stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
        return stream.session?.close();
      }
      const on = inner.request({
        ":method": "POST",
        ":path": headers[":path"],
        "content-type": "application/grpc",
        "api-key": "app",
      });
      stream.pipe(on);
      on.on("response", (answer, flags) => {
        const { ":status": status, ...rest } = answer;
        stream.respond(
          { ":status": status, ...rest },
          { waitForTrailers: (flags & 1) === 0, endStream: (flags & 1) === 1 },
        );
      });
      on.on("trailers", (trailers) => stream.once("wantTrailers", () => stream.sendTrailers(trailers)));
      on.pipe(stream);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await stage().capture.swap({
      pod: { name: "docs", host: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });
    const { grpc } = await stage().proxy();
    for (let at = 0; at < 12; at += 1) {
      await grpc.call("Upsert", { vectors: [{ id: `a-${at}`, values: [1, 2] }] });
    }
    assert.equal((await grpc.call("DescribeIndexStats", {})).totalVectorCount, 12);
    assert.ok(opened.length > 3, `${opened.length}`);
    assert.equal(stage().sent.length, 12);
    inner.close();
    for (const session of opened) session.destroy();
    server.close();
  });
});

/** Takes every certificate for a while. */
async function trusting(run: () => Promise<void>): Promise<void> {
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
}
