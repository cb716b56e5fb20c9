import assert from "node:assert/strict";
import { request } from "node:http";
import { startEmulator } from "pinecone-emulator";
import { eachWithEmulator, send } from "./harness";

describe("emulator: keys", () => {
  const emulator = eachWithEmulator({ apiKey: "secret" });
  const withKey = (key?: string) => (key === undefined ? {} : { "Api-Key": key });

  it("accepts only its key, on both planes", async () => {
    const { url } = emulator.at.emulator;
    const spec = { pod: { environment: "us-east-1-aws", pod_type: "p1.x1" } };
    const made = await send("POST", `${url}/indexes`, { name: "docs", dimension: 2, spec }, withKey("secret"));
    assert.equal(made.status, 201);
    for (const key of [undefined, "", "wrong", "secrets"]) {
      const control = await send("GET", `${url}/indexes`, undefined, withKey(key));
      assert.equal(control.status, 401);
      assert.deepEqual(control.body, { error: { code: "UNAUTHENTICATED", message: "Invalid API key." }, status: 401 });
      const data = await send("POST", `${made.body.host}/describe_index_stats`, {}, withKey(key));
      assert.deepEqual([data.status, data.body.code], [401, 16]);
    }
    assert.equal((await send("POST", `${made.body.host}/describe_index_stats`, {}, withKey("secret"))).status, 200);
  });

  it("never writes a key into the journal", async () => {
    await send("GET", `${emulator.at.emulator.url}/indexes`, undefined, withKey("secret"));
    assert.equal(emulator.at.emulator.journal.length, 1);
    assert.equal(JSON.stringify(emulator.at.emulator.journal).includes("secret"), false);
  });
});

describe("emulator: what it doesn't model", () => {
  const emulator = eachWithEmulator();

  it("answers 501 in the shape of the control plane", async () => {
    for (const [method, path] of [
      ["GET", "/backup-schedules"],
      ["PATCH", "/backups/1"],
      ["POST", "/indexes/create-for-model"],
      ["POST", "/embed"],
      ["PUT", "/indexes"],
      ["HEAD", "/indexes"],
    ] as const) {
      const reply = await emulator.at.control(method, path);
      assert.equal(reply.status, 501, `${method} ${path}`);
      if (method === "HEAD") continue;
      const message = `The emulator doesn't model ${method} ${path}.`;
      assert.deepEqual(reply.body, { error: { code: "UNIMPLEMENTED", message }, status: 501 });
    }
  });

  it("answers 501 in the shape of the data plane", async () => {
    await emulator.at.serverless("docs");
    for (const [method, path] of [
      ["POST", "/records/namespaces/x/upsert"],
      ["POST", "/records/namespaces/x/search"],
    ] as const) {
      const reply = await emulator.at.data("docs", method, path);
      assert.deepEqual([reply.status, reply.body.code, reply.body.details], [501, 12, []], `${method} ${path}`);
    }
  });

  it("answers 401 before 501", async () => {
    assert.equal((await emulator.at.control("GET", "/models", undefined, {})).status, 401);
  });

  it("answers what can't be read with 400 in the shape of the plane", async () => {
    await emulator.at.serverless("docs");
    const json = await emulator.at.data("docs", "POST", "/query", "{");
    assert.deepEqual([json.status, json.body.code], [400, 3]);
    assert.equal(await rawStatus(`${emulator.at.emulator.url}/indexes/%zz`), 400);
  });
});

describe("emulator: journal and hooks", () => {
  const emulator = eachWithEmulator();

  it("notes the requests of both planes in order", async () => {
    await emulator.at.serverless("docs");
    await emulator.at.data("docs", "GET", "/vectors/list?limit=5");
    await emulator.at.data("docs", "POST", "/query", "not JSON");
    const [create, , list, , query] = emulator.at.emulator.journal;
    assert.deepEqual(
      [create?.method, create?.path, create?.status, create?.index],
      ["POST", "/indexes", 201, undefined],
    );
    assert.equal((create?.body as { name: string } | undefined)?.name, "docs");
    assert.deepEqual(
      { ...list, at: 0 },
      { at: 0, index: "docs", method: "GET", path: "/vectors/list", query: "limit=5", status: 200 },
    );
    assert.deepEqual([query?.status, query?.body], [400, "not JSON"]);
  });

  it("leaves large bodies out", async () => {
    await emulator.at.serverless("docs");
    const vectors = Array.from({ length: 200 }, (_, at) => ({ id: `record-${at}`, values: [1, 2] }));
    await emulator.at.data("docs", "POST", "/vectors/upsert", { vectors });
    const last = emulator.at.emulator.journal.at(-1);
    assert.deepEqual([last?.path, last?.body], ["/vectors/upsert", undefined]);
  });

  it("offers the hooks over HTTP, without a key", async () => {
    const own = (method: string, path: string, body?: unknown) =>
      emulator.at.control(method, `/_emulator/${path}`, body, {});
    const state = async () => (await emulator.at.client.describeIndex("pods")).status.state;
    assert.equal((await own("POST", "hold", { indexes: true, collections: true })).status, 200);
    await emulator.at.pod("pods");
    assert.equal(await state(), "Initializing");
    await own("POST", "hold", { indexes: false });
    assert.equal(await state(), "Ready");
    const made = await emulator.at.client.createCollection({ name: "saved", source: "pods" });
    assert.equal(made.status, "Initializing");
    assert.equal((await emulator.at.client.describeCollection("saved")).status, "Initializing");
    await own("POST", "hold", { collections: false });
    assert.equal((await emulator.at.client.describeCollection("saved")).status, "Ready");
    await own("POST", "fail-next-index");
    await emulator.at.serverless("failed");
    assert.equal((await emulator.at.client.describeIndex("failed")).status.state, "InitializationFailed");
    const journal = await own("GET", "journal");
    assert.deepEqual(journal.body.entries, emulator.at.emulator.journal);
    assert.ok(journal.body.entries.every((entry: { path: string }) => !entry.path.startsWith("/_emulator")));
  });

  it("refuses to hold nothing, or something that isn't yes or no", async () => {
    assert.equal((await emulator.at.control("POST", "/_emulator/hold", {})).status, 400);
    assert.equal((await emulator.at.control("POST", "/_emulator/hold", { indexes: 1 })).status, 422);
  });

  it("forgets everything at reset and goes on at the same address", async () => {
    await emulator.at.pod("pods");
    emulator.at.emulator.control.holdIndexes();
    const host = await emulator.at.hostOf("pods");
    assert.equal((await emulator.at.control("POST", "/_emulator/reset", undefined, {})).status, 200);
    assert.deepEqual(emulator.at.emulator.journal, []);
    assert.deepEqual((await emulator.at.client.listIndexes()).indexes, []);
    await assert.rejects(fetch(host));
    await emulator.at.pod("pods");
    assert.equal((await emulator.at.client.describeIndex("pods")).status.state, "Ready");
  });
});

describe("emulator: ports", () => {
  it("rejects when its port is taken, and closes every port when stopped", async () => {
    const first = await startEmulator();
    const port = Number(new URL(first.url).port);
    await assert.rejects(startEmulator({ port }), { code: "EADDRINUSE" });
    await first.stop();
    await assert.rejects(fetch(first.url));
    const second = await startEmulator({ port });
    await second.stop();
  });
});

/** For URLs that fetch would mend. */
function rawStatus(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf("/", "http://".length));
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers: { "Api-Key": "key" } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject).end();
  });
}
