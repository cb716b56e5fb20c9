import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Emulator, startEmulator } from "pinecone-emulator";
import S3rver from "s3rver";
import { Harness } from "./harness";
import { parquet } from "./parquetFile";

/** What s3rver accepts. */
const KEYS = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER" };

/** Imports, and waits until that is over. */
async function imported(at: Harness, uri: string) {
  const { id } = (await at.data("docs", "POST", "/bulk/imports", { uri, errorMode: { onError: "abort" } })).body;
  for (;;) {
    const { body } = await at.data("docs", "GET", `/bulk/imports/${id}`);
    if (body.status !== "Pending" && body.status !== "InProgress") return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("emulator: imports from a bucket", () => {
  const before = { ...process.env };
  let folder: string;
  let server: S3rver;
  let bucket: S3Client;
  let emulator: Emulator;
  let at: Harness;

  beforeEach(async () => {
    Object.assign(process.env, KEYS);
    folder = mkdtempSync(join(tmpdir(), "bucket-"));
    server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: folder });
    const { port } = await server.run();
    const endpoint = `http://127.0.0.1:${port}`;
    const credentials = { accessKeyId: KEYS.AWS_ACCESS_KEY_ID, secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY };
    bucket = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
    await bucket.send(new CreateBucketCommand({ Bucket: "imports" }));
    emulator = await startEmulator({ s3Endpoint: endpoint });
    at = new Harness(emulator);
    await at.serverless("docs");
  });
  afterEach(async () => {
    await emulator.stop();
    bucket.destroy();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
    for (const name of Object.keys(KEYS)) delete process.env[name];
    Object.assign(process.env, before);
  });

  const put = (Key: string, Body: Buffer) => bucket.send(new PutObjectCommand({ Bucket: "imports", Key, Body }));
  const records = (...ids: string[]) =>
    parquet(
      ids.map((id) => ({ id, values: [1, 0], metadata: JSON.stringify({ of: id }) })),
      ["id", "values", "metadata"],
    );

  it("write each folder below the prefix into the namespace of its name", async () => {
    await put("export/one/0.parquet", records("a", "b"));
    await put("export/one/deeper/1.parquet", records("c"));
    await put("export/__default__/0.parquet", records("d"));
    await put("export/readme.txt", Buffer.from("no records"));
    await put("exported/two/0.parquet", records("e"));
    const { status, recordsImported, error } = await imported(at, "s3://imports/export");
    assert.deepEqual([status, recordsImported, error], ["Completed", 4, undefined]);
    const { namespaces } = (await at.data("docs", "POST", "/describe_index_stats", {})).body;
    assert.deepEqual(namespaces, { __default__: { vectorCount: 1 }, one: { vectorCount: 3 } });
    const { vectors } = (await at.data("docs", "GET", "/vectors/fetch?ids=c&namespace=one")).body;
    assert.deepEqual(vectors, { c: { id: "c", values: [1, 0], metadata: { of: "c" } } });
  });

  it("fail, saying why, without a bucket, without files, and with keys that aren't accepted", async () => {
    const missing = await imported(at, "s3://nowhere/export");
    assert.deepEqual([missing.status, typeof missing.error], ["Failed", "string"]);
    const empty = await imported(at, "s3://imports/export");
    assert.deepEqual([empty.status, empty.error], ["Failed", "No Parquet files were found in folders of namespaces."]);
    process.env.AWS_SECRET_ACCESS_KEY = "another";
    assert.equal((await imported(at, "s3://imports/export")).status, "Failed");
    delete process.env.AWS_ACCESS_KEY_ID;
    assert.equal((await imported(at, "s3://imports/export")).status, "Failed");
  });

  it("fail when the server is gone", async () => {
    await server.close();
    assert.equal((await imported(at, "s3://imports/export")).status, "Failed");
    server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: folder });
    await server.run();
  });

  it("refuse a URI without a bucket", async () => {
    assert.equal((await at.data("docs", "POST", "/bulk/imports", { uri: "s3://" })).status, 400);
  });
});

describe("emulator: imports from a bucket of many pages", () => {
  /** A server that lists one object a page: s3rver fails when asked for the second page. */
  async function pages(objects: ReadonlyMap<string, Buffer>): Promise<Server> {
    const names = [...objects.keys()];
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      const object = objects.get(pathname.replace("/imports/", ""));
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
      if (object !== undefined) return void response.writeHead(206).end(object.subarray(Number(from), Number(to) + 1));
      const at = Number(searchParams.get("continuation-token") ?? 0);
      const next = at + 1 < names.length ? `<NextContinuationToken>${at + 1}</NextContinuationToken>` : "";
      const key = names[at] ?? "";
      const found = `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size></Contents>`;
      const truncated = `<IsTruncated>${next !== ""}</IsTruncated>`;
      response.end(`<?xml version="1.0"?><ListBucketResult>${truncated}${next}${found}</ListBucketResult>`);
    });
    await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
    return server;
  }

  it("read the objects of every page", async () => {
    const record = parquet([{ id: "a", values: [1, 0] }], ["id", "values"]);
    const server = await pages(new Map(["x/0.txt", "y/0.parquet", "z/0.parquet"].map((key) => [key, record])));
    const { port } = server.address() as AddressInfo;
    const emulator = await startEmulator({ s3Endpoint: `http://127.0.0.1:${port}` });
    try {
      const at = new Harness(emulator);
      await at.serverless("docs");
      const { status, recordsImported, error } = await imported(at, "s3://imports");
      assert.deepEqual([status, recordsImported, error], ["Completed", 2, undefined]);
    } finally {
      await emulator.stop();
      server.closeAllConnections();
      server.close();
    }
  });
});
