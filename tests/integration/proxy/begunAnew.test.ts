import assert from "node:assert/strict";
import { once } from "node:events";
import * as http2 from "node:http2";
import { setTimeout as delay } from "node:timers/promises";
import { frameOf } from "../../../provider/src/proxy/grpc/frames";
import { Raw } from "../../support/proxy/raw";
import { eachOnProxyStage, type RunningProxy, until } from "../../support/proxy/stage";

const record = { id: "a", values: [1, 2] };

describe("proxy: calls that begin while the log is closed", () => {
  const stage = eachOnProxyStage();

  async function closed(): Promise<RunningProxy> {
    await stage().capture.begin();
    const proxy = await stage().proxy();
    await stage().capture.swap({ state: "closed" });
    await until(() => proxy.server.writer.state().gate === "unlogged");
    return proxy;
  }

  /** Its writers log again, and nobody believes any more that it is closed. */
  async function begunAnew(proxy: RunningProxy): Promise<void> {
    await stage().capture.begin();
    await until(() => proxy.server.writer.state().gate === "open");
    await delay(1_000);
  }

  async function slow(ms: number): Promise<void> {
    const fault = { kind: "delay", ms } as const;
    await stage().capture.emulator.control.setFaults({ seed: 1, rules: [{ plane: "data", fault }] });
  }

  const outcomes = async (calls: Promise<unknown>[]) =>
    (await Promise.allSettled(calls)).map((ended) =>
      ended.status === "fulfilled" ? "answered" : Reflect.get(Object(ended.reason), "code"),
    );

  async function post({ url }: RunningProxy, path: string, body: object) {
    const headers = { "api-key": "app", "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, text: await answer.text() };
  }

  it("are answered while it stays closed, however long they take", async () => {
    const proxy = await closed();
    await slow(1_500);
    const rest = post(proxy, "/vectors/upsert", { vectors: [record] });
    const grpc = [proxy.grpc.call("Upsert", { vectors: [record] }), proxy.grpc.call("Query", { topK: 1, id: "a" })];
    assert.equal((await rest).status, 200);
    assert.deepEqual(await outcomes(grpc), ["answered", "answered"]);
  });

  it("are not acknowledged once it was begun anew, but for reads and refusals: nothing of them is in it", async () => {
    const proxy = await closed();
    await slow(3_000);
    const rest = Promise.all([
      post(proxy, "/vectors/upsert", { vectors: [record] }),
      post(proxy, "/vectors/delete", { ids: ["c"] }),
      post(proxy, "/vectors/upsert", { vectors: [{ id: "b", values: [1, 2, 3] }] }),
      post(proxy, "/query", { vector: [1, 2], topK: 1 }),
    ]);
    const grpc = outcomes([
      proxy.grpc.call("Upsert", { vectors: [record] }),
      proxy.grpc.call("Delete", { ids: ["c"] }),
      proxy.grpc.call("Upsert", { vectors: [{ id: "b", values: [1, 2, 3] }] }),
      proxy.grpc.call("Query", { vector: [1, 2], topK: 1 }),
    ]);
    await until(() => proxy.server.requests === 8);
    await begunAnew(proxy);
    const answers = await rest;
    assert.deepEqual(
      answers.map(({ status }) => status),
      [503, 503, 400, 200],
    );
    assert.match(answers[0]?.text ?? "", /\(WRITE_NOT_ACKNOWLEDGED\)/);
    assert.deepEqual(await grpc, [14, 14, 3, "answered"]);
    assert.equal(proxy.events.filter(({ reason }) => reason === "WRITE_NOT_ACKNOWLEDGED").length, 4);
    assert.deepEqual(await stage().capture.entries(), []);
  });

  it("are not sent when they come whole only after it was begun anew", async () => {
    const proxy = await closed();
    const client = http2.connect(proxy.url);
    const headers = { "content-type": "application/grpc", "api-key": "app", te: "trailers" };
    const call = client.request({ ":method": "POST", ":path": "/VectorService/DeleteNamespace", ...headers });
    // An empty message: nothing of the default namespace stays.
    const [head, rest] = [frameOf(Uint8Array.of()).subarray(0, 2), frameOf(Uint8Array.of()).subarray(2)];
    call.write(head);
    await until(() => proxy.server.requests === 1);
    await begunAnew(proxy);
    const answered = once(call, "response");
    call.end(rest);
    const [answer] = (await answered) as [http2.IncomingHttpHeaders];
    assert.equal(answer["grpc-status"], "14");
    assert.deepEqual(stage().sent, []);
    client.close();
  });

  it("are not sent by REST either when they come whole only after it was begun anew", async () => {
    const proxy = await closed();
    const raw = await Raw.open(proxy.server.ports.listen);
    const body = JSON.stringify({ vectors: [record] });
    const head = `POST /vectors/upsert HTTP/1.1\r\nHost: a\r\nApi-Key: app\r\nContent-Length: ${body.length}\r\n\r\n`;
    raw.socket.write(head + body.slice(0, 5));
    await until(() => proxy.server.requests === 1);
    await begunAnew(proxy);
    raw.socket.write(body.slice(5));
    await until(() => raw.text.includes("WRITE_NOT_ACKNOWLEDGED"));
    assert.match(raw.text, /^HTTP\/1\.1 503 /);
    assert.deepEqual(stage().sent, []);
    raw.socket.destroy();
  });
});
