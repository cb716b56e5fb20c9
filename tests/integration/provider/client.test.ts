import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "../../../provider/src/pinecone/client";
import { eachOnStage } from "../../support/provider/stage";

describe("connect", () => {
  const stage = eachOnStage({ apiKey: "the-key" });
  const client = (apiKey = "the-key") => connect({ apiKey, controllerHost: stage().emulator.url, firstPauseMs: 1 });
  const pods = { pod: { environment: "us-east-1-aws", pod_type: "p1.x1" } };
  const send = async (path: string, body: object, host = stage().emulator.url) => {
    const headers = { "Api-Key": "the-key", "X-Pinecone-Api-Version": "2026-04" };
    const answer = await fetch(`${host}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, await answer.text());
  };
  const docs = (metric = "cosine") => send("/indexes", { name: "docs", dimension: 2, metric, spec: pods });

  async function copied() {
    await docs("dotproduct");
    const host = (await client().describeIndex("docs"))?.host ?? "";
    const vectors = ["a", "b"].map((id, at) => ({
      id,
      values: [1, at],
      sparseValues: { indices: [3], values: [0.5] },
      metadata: { at },
    }));
    await send("/vectors/upsert", { vectors, namespace: "n" }, host);
    await send("/vectors/upsert", { vectors: [{ id: "d", values: [1, 1] }] }, host);
    await client().createCollection("docs-collection", "docs");
    const index = {
      name: "docs-serverless",
      dimension: 2,
      metric: "dotproduct",
      cloud: "aws",
      region: "us-east-1",
    } as const;
    await client().createServerlessIndex({
      ...index,
      sourceCollection: "docs-collection",
      filterable: ["at"],
      tags: {},
    });
    const made = await client().describeIndex("docs-serverless");
    return { pod: client().reader(host), serverless: client().reader(made?.host ?? ""), made };
  }

  it("answers undefined or false for what isn't there", async () => {
    assert.equal(await client().describeIndex("docs"), undefined);
    assert.equal(await client().describeCollection("c"), undefined);
    assert.equal(await client().deleteIndex("docs"), false);
    assert.equal(await client().deleteCollection("c"), false);
    assert.deepEqual(await client().listIndexes(), []);
  });

  it("lists, configures and deletes", async () => {
    await docs();
    assert.deepEqual(
      (await client().listIndexes()).map(({ name }) => name),
      ["docs"],
    );
    await client().configureIndex("docs", { deletionProtection: "enabled", tags: { a: "1" } });
    await assert.rejects(client().deleteIndex("docs"), {
      code: "API_ERROR",
      facts: { request: "DELETE /indexes/docs", status: 403 },
    });
    await client().configureIndex("docs", { deletionProtection: "disabled", tags: { a: "" } });
    assert.deepEqual((await client().describeIndex("docs"))?.tags, {});
    assert.equal(await client().deleteIndex("docs"), true);
  });

  it("reads counts, records, ids and answers, with the default namespace under one name", async () => {
    const { pod, serverless, made } = await copied();
    assert.deepEqual(made?.spec, {
      kind: "serverless",
      cloud: "aws",
      region: "us-east-1",
      filterable: ["at"],
      sourceCollection: "docs-collection",
      readCapacity: { state: "Ready" },
    });
    for (const reader of [pod, serverless]) {
      assert.deepEqual(await reader.stats(), {
        namespaces: new Map([
          ["", 1],
          ["n", 2],
        ]),
        total: 3,
      });
      const found = await reader.fetch("n", ["a", "nobody"]);
      assert.deepEqual([...found.keys()], ["a"]);
      const record = found.get("a");
      assert.deepEqual(record, {
        id: "a",
        values: [1, 0],
        sparseValues: { indices: [3], values: [0.5] },
        metadata: { at: 0 },
      });
      assert.deepEqual([...(await reader.fetch("", ["d"])).keys()], ["d"]);
      const matches = await reader.query("n", { vector: [1, 1], topK: 1 });
      assert.deepEqual(matches, [{ id: "b", score: 2 }]);
      const sparseVector = { indices: [3], values: [2] };
      const [only] = await reader.query("n", { vector: [1, 1], sparseVector, topK: 5, filter: { at: { $eq: 0 } } });
      assert.deepEqual(only, { id: "a", score: 2 });
    }
    assert.deepEqual(await serverless.list("n"), { ids: ["a", "b"] });
    assert.deepEqual(await serverless.list(""), { ids: ["d"] });
    assert.deepEqual(await serverless.fetch("nowhere", ["a"]), new Map());
  });

  it("lists page by page", async () => {
    const { serverless, made } = await copied();
    const vectors = Array.from({ length: 150 }, (_, at) => ({ id: `p${String(at).padStart(3, "0")}`, values: [1, 1] }));
    await send("/vectors/upsert", { vectors, namespace: "p" }, made?.host);
    const first = await serverless.list("p");
    assert.equal(first.ids.length, 100);
    const second = await serverless.list("p", first.next);
    assert.deepEqual([second.ids.length, second.ids[0], second.next], [50, "p100", undefined]);
  });

  it("reads a collection, sizes once they are known", async () => {
    stage().emulator.control.holdCollections();
    await docs();
    await client().createCollection("c", "docs");
    assert.deepEqual(await client().describeCollection("c"), {
      name: "c",
      status: "Initializing",
      environment: "us-east-1-aws",
    });
    stage().emulator.control.releaseCollections();
    const ready = await client().describeCollection("c");
    assert.deepEqual([ready?.status, ready?.vectorCount, ready?.dimension], ["Ready", 0, 2]);
    assert.equal(await client().deleteCollection("c"), true);
  });

  it("says which key was refused, and that a name is taken", async () => {
    await assert.rejects(client("another").describeIndex("docs"), { code: "API_KEY_REFUSED" });
    await docs();
    await client().createCollection("c", "docs");
    await assert.rejects(client().createCollection("c", "docs"), {
      code: "API_ERROR",
      facts: { request: "POST /collections", status: 409 },
    });
  });

  it("says that nobody answers", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const port = typeof address === "object" ? address?.port : 0;
    const nobody = connect({ apiKey: "k", controllerHost: `http://127.0.0.1:${port}`, retries: 1, firstPauseMs: 1 });
    await assert.rejects(nobody.listIndexes(), { code: "API_UNREACHABLE" });
  });

  it("takes a key with a line break at its end, and sends none that has one within, nor tells it", async () => {
    assert.deepEqual(await client("the-key\n").listIndexes(), []);
    for (const key of ["pcsk_one\npcsk_two\n", "pcsk_\u201cone\u201d"]) {
      const before = stage().emulator.journal.length;
      assert.throws(
        () => client(key),
        (error: Error & { code?: string }) => error.code === "API_KEY_REFUSED" && !error.message.includes("pcsk"),
      );
      assert.equal(stage().emulator.journal.length, before);
    }
  });

  it("asks the service's own control plane when no other is named", async () => {
    const asked: string[] = [];
    const noted = ((input: string | URL | Request) => {
      asked.push(new URL(input instanceof Request ? input.url : input).origin);
      return Promise.resolve(new Response("{}", { status: 404 }));
    }) as typeof globalThis.fetch;
    assert.equal(await connect({ apiKey: "k", fetch: noted }).describeIndex("docs"), undefined);
    assert.deepEqual(asked, ["https://api.pinecone.io"]);
  });

  it("gives no sign of itself once it is stopped", async () => {
    const stop = new AbortController();
    const stopped = connect({ apiKey: "the-key", controllerHost: stage().emulator.url, signal: stop.signal });
    stop.abort();
    const before = stage().emulator.journal.length;
    await assert.rejects(stopped.describeIndex("docs"));
    assert.equal(stage().emulator.journal.length, before);
  });
});
