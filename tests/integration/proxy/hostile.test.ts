import assert from "node:assert/strict";
import { once } from "node:events";
import * as http2 from "node:http2";
import { Raw } from "../../support/proxy/raw";
import { eachOnProxyStage, type RunningProxy, until } from "../../support/proxy/stage";

/** Far below the tests' own patience. */
const LIMITS = { headMs: 700, receiveMs: 1_200, bodyBytes: 1024 * 1024, connections: 40, headerBytes: 16 * 1024 };
const MEGABYTE = 1024 * 1024;
/** The emulator and the clients live in this process too. */
const MOST_GROWTH = 120 * MEGABYTE;

const CALL = { ":method": "POST", "content-type": "application/grpc", "api-key": "app" };

describe("proxy: hostile input", () => {
  const stage = eachOnProxyStage();
  let proxy: RunningProxy;
  beforeEach(async () => {
    await stage().capture.begin();
    proxy = await stage().proxy({ limits: LIMITS });
  });

  afterEach(() => until(() => proxy.server.requests === 0));

  /** Another client goes on. */
  const works = async () => {
    await proxy.rest.upsert({ records: [{ id: "a", values: [1, 2] }] });
    assert.equal((await proxy.grpc.call("Fetch", { ids: ["a"] })).vectors.a.id, "a");
  };
  const open = async (): Promise<Raw> => Raw.open(proxy.server.ports.listen);

  const malformed: Readonly<Record<string, string>> = {
    "no HTTP": "\x00\x01\x02\x03 nothing\r\n\r\n",
    "a TLS hello": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a bad method": "UPSERT /vectors/upsert HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": "POST /query HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 30\r\n\r\n{}",
    "length and chunks":
      "POST /query HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a bad chunk": "POST /query HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a target of another host": "GET http://example.com/namespaces HTTP/1.1\r\nHost: example.com\r\n\r\n",
    "a header flood": `GET /namespaces HTTP/1.1\r\n${"X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(2_000)}\r\n`,
    "a long line": `GET /${"a".repeat(100_000)} HTTP/1.1\r\n\r\n`,
    "HTTP/2 without frames": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense that is no frame at all",
  };
  for (const [what, bytes] of Object.entries(malformed)) {
    it(`answers or closes: ${what}`, async () => {
      const raw = await open();
      raw.socket.write(Buffer.from(bytes, "latin1"));
      await until(() => raw.closed || /^HTTP\/1\.1 4\d\d /.test(raw.text), 4_000);
      assert.doesNotMatch(raw.text, /^HTTP\/1\.1 [235]/);
      raw.socket.destroy();
      await works();
      assert.equal(stage().sent.length, 1);
    });
  }

  it("answers 413 to 100 MB, announced or in chunks, and keeps none of it", async () => {
    const before = process.memoryUsage().rss;
    const part = Buffer.alloc(MEGABYTE, 0x20);
    for (const head of [`Content-Length: ${100 * MEGABYTE}`, "Transfer-Encoding: chunked"]) {
      const raw = await open();
      raw.socket.write(`POST /vectors/upsert HTTP/1.1\r\nHost: a\r\nApi-Key: app\r\n${head}\r\n\r\n`);
      for (let at = 0; at < 100 && !raw.closed; at += 1) {
        const chunk = head.startsWith("T")
          ? Buffer.concat([Buffer.from("100000\r\n"), part, Buffer.from("\r\n")])
          : part;
        if (!raw.socket.write(chunk)) await Promise.race([once(raw.socket, "drain").catch(() => undefined), raw.end]);
      }
      await until(() => raw.closed || raw.text.includes("HTTP/1.1 413"));
      assert.match(raw.text, /413/);
      raw.socket.destroy();
    }
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH);
    await works();
  });

  it("refuses a gRPC message of 100 MB by its head", async () => {
    const session = http2.connect(proxy.url);
    const call = session.request({ ...CALL, ":path": "/VectorService/Upsert" });
    call.on("error", () => undefined);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(100 * MEGABYTE, 1);
    call.write(head);
    const [headers] = (await once(call, "response")) as [http2.IncomingHttpHeaders];
    assert.equal(headers["grpc-status"], "8");
    session.destroy();
    await works();
  });

  it("answers every malformed gRPC message with a status", async () => {
    const messages = [
      Buffer.alloc(0),
      Buffer.from([0, 0, 0]),
      Buffer.from([0, 0, 0, 0, 9, 1]),
      Buffer.from([1, 0, 0, 0, 0]),
      Buffer.from([7, 0, 0, 0, 0]),
      Buffer.from([0, 0, 0, 0, 2, 0x0a, 0xff]),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];
    const session = http2.connect(proxy.url);
    for (const message of messages) {
      const call = session.request({ ...CALL, ":path": "/VectorService/Upsert" });
      call.end(message);
      const [headers] = (await once(call, "response")) as [http2.IncomingHttpHeaders];
      assert.match(String(headers["grpc-status"]), /^(3|12)$/);
    }
    session.destroy();
    await works();
    assert.equal(stage().sent.length, 1);
  });

  it("closes what says nothing, what drips, and what never ends, in time", async () => {
    const silent = await open();
    const half = await open();
    half.socket.write("PRI * HT");
    const slowHead = await open();
    slowHead.socket.write("POST /query HTTP/1.1\r\nHost: a\r\n");
    const slowBody = await open();
    slowBody.socket.write("POST /query HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{");
    const drips = setInterval(() => {
      for (const { socket, closed } of [slowHead, slowBody]) if (!closed) socket.write("a");
    }, 50);
    const session = http2.connect(proxy.url);
    const call = session.request({ ...CALL, ":path": "/VectorService/Upsert" });
    call.write(Buffer.from([0, 0, 0, 0, 9]));
    const answered = once(call, "response");
    try {
      await works();
      await until(() => [silent, half, slowHead, slowBody].every(({ closed }) => closed), 6_000);
      const [headers] = (await answered) as [http2.IncomingHttpHeaders];
      assert.equal(headers["grpc-status"], "4");
    } finally {
      clearInterval(drips);
      session.destroy();
    }
    await works();
  });

  it("closes connections beyond the limit, and serves those that are there", async () => {
    await works();
    const many = await Promise.all(Array.from({ length: 60 }, open));
    await until(() => many.filter(({ closed }) => closed).length >= 20);
    await works();
    for (const { socket } of many) socket.destroy();
    await until(() => proxy.server.connections < 10);
    await works();
  });

  it("goes on under a flood of calls that are taken back at once", async () => {
    const session = http2.connect(proxy.url);
    session.on("error", () => undefined);
    for (let at = 0; at < 3_000 && !session.destroyed; at += 1) {
      const call = session.request({ ...CALL, ":path": "/VectorService/Query" });
      call.on("error", () => undefined);
      call.close(http2.constants.NGHTTP2_CANCEL);
      if (at % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await works();
    session.destroy();
    await until(() => proxy.server.requests === 0);
    await works();
  });

  it("refuses what is more than it has room for, and goes on", async () => {
    await proxy.stop();
    proxy = await stage().proxy({ limits: { ...LIMITS, requests: 5, drainMs: 200 } });
    await stage().capture.swap({ state: "fenced" });
    await until(() => proxy.server.writer.state().gate === "held");
    const upsert = () =>
      fetch(`${proxy.url}/vectors/upsert`, {
        method: "POST",
        headers: { "api-key": "app" },
        body: '{"vectors":[{"id":"a","values":[1,2]}]}',
      });
    const held = Array.from({ length: 5 }, upsert);
    await until(() => proxy.server.writer.state().waiting === 5);
    const answer = await upsert();
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "1"]);
    await assert.rejects(proxy.grpc.call("Query", { vector: [1, 2], topK: 1 }), { code: 14 });
    await stage().capture.swap({ state: "open" });
    assert.deepEqual(
      (await Promise.all(held)).map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    await works();
  });
});
