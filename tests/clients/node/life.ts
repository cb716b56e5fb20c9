// The whole life of an index, by the official Node client: node -r ts-node/register/transpile-only life.ts CONTROL_PLANE_URL
// Prints one JSON line an operation: {"operation": ..., "error": ... (absent when it went as expected)}.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Index, Pinecone } from "@pinecone-database/pinecone";

const controllerHostUrl = process.argv[2] ?? "";
const pinecone = new Pinecone({ apiKey: "key-of-the-test", controllerHostUrl });

async function step(operation: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
    console.log(JSON.stringify({ operation }));
  } catch (error) {
    process.exitCode = 1;
    console.log(JSON.stringify({ operation, error: String(error) }));
  }
}

async function ready(name: string): Promise<string> {
  for (let look = 0; look < 100; look += 1) {
    const { status, host } = await pinecone.describeIndex(name);
    if (status.ready) return host;
    await sleep(50);
  }
  throw new Error(`${name} is not ready`);
}

async function main(): Promise<void> {
  const pod = {
    name: "pod",
    dimension: 4,
    metric: "cosine" as const,
    spec: { pod: { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 } },
    tags: { team: "search" },
  };
  const spec = { cloud: "aws" as const, region: "us-east-1" };
  await step("create pod index", async () => {
    const made = await pinecone.createIndex(pod);
    assert.match(JSON.stringify(made?.spec), /p1\.x1/);
  });
  await step("describe index", async () => {
    await ready("pod");
    const { dimension, tags } = await pinecone.describeIndex("pod");
    assert.deepEqual([dimension, tags], [4, { team: "search" }]);
  });
  await data(await ready("pod"), false);
  await step("refused: name taken (409)", () =>
    assert.rejects(pinecone.createIndex(pod), { name: "PineconeConflictError" }),
  );
  await step("refused: unknown index (404)", () =>
    assert.rejects(pinecone.describeIndex("absent"), { name: "PineconeNotFoundError" }),
  );
  await step("configure index", async () => {
    const tags = { team: "", owner: "ops" };
    const changed = await pinecone.configureIndex({ name: "pod", deletionProtection: "enabled", tags });
    assert.deepEqual([changed.deletionProtection, changed.tags], ["enabled", { owner: "ops" }]);
  });
  await step("refused: protected index (403)", () =>
    assert.rejects(pinecone.deleteIndex("pod"), /Deletion protection/),
  );
  await step("create collection", () => pinecone.createCollection({ name: "saved", source: "pod" }));
  await step("describe collection", async () => {
    for (let look = 0; look < 100; look += 1) {
      const found = await pinecone.describeCollection("saved");
      if (found.status === "Ready") return assert.equal(found.vectorCount, 3);
      await sleep(50);
    }
    throw new Error("the collection is not ready");
  });
  await step("list collections", async () => {
    const { collections } = await pinecone.listCollections();
    assert.deepEqual(
      collections?.map(({ name }) => name),
      ["saved"],
    );
  });
  await step("create serverless index from collection", async () => {
    const serverless = { ...spec, sourceCollection: "saved" };
    await pinecone.createIndex({ name: "serverless", dimension: 4, metric: "cosine", spec: { serverless } });
    await ready("serverless");
  });
  await step("records of the collection are there", async () => {
    const index = pinecone.index({ host: await ready("serverless") });
    assert.equal((await index.describeIndexStats()).totalRecordCount, 3);
  });
  await step("create serverless index", () =>
    pinecone.createIndex({ name: "fresh", dimension: 4, metric: "cosine", spec: { serverless: spec } }),
  );
  await data(await ready("fresh"), true);
  await step("list indexes", async () => assert.equal((await pinecone.listIndexes()).indexes?.length, 3));
  await step("delete collection", () => pinecone.deleteCollection("saved"));
  await step("delete index", async () => {
    for (const name of ["serverless", "fresh"]) await pinecone.deleteIndex(name);
    await pinecone.configureIndex({ name: "pod", deletionProtection: "disabled" });
    await pinecone.deleteIndex("pod");
  });
}

