import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";
import { CERT, KEY } from "../../support/proxy/certificate";
import { Raw } from "../../support/proxy/raw";
import { eachOnProxyStage, type RunningProxy, until } from "../../support/proxy/stage";

/** One request of HTTP/1.1, as its bytes. */
function requestOf(path: string, body: object): string {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nApi-Key: app\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

const upsert = (x: number) => requestOf("/vectors/upsert", { vectors: [{ id: "a", values: [x, 2] }] });
const erase = requestOf("/vectors/delete", { ids: ["a"] });
const query = requestOf("/query", { vector: [1, 2], topK: 1 });

const answersIn = (text: string) => text.match(/HTTP\/1\.1 \d+/g) ?? [];

describe("proxy: pipelined requests on one connection of HTTP/1.1", () => {
  const stage = eachOnProxyStage();
  beforeEach(() => stage().capture.begin());

  /** The first of these takes long at the service: the later ones would overtake it. */
  const slowFirst = (path: string, ms = 300) =>
    stage().capture.emulator.control.setFaults({
      seed: 1,
      rules: [{ plane: "data", path, count: 1, fault: { kind: "delay", ms } }],
    });
  const stored = async () => {
    const { records } = await (await stage().capture.direct("docs")).fetch({ ids: ["a"] });
    return records.a?.values;
  };
  const open = (proxy: RunningProxy) => Raw.open(proxy.server.ports.listen);

  const rows = [
    ["upsert, upsert, delete", [upsert(1), upsert(2), erase], undefined],
    ["upsert, delete, upsert", [upsert(1), erase, upsert(3)], [3, 2]],
    ["upsert, upsert", [upsert(1), upsert(4)], [4, 2]],
  ] as const;
  for (const [what, requests, last] of rows) {
    it(`are carried out, logged and answered in order: ${what}`, async () => {
      const proxy = await stage().proxy();
      await slowFirst("/vectors/upsert");
      const raw = await open(proxy);
      raw.socket.write(requests.join(""));
      await until(() => answersIn(raw.text).length === requests.length);
      assert.deepEqual(
        answersIn(raw.text),
        requests.map(() => "HTTP/1.1 200"),
      );
      assert.deepEqual(await stored(), last);
      const asked = requests.map((text) => text.split(" ")[1]?.replace("/vectors/", ""));
      assert.deepEqual(
        (await stage().capture.entries()).map(({ op }) => op),
        asked,
      );
      assert.deepEqual(
        stage().sent,
        asked.map((op) => `docs /vectors/${op}`),
      );
      raw.socket.destroy();
    });
  }

  it("are carried out in order over TLS too", async () => {
    const proxy = await stage().proxy({ tls: { cert: CERT, key: KEY } });
    await slowFirst("/vectors/upsert");
    const socket = tls.connect({ port: proxy.server.ports.listen, host: "127.0.0.1", ca: CERT });
    await once(socket, "secureConnect");
    let said = "";
    socket.on("data", (part) => {
      said += part.toString("latin1");
    });
    socket.write(upsert(1) + upsert(2) + erase);
    await until(() => answersIn(said).length === 3);
    assert.equal(await stored(), undefined);
    socket.destroy();
  });

  it("wait while a fence stands, and come in order after it", async () => {
    const proxy = await stage().proxy();
    await stage().capture.swap({ state: "fenced" });
    await until(() => proxy.server.writer.state().gate === "held");
    const raw = await open(proxy);
    raw.socket.write(upsert(1) + upsert(2));
    await until(() => proxy.server.writer.state().waiting === 1);
    await sleep(100);
    assert.equal(proxy.server.requests, 1);
    await stage().capture.swap({ state: "open", active: "serverless" });
    await until(() => answersIn(raw.text).length === 2);
    assert.deepEqual(stage().sent, ["docs-serverless /vectors/upsert", "docs-serverless /vectors/upsert"]);
    raw.socket.destroy();
  });

  it("that wait when the client goes away are never looked at, and nothing of them stays behind", async () => {
    const proxy = await stage().proxy();
    for (let times = 0; times < 3; times += 1) {
      await slowFirst("/query");
      const raw = await open(proxy);
      raw.socket.write(query + upsert(1) + query + erase);
      await until(() => proxy.server.requests === 1);
      raw.socket.destroy();
      await until(() => proxy.server.requests === 0 && proxy.server.connections === 0);
    }
    await sleep(400);
    assert.deepEqual(stage().sent, []);
    assert.deepEqual(await stage().capture.entries(), []);
    await proxy.rest.upsert({ records: [{ id: "b", values: [1, 2] }] });
  });

  it("that wait when the proxy is stopped are not carried out: the answer before them is the last one", async () => {
    const proxy = await stage().proxy();
    await slowFirst("/vectors/upsert");
    const raw = await open(proxy);
    raw.socket.write(upsert(1) + upsert(2));
    await until(() => proxy.server.requests === 1);
    await proxy.stop();
    await until(() => raw.closed);
    assert.deepEqual(answersIn(raw.text), ["HTTP/1.1 200"]);
    assert.match(raw.text, /connection: close/i);
    assert.deepEqual(stage().sent, ["docs /vectors/upsert"]);
  });

  const broken = {
    "bytes that are no HTTP": "\0\0 nothing\r\n\r\n",
    "a head with two lengths": "POST /query HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 30\r\n\r\n{}",
    "a body with a bad chunk": "POST /query HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const [what, behind] of Object.entries(broken)) {
    it(`are answered each by its own outcome, and then the connection ends: ${what} behind them`, async () => {
      const proxy = await stage().proxy();
      await slowFirst("/vectors/upsert");
      const raw = await open(proxy);
      raw.socket.write(upsert(1) + upsert(2) + behind);
      await until(() => proxy.server.requests === 1);
      raw.socket.write("more of it");
      await until(() => raw.closed);
      assert.deepEqual(answersIn(raw.text), ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 400"]);
      assert.deepEqual(await stored(), [2, 2]);
      const told = proxy.events.filter(({ event }) => event === "connection-error");
      assert.equal(told.length, 1);
    });
  }

  it("are answered though the one behind them never comes whole", async () => {
    const proxy = await stage().proxy({ limits: { headMs: 200, receiveMs: 400 } });
    await slowFirst("/vectors/upsert", 2_500);
    const raw = await open(proxy);
    raw.socket.write(`${upsert(1)}POST /query HTTP/1.1\r\nHost: a\r\n`);
    await until(() => raw.closed);
    assert.deepEqual(answersIn(raw.text), ["HTTP/1.1 200", "HTTP/1.1 408"]);
    assert.deepEqual(await stored(), [1, 2]);
  });

  it("that are too many end the connection, and no other", async () => {
    const proxy = await stage().proxy();
    await slowFirst("/query", 1_000);
    const raw = await open(proxy);
    raw.socket.write(query.repeat(500));
    await until(() => raw.closed);
    assert.equal(raw.text, "");
    const told = proxy.events.filter(({ event, reason }) => event === "connection-error" && reason !== "ECONNRESET");
    assert.deepEqual(
      told.map(({ reason }) => reason),
      ["too-many-pipelined"],
    );
    await until(() => proxy.server.requests === 0);
    await proxy.rest.upsert({ records: [{ id: "b", values: [1, 2] }] });
  });

  it("costs clients that wait for their answers nothing: their connections are kept", async () => {
    const proxy = await stage().proxy();
    const raw = await open(proxy);
    for (let at = 1; at <= 20; at += 1) {
      raw.socket.write(upsert(at));
      await until(() => answersIn(raw.text).length === at);
    }
    assert.deepEqual(await stored(), [20, 2]);
    assert.equal(proxy.server.connections, 1);
    raw.socket.destroy();
  });
});
