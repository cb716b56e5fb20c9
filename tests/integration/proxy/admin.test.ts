import assert from "node:assert/strict";
import { eachOnProxyStage, until } from "../../support/proxy/stage";

const ADMIN = { admin: { host: "127.0.0.1", port: 0 } };
const SECRETS = ["app", "secret-id", "secret-namespace", "secret-text"];

describe("proxy: health, metrics and log lines", () => {
  const stage = eachOnProxyStage();

  it("says whether it can serve, and counts what it served", async () => {
    await stage().capture.begin();
    const { rest, grpc, server } = await stage().proxy({ ...ADMIN, accessLog: true });
    const admin = `http://127.0.0.1:${server.ports.admin}`;
    assert.equal((await fetch(`${admin}/healthz`)).status, 200);
    await rest.upsert({ records: [{ id: "a", values: [1, 2] }] });
    await grpc.call("Upsert", { vectors: [{ id: "a", values: [1, 2] }] });
    await grpc.call("Query", { vector: [1, 2], topK: 1 });
    await assert.rejects(rest.query({ vector: [1], topK: 1 }));
    await assert.rejects(grpc.call("CreateNamespace", { name: "n" }));
    const ready = await fetch(`${admin}/readyz`);
    const standing = (await ready.json()) as Record<string, unknown>;
    assert.equal(ready.status, 200);
    assert.deepEqual([standing.gate, standing.active, standing.stopping], ["open", "pod", false]);
    assert.ok(Number(standing.leaseAgeMs) < 3_000);
    const metrics = await (await fetch(`${admin}/metrics`)).text();
    for (const line of [
      'requests_total{protocol="rest",operation="upsert",status="200"} 1',
      'requests_total{protocol="grpc",operation="upsert",status="0"} 1',
      'requests_total{protocol="grpc",operation="query",status="0"} 1',
      'requests_total{protocol="rest",operation="query",status="400"} 1',
      'requests_total{protocol="grpc",operation="create_namespace",status="9"} 1',
      'request_seconds_count{protocol="rest",operation="upsert"} 1',
      "log_append_seconds_count 2",
      "writes_held 0",
      "requests_under_way 0",
      'gate{gate="open"} 1',
      'gate{gate="held"} 0',
      'active{index="pod"} 1',
    ]) {
      assert.ok(metrics.includes(`podshift_proxy_${line}\n`), line);
    }
    assert.match(metrics, /podshift_proxy_lease_age_seconds \d/);
    assert.match(metrics, /podshift_proxy_received_bytes_total\{protocol="rest"\} \d\d/);
    // Nothing of it is on the data port.
    for (const path of ["/metrics", "/healthz", "/readyz"]) {
      const url = `http://127.0.0.1:${server.ports.listen}${path}`;
      assert.equal((await fetch(url)).status, 400);
    }
    assert.deepEqual(
      (
        await Promise.all(
          ["/", "/healthz"].map((path) => fetch(`${admin}${path}`, { method: path === "/" ? "GET" : "POST" })),
        )
      ).map(({ status }) => status),
      [404, 405],
    );
  });

  it("is not ready when it is being stopped, and shows held writes meanwhile", async () => {
    await stage().capture.begin();
    const { rest, server } = await stage().proxy(ADMIN);
    const admin = `http://127.0.0.1:${server.ports.admin}`;
    await stage().capture.swap({ state: "fenced" });
    await until(() => server.writer.state().gate === "held");
    const held = rest.upsert({ records: [{ id: "a", values: [1, 2] }] });
    await until(() => server.writer.state().waiting === 1);
    assert.match(await (await fetch(`${admin}/metrics`)).text(), /podshift_proxy_writes_held 1\n/);
    assert.equal((await fetch(`${admin}/readyz`)).status, 200);
    const stopped = server.stop();
    assert.equal((await fetch(`${admin}/readyz`)).status, 503);
    await stage().capture.swap({ state: "open" });
    await held;
    await stopped;
  });

  it("tells nothing of keys, ids, namespaces and metadata", async () => {
    await stage().capture.begin();
    const { rest, grpc, events, url, server } = await stage().proxy({ ...ADMIN, accessLog: true });
    const records = [{ id: "secret-id", values: [1, 2, 3], metadata: { k: "secret-text" } }];
    await assert.rejects(rest.upsert({ records, namespace: "secret-namespace" }));
    await assert.rejects(
      grpc.call("Upsert", { vectors: [{ id: "secret-id", values: [1] }], namespace: "secret-namespace" }),
    );
    await fetch(`${url}/vectors/delete`, { method: "POST", headers: { "api-key": "app" }, body: '{"secret-id":1}' });
    await fetch(`${url}/namespaces/secret-namespace/secret-id?secret-text`, { method: "DELETE" });
    await grpc.bytes("/secret-id/secret-text", Buffer.from("secret-text")).catch(() => undefined);
    await until(() => events.filter(({ event }) => event === "request").length === 5);
    assert.ok(events.some(({ event, reason }) => event === "refused" && reason === "CAPTURE_UNSUPPORTED"));
    const admin = `http://127.0.0.1:${server.ports.admin}`;
    const told = `${JSON.stringify(events)}${await (await fetch(`${admin}/metrics`)).text()}`;
    for (const secret of SECRETS.slice(1)) assert.ok(!told.includes(secret), secret);
    assert.ok(!/"app"/.test(told));
  });
});