/** Walks the data plane of a pod index (3 records stay), or of a serverless one. */
async function data(host: string, serverless: boolean): Promise<void> {
  const kind = serverless ? " (serverless)" : " (pod)";
  const index: Index = pinecone.index({ host, namespace: "ns" });
  const values = [
    [1, 0, 0, 0],
    [0.5, 0.5, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
  const records = values.map((each, n) => ({
    id: `r-${n}`,
    values: each,
    metadata: { n, odd: n % 2 === 1, tags: ["a", String(n)] },
  }));
  await step(`upsert${kind}`, () => index.upsert({ records }));
  await step(`fetch${kind}`, async () => {
    const found = (await index.fetch({ ids: ["r-1", "absent"] })).records;
    assert.deepEqual(Object.keys(found), ["r-1"]);
    assert.deepEqual(found["r-1"]?.metadata, { n: 1, odd: true, tags: ["a", "1"] });
  });
  await step(`query by vector${kind}`, async () => {
    const { matches } = await index.query({ vector: [1, 0, 0, 0], topK: 2, includeMetadata: true });
    assert.deepEqual(
      matches.map(({ id }) => id),
      ["r-0", "r-1"],
    );
  });
  await step(`query with a filter${kind}`, async () => {
    const filter = { n: { $gte: 1 }, tags: { $in: ["1", "3"] } };
    const { matches } = await index.query({ vector: [1, 0, 0, 0], topK: 9, filter });
    assert.deepEqual(
      matches.map(({ id }) => id),
      ["r-1", "r-3"],
    );
  });
  await step(`query by id${kind}`, async () => {
    const { matches } = await index.query({ id: "r-2", topK: 1, includeValues: true });
    assert.deepEqual([matches[0]?.id, matches[0]?.values], ["r-2", [0, 0, 1, 0]]);
  });
  await step(`update${kind}`, async () => {
    await index.update({ id: "r-0", metadata: { changed: "yes" } });
    const found = (await index.fetch({ ids: ["r-0"] })).records["r-0"]?.metadata;
    assert.deepEqual([found?.changed, found?.n], ["yes", 0]);
  });
  await step(`refused: wrong dimension${kind}`, () =>
    assert.rejects(index.upsert({ records: [{ id: "short", values: [1] }] }), { name: "PineconeBadRequestError" }),
  );
  await step(`delete by id${kind}`, () => index.deleteOne({ id: "r-3" }));
  await step(`stats${kind}`, async () => {
    const { namespaces, totalRecordCount } = await index.describeIndexStats();
    assert.deepEqual([totalRecordCount, namespaces?.ns?.recordCount], [3, 3]);
  });
  const odd = { odd: { $eq: true } };
  await step(`stats by filter${kind}${serverless ? " is refused" : ""}`, async () => {
    const asked = index.describeIndexStats({ filter: odd });
    if (serverless) await assert.rejects(asked, { name: "PineconeBadRequestError" });
    else assert.equal((await asked).namespaces?.ns?.recordCount, 1);
  });
  await step(`list ids${kind}${serverless ? "" : " is refused"}`, async () => {
    const asked = index.listPaginated();
    if (!serverless) return assert.rejects(asked, { name: "PineconeBadRequestError" });
    assert.deepEqual(
      (await asked).vectors?.map(({ id }) => id),
      ["r-0", "r-1", "r-2"],
    );
  });
  if (!serverless) return;
  await step("list namespaces", async () => {
    assert.deepEqual(
      (await index.listNamespaces()).namespaces?.map(({ name }) => name),
      ["ns"],
    );
  });
  await step("delete by filter", async () => {
    await index.deleteMany({ filter: odd });
    assert.deepEqual(Object.keys((await index.fetch({ ids: ["r-0", "r-1", "r-2"] })).records), ["r-0", "r-2"]);
  });
  await step("delete namespace", () => index.deleteNamespace("ns"));
}

void main();
