import assert from "node:assert/strict";
import { eachWithEmulator, type Harness, send } from "./harness";
import { ManualClock } from "./manualClock";

const schema = { fields: { genre: { filterable: true } } };

/** A serverless index with three records in two namespaces, a namespace with a schema of its own, and tags. */
async function serverlessWithRecords(at: Harness): Promise<void> {
  await at.serverless("docs", { metric: "dotproduct", tags: { team: "search" } }, { schema });
  const index = await at.index("docs");
  await index.upsert({
    records: [
      { id: "a", values: [0.1, 0.2], metadata: { genre: "drama" } },
      { id: "b", values: [1, 2], sparseValues: { indices: [7], values: [0.5] } },
    ],
  });
  await index.upsert({ namespace: "other", records: [{ id: "a", values: [3, 4] }] });
  await at.data("docs", "POST", "/namespaces", { name: "typed", schema: { fields: { year: { filterable: true } } } });
}

describe("emulator: backups", () => {
  const emulator = eachWithEmulator();
  const create = async (name?: string) =>
    (await emulator.at.client.createBackup({ indexName: "docs", ...(name === undefined ? {} : { name }) })).backupId;
  const restore = (id: string, body: object) => emulator.at.control("POST", `/backups/${id}/create-index`, body);

  it("is made, described, listed and deleted through the official client", async () => {
    const { client } = emulator.at;
    await serverlessWithRecords(emulator.at);
    const made = await client.createBackup({ indexName: "docs", name: "nightly", description: "before the change" });
    assert.equal(made.status, "Initializing");
    assert.equal(made.recordCount, undefined);
    const found = await client.describeBackup(made.backupId);
    assert.deepEqual(
      { ...found, backupId: "", sourceIndexId: "", createdAt: "" },
      {
        backupId: "",
        sourceIndexName: "docs",
        sourceIndexId: "",
        sourceIndexDeletedAt: undefined,
        name: "nightly",
        description: "before the change",
        status: "Ready",
        cloud: "aws",
        region: "us-east-1",
        dimension: 2,
        metric: "dotproduct",
        schema,
        recordCount: 3,
        namespaceCount: 3,
        // Ids of 1 byte and 8 bytes of values each, one sparse value, {"genre":"drama"}.
        sizeBytes: 3 * (1 + 8) + 8 + 17,
        tags: { team: "search" },
        createdAt: "",
      },
    );
    assert.deepEqual((await client.listBackups({})).data, [found]);
    assert.deepEqual((await client.listBackups({ indexName: "docs" })).data, [found]);
    await client.deleteBackup(made.backupId);
    assert.deepEqual((await client.listBackups({})).data, []);
  });

  it("restores the records as of the request, their namespaces with schemas and tags into a new index", async () => {
    const { client } = emulator.at;
    await serverlessWithRecords(emulator.at);
    const backupId = await create();
    const docs = await emulator.at.index("docs");
    await docs.upsert({ records: [{ id: "late", values: [1, 1] }] });
    await docs.deleteMany({ ids: ["a"] });
    const { restoreJobId, indexId } = await client.createIndexFromBackup({ backupId, name: "copy" });
    const job = await client.describeRestoreJob(restoreJobId);
    assert.deepEqual(
      [job.status, job.percentComplete, job.backupId, job.targetIndexName, job.targetIndexId],
      ["Completed", 100, backupId, "copy", indexId],
    );
    assert.ok(job.completedAt instanceof Date && job.completedAt >= job.createdAt);
    assert.deepEqual((await client.listRestoreJobs({})).data, [job]);
    const described = await emulator.at.control("GET", "/indexes/copy");
    assert.deepEqual(
      [described.body.dimension, described.body.metric, described.body.tags, described.body.spec.serverless.schema],
      [2, "dotproduct", { team: "search" }, schema],
    );
    const copy = await emulator.at.index("copy");
    const { records } = await copy.fetch({ ids: ["a", "b", "late"] });
    assert.deepEqual(Object.keys(records).sort(), ["a", "b"]);
    assert.deepEqual(records.a?.values, Array.from(new Float32Array([0.1, 0.2])));
    assert.deepEqual(records.a?.metadata, { genre: "drama" });
    assert.deepEqual(records.b?.sparseValues, { indices: [7], values: [0.5] });
    assert.deepEqual((await copy.fetch({ ids: ["a"], namespace: "other" })).records.a?.values, [3, 4]);
    const typed = await emulator.at.data("copy", "GET", "/namespaces/typed");
    assert.deepEqual(typed.body.schema, { fields: { year: { filterable: true } } });
  });

  it("keeps its records when the index made from it is written to, and outlives its source", async () => {
    await serverlessWithRecords(emulator.at);
    const id = await create();
    await emulator.at.client.deleteIndex("docs");
    await restore(id, { name: "first" });
    await (await emulator.at.index("first")).deleteAll();
    const again = await restore(id, { name: "second", tags: { team: "", owner: "x" }, deletion_protection: "enabled" });
    assert.equal(again.status, 202);
    const second = await emulator.at.client.describeIndex("second");
    assert.deepEqual([second.tags, second.deletionProtection], [{ owner: "x" }, "enabled"]);
    assert.equal((await (await emulator.at.index("second")).describeIndexStats()).totalRecordCount, 3);
  });

  it("lists an index's backups by the index, and with include_deleted by its name", async () => {
    const { client } = emulator.at;
    await serverlessWithRecords(emulator.at);
    const first = await create("of the first");
    await client.deleteIndex("docs");
    const gone = await emulator.at.control("GET", "/indexes/docs/backups");
    assert.deepEqual([gone.status, gone.body.error.code], [404, "NOT_FOUND"]);
    await serverlessWithRecords(emulator.at);
    const second = await create("of the second");
    const ids = async (includeDeleted: boolean) =>
      (await client.listBackups({ indexName: "docs", includeDeleted })).data?.map(({ backupId }) => backupId);
    assert.deepEqual(await ids(false), [second]);
    assert.deepEqual(await ids(true), [first, second]);
    assert.ok((await client.describeBackup(first)).sourceIndexDeletedAt instanceof Date);
    assert.equal((await client.describeBackup(second)).sourceIndexDeletedAt, undefined);
    assert.equal((await emulator.at.control("GET", "/indexes/never/backups?include_deleted=true")).status, 404);
  });

  it("lists ten on a page, and goes on where it was when what it listed is deleted", async () => {
    const { client } = emulator.at;
    await emulator.at.serverless("docs");
    const ids: string[] = [];
    for (let at = 0; at < 12; at += 1) ids.push(await create());
    const first = await client.listBackups({});
    assert.deepEqual(
      first.data?.map(({ backupId }) => backupId),
      ids.slice(0, 10),
    );
    await client.deleteBackup(ids[9] as string);
    const rest = await client.listBackups({ paginationToken: first.pagination?.next ?? "" });
    assert.deepEqual(
      rest.data?.map(({ backupId }) => backupId),
      ids.slice(10),
    );
    assert.equal(rest.pagination, undefined);
    assert.equal((await client.listBackups({ limit: 11 })).data?.length, 11);
    for (const query of ["limit=0", "limit=101", "limit=x", "paginationToken=x"]) {
      const reply = await emulator.at.control("GET", `/backups?${query}`);
      assert.deepEqual([reply.status, reply.body.error?.code], [400, "INVALID_ARGUMENT"], query);
    }
  });

  it("refuses a pod index, an index that isn't ready, and an unknown index", async () => {
    const codes = async (name: string) => (await emulator.at.control("POST", `/indexes/${name}/backups`, {})).status;
    await emulator.at.pod("pods");
    assert.deepEqual([await codes("pods"), await codes("nothing")], [400, 404]);
    emulator.at.emulator.control.holdIndexes();
    await emulator.at.serverless("early");
    assert.equal(await codes("early"), 400);
    assert.deepEqual((await emulator.at.client.listBackups({})).data, []);
  });

  it("refuses to restore under a taken or bad name, without a name, and with bad tags", async () => {
    await serverlessWithRecords(emulator.at);
    const id = await create();
    const status = async (body: object) => (await restore(id, body)).status;
    assert.equal(await status({ name: "docs" }), 409);
    assert.equal(await status({ name: "Docs" }), 400);
    assert.equal(await status({}), 422);
    assert.equal(await status({ name: "copy", tags: { "a b": "c" } }), 400);
    assert.deepEqual((await emulator.at.client.listRestoreJobs({})).data, []);
  });

  it("answers 404 for what doesn't exist", async () => {
    for (const [method, path, what] of [
      ["GET", "/backups/x", "Backup x"],
      ["DELETE", "/backups/x", "Backup x"],
      ["POST", "/backups/x/create-index", "Backup x"],
      ["GET", "/restore-jobs/x", "Restore job x"],
    ] as const) {
      const reply = await emulator.at.control(method, path, method === "POST" ? { name: "copy" } : undefined);
      const error = { code: "NOT_FOUND", message: `${what} not found.` };
      assert.deepEqual([reply.status, reply.body], [404, { error, status: 404 }], `${method} ${path}`);
    }
  });

  it("is forgotten at reset", async () => {
    await serverlessWithRecords(emulator.at);
    await restore(await create(), { name: "copy" });
    await send("POST", `${emulator.at.emulator.url}/_emulator/reset`);
    assert.deepEqual((await emulator.at.client.listBackups({})).data, []);
    assert.deepEqual((await emulator.at.client.listRestoreJobs({})).data, []);
    assert.equal((await emulator.at.control("GET", "/indexes/docs/backups?include_deleted=true")).status, 404);
  });
});

