import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { eachWithEmulator } from "./harness";
import { ManualClock } from "./manualClock";
import { parquet, type SourceRecord } from "./parquetFile";

const dense = (records: readonly SourceRecord[]) => parquet(records, ["id", "values", "metadata"]);
const many = (count: number, from = 0): SourceRecord[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${from + at}`, values: [from + at, 1] }));

describe("emulator: imports", () => {
  let folder = "";
  let clock = new ManualClock();
  const emulator = eachWithEmulator({ importMs: 1_000 }, () => {
    clock = new ManualClock();
    return clock;
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "imports-"));
    await emulator.at.serverless("docs");
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function put(name: string, content: Buffer | string): Promise<void> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  async function start(errorMode?: "abort" | "continue", name = "docs"): Promise<string> {
    const index = await emulator.at.index(name);
    const uri = pathToFileURL(folder).href;
    const { id } = await index.startImport({ uri, ...(errorMode === undefined ? {} : { errorMode }) });
    return id ?? "";
  }

  const describeImport = async (id: string, name = "docs") =>
    (await emulator.at.data(name, "GET", `/bulk/imports/${id}`)).body;

  /** Waits until all is read, or the import is over. */
  async function read(id: string, name = "docs") {
    for (;;) {
      const found = await describeImport(id, name);
      const waits = found.status === "Pending" || (found.status === "InProgress" && found.percentComplete < 100);
      if (!waits) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function ended(id: string, name = "docs") {
    await read(id, name);
    clock.advance(1_000);
    return describeImport(id, name);
  }

  it("writes a folder's files into the namespace of its name, through the official client", async () => {
    await put("books/0.parquet", dense([{ id: "a", values: [0.5, 2], metadata: '{"genre":"drama","tags":["x"]}' }]));
    await put("books/deep/1.parquet", dense(many(2_500)));
    await put("books/notes.log", "not a record");
    await put("__default__/0.parquet", dense([{ id: "b", values: [3, 4] }]));
    await put("empty/readme.txt", "no namespace comes of it");
    await put("beside.parquet", dense(many(1, 9_000)));
    const index = await emulator.at.index("docs");
    const id = await start();
    const reading = await read(id);
    assert.deepEqual([reading.status, reading.percentComplete, reading.recordsImported], ["InProgress", 100, 2_502]);
    assert.equal("finishedAt" in reading, false);
    clock.advance(1_000);
    const done = await index.describeImport(id);
    assert.deepEqual([done.status, done.error, done.uri], ["Completed", undefined, pathToFileURL(folder).href]);
    assert.equal((done.finishedAt as Date).getTime() - (done.createdAt as Date).getTime(), 1_000);
    assert.deepEqual((await index.listImports()).data, [done]);
    const stats = await index.describeIndexStats();
    assert.deepEqual(stats.namespaces, { __default__: { recordCount: 1 }, books: { recordCount: 2_501 } });
    const { records } = await index.fetch({ ids: ["a", "r2499"], namespace: "books" });
    assert.deepEqual(records.a?.values, [0.5, 2]);
    assert.deepEqual(records.a?.metadata, { genre: "drama", tags: ["x"] });
    assert.deepEqual([records.r2499?.values, records.r2499?.metadata], [[2_499, 1], undefined]);
  });

  it("reads every compression, sparse values, and no column but its own", async () => {
    const record = { id: "a", values: [1, 2], sparse_values: { indices: [7, 4_294_967_295], values: [0.5, 1] } };
    const codecs = ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI"] as const;
    for (const codec of codecs) {
      const columns = ["note", "id", "values", "sparse_values"];
      await put(`${codec.toLowerCase()}/0.parquet`, parquet([record], columns, codec));
    }
    assert.equal((await ended(await start())).status, "Completed");
    for (const codec of codecs) {
      const namespace = codec.toLowerCase();
      const { records } = await (await emulator.at.index("docs")).fetch({ ids: ["a"], namespace });
      assert.deepEqual([records.a?.values, records.a?.sparseValues], [[1, 2], record.sparse_values], namespace);
    }
  });

  it("fills a sparse index", async () => {
    const spec = { vector_type: "sparse", dimension: undefined, metric: "dotproduct" };
    await emulator.at.serverless("sparse", spec);
    const record = { id: "a", sparse_values: { indices: [3], values: [2] } };
    await put("books/0.parquet", parquet([record], ["id", "sparse_values"]));
    assert.equal((await ended(await start(undefined, "sparse"), "sparse")).recordsImported, 1);
  });

  it("leaves out records that aren't valid, or fails at the first, as the error mode says", async () => {
    const bad: SourceRecord[] = [
      { id: "short", values: [1] },
      { id: "", values: [1, 2] },
      { id: null, values: [1, 2] },
      { id: "no-json", values: [1, 2], metadata: "{" },
      { id: "nested", values: [1, 2], metadata: '{"a":{"b":1}}' },
      { id: "no-values" },
    ];
    await put("books/0.parquet", dense(many(3)));
    await put("books/1.parquet", dense([...bad, ...many(1, 3)]));
    const done = await ended(await start("continue"));
    assert.deepEqual([done.status, done.recordsImported, done.error], ["Completed", 4, undefined]);
    await emulator.at.data("docs", "DELETE", "/namespaces/books");
    const failed = await read(await start("abort"));
    assert.deepEqual([failed.status, failed.recordsImported], ["Failed", 3]);
    assert.match(failed.error, /dimension/);
    assert.ok("finishedAt" in failed);
  });

  it("fails when a namespace exists; the default one may, as long as it is empty", async () => {
    const status = async () => (await ended(await start())).status;
    const upsert = (namespace: string) =>
      emulator.at.data("docs", "POST", "/vectors/upsert", { namespace, vectors: [{ id: "x", values: [1, 2] }] });
    await put("books/0.parquet", dense(many(1)));
    await upsert("books");
    assert.equal(await status(), "Failed");
    await emulator.at.data("docs", "POST", "/vectors/delete", { namespace: "books", deleteAll: true });
    assert.equal(await status(), "Failed");
    await rm(join(folder, "books"), { recursive: true });
    await put("__default__/0.parquet", dense(many(1)));
    await upsert("");
    assert.equal(await status(), "Failed");
    await emulator.at.data("docs", "POST", "/vectors/delete", { deleteAll: true });
    assert.equal(await status(), "Completed");
  });

  it("fails without files, without the columns it needs, and on a file that isn't Parquet", async () => {
    const error = async () => (await read(await start())).error;
    assert.match(await error(), /No Parquet files/);
    await put("books/0.parquet", parquet(many(1), ["id"]));
    assert.match(await error(), /values/);
    await put("books/0.parquet", "something else entirely");
    assert.equal((await read(await start())).status, "Failed");
    await rm(join(folder, "books"), { recursive: true });
    const gone = await emulator.at.data("docs", "POST", "/bulk/imports", { uri: "file:///nowhere/at/all" });
    assert.equal((await read(gone.body.id)).status, "Failed");
    assert.deepEqual((await (await emulator.at.index("docs")).describeIndexStats()).namespaces, {});
  });

  it("is cancelled while it is under way, which does nothing afterwards", async () => {
    await put("books/0.parquet", dense(many(1)));
    const index = await emulator.at.index("docs");
    const id = await start();
    await read(id);
    await index.cancelImport(id);
    clock.advance(5_000);
    const cancelled = await describeImport(id);
    assert.equal(cancelled.status, "Cancelled");
    assert.equal(clock.pending, 0);
    assert.equal((await emulator.at.data("docs", "DELETE", `/bulk/imports/${id}`)).status, 200);
    assert.deepEqual(await describeImport(id), cancelled);
  });

  it("ends with its index", async () => {
    await put("books/0.parquet", dense(many(1)));
    await read(await start());
    assert.equal(clock.pending, 1);
    await emulator.at.client.deleteIndex("docs");
    assert.equal(clock.pending, 0);
  });

  it("lists page by page", async () => {
    const ids = [await start(), await start(), await start()];
    const first = await emulator.at.data("docs", "GET", "/bulk/imports?limit=2");
    const next = encodeURIComponent(first.body.pagination.next);
    const second = await emulator.at.data("docs", "GET", `/bulk/imports?limit=2&paginationToken=${next}`);
    const found = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id);
    assert.deepEqual([found, second.body.pagination], [ids, undefined]);
  });

  it("refuses pods, unknown ids, bad requests, and what it can't read", async () => {
    const refused = async (body: object) => {
      const reply = await emulator.at.data("docs", "POST", "/bulk/imports", body);
      return [reply.status, reply.body.code];
    };
    const uri = pathToFileURL(folder).href;
    assert.deepEqual(await refused({}), [400, 3]);
    assert.deepEqual(await refused({ uri: "" }), [400, 3]);
    assert.deepEqual(await refused({ uri: folder }), [400, 3]);
    assert.deepEqual(await refused({ uri: `file:///${"x".repeat(1_500)}` }), [400, 3]);
    assert.deepEqual(await refused({ uri, errorMode: { onError: "ignore" } }), [400, 3]);
    for (const other of ["s3://bucket/folder", "gs://bucket/folder", "https://account.blob.core.windows.net/c/d"]) {
      assert.deepEqual(await refused({ uri: other }), [501, 12], other);
    }
    assert.deepEqual(await refused({ uri, integrationId: "x" }), [501, 12]);
    for (const method of ["GET", "DELETE"]) {
      const reply = await emulator.at.data("docs", method, "/bulk/imports/7");
      assert.deepEqual([reply.status, reply.body.code], [404, 5]);
    }
    await emulator.at.pod("pods");
    for (const [method, path] of [
      ["GET", "/bulk/imports"],
      ["POST", "/bulk/imports"],
      ["GET", "/bulk/imports/1"],
      ["DELETE", "/bulk/imports/1"],
    ] as const) {
      const reply = await emulator.at.data("pods", method, path, method === "POST" ? { uri } : undefined);
      assert.deepEqual([reply.status, reply.body.code], [400, 3], `${method} ${path}`);
    }
  });
});

describe("emulator: imports without a delay", () => {
  const emulator = eachWithEmulator({ consistencyMs: 60_000 });

  it("end once all is read, and are shown as any write is: after the delay of consistency", async () => {
    const folder = await mkdtemp(join(tmpdir(), "imports-"));
    try {
      await emulator.at.serverless("docs");
      await mkdir(join(folder, "books"));
      await writeFile(join(folder, "books", "0.parquet"), dense(many(5)));
      const index = await emulator.at.index("docs");
      const { id } = await index.startImport({ uri: pathToFileURL(folder).href });
      let found = await index.describeImport(id ?? "");
      while (found.status === "Pending" || found.status === "InProgress") found = await index.describeImport(id ?? "");
      assert.deepEqual([found.status, found.recordsImported], ["Completed", 5]);
      assert.equal((await index.describeIndexStats()).totalRecordCount, 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