describe("emulator: states of backups and restore jobs over time", () => {
  let clock = new ManualClock();
  const emulator = eachWithEmulator({ collectionMs: 1_000, indexMs: 1_000, deleteMs: 500 }, () => {
    clock = new ManualClock();
    return clock;
  });
  const backup = async (id: string) => (await emulator.at.control("GET", `/backups/${id}`)).body;
  const job = async (id: string) => (await emulator.at.control("GET", `/restore-jobs/${id}`)).body;
  const restore = (id: string, name = "copy") => emulator.at.control("POST", `/backups/${id}/create-index`, { name });
  let id = "";

  beforeEach(async () => {
    await emulator.at.serverless("docs");
    clock.advance(1_000);
    const records = Array.from({ length: 10 }, (_, at) => ({ id: `r${at}`, values: [at, 1] }));
    await (await emulator.at.index("docs")).upsert({ records });
    id = (await emulator.at.client.createBackup({ indexName: "docs" })).backupId;
  });

  it("can be restored only once it is ready", async () => {
    assert.deepEqual([(await backup(id)).status, (await restore(id)).status], ["Initializing", 400]);
    assert.equal((await emulator.at.control("GET", "/indexes/copy")).status, 404);
    clock.advance(1_000);
    assert.deepEqual([(await backup(id)).status, (await restore(id)).status], ["Ready", 202]);
  });

  it("can't be deleted while an index is made from it (412)", async () => {
    clock.advance(1_000);
    const started = (await restore(id)).body.restore_job_id;
    assert.equal((await job(started)).status, "Pending");
    assert.deepEqual(
      [(await job(started)).percent_complete, (await job(started)).completed_at],
      [undefined, undefined],
    );
    assert.equal((await emulator.at.data("copy", "GET", "/vectors/list")).status, 503);
    const early = await emulator.at.control("DELETE", `/backups/${id}`);
    const message = `Unable to delete backup. There are pending restore jobs for this backup: ['${started}']`;
    assert.deepEqual(early.body, { error: { code: "FAILED_PRECONDITION", message }, status: 412 });
    clock.advance(1_000);
    assert.equal((await job(started)).status, "Completed");
    assert.equal((await emulator.at.control("DELETE", `/backups/${id}`)).status, 202);
    assert.equal((await backup(id)).status, "Terminating");
    assert.equal((await restore(id, "other")).status, 400);
    clock.advance(500);
    assert.equal((await emulator.at.control("GET", `/backups/${id}`)).status, 404);
    assert.equal((await job(started)).status, "Completed");
  });

  it("ends a restore as Failed when its index fails, as Cancelled when it is deleted first", async () => {
    clock.advance(1_000);
    emulator.at.emulator.control.failNextIndex();
    const failed = (await restore(id, "failed")).body.restore_job_id;
    const cancelled = (await restore(id, "cancelled")).body.restore_job_id;
    await emulator.at.client.deleteIndex("cancelled");
    assert.deepEqual([(await job(failed)).status, (await job(cancelled)).status], ["Pending", "Cancelled"]);
    clock.advance(1_000);
    assert.deepEqual([(await job(failed)).status, (await job(cancelled)).status], ["Failed", "Cancelled"]);
  });

  it("is held with collections, its restore with indexes", async () => {
    emulator.at.emulator.control.holdCollections();
    emulator.at.emulator.control.holdIndexes();
    clock.advance(1_000);
    assert.equal((await backup(id)).status, "Initializing");
    emulator.at.emulator.control.releaseCollections();
    assert.equal((await backup(id)).status, "Ready");
    const started = (await restore(id)).body.restore_job_id;
    clock.advance(5_000);
    assert.equal((await job(started)).status, "Pending");
    emulator.at.emulator.control.releaseIndexes();
    assert.equal((await job(started)).status, "Completed");
  });
});

describe("emulator: quota of backups", () => {
  const emulator = eachWithEmulator({ quotas: { backups: 1 } });

  it("refuses one too many with 403", async () => {
    await emulator.at.serverless("docs");
    await emulator.at.client.createBackup({ indexName: "docs" });
    const reply = await emulator.at.control("POST", "/indexes/docs/backups", {});
    const message = "Increase your quota or upgrade to create more backups.";
    assert.deepEqual([reply.status, reply.body.error], [403, { code: "FORBIDDEN", message }]);
  });
});
