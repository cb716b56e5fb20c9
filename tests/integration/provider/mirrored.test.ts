import assert from "node:assert/strict";
import { join } from "node:path";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../../../provider/src/capture";
import type { WriteMode } from "../../../provider/src/writeLog/control";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage, type Stage } from "../../support/provider/stage";

/** A migration under a write log, and the application that writes through capture. */
async function logged(stage: Stage, writes: WriteMode = "mirrored") {
  const url = `file://${join(stage.folder, "log")}`;
  const rows = new MigrationRows(stage, { url, writes });
  await stage.podIndex();
  await rows.up("assess");
  await rows.up("capture");
  const client = new Pinecone({ apiKey: "application", controllerHostUrl: stage.emulator.url, maxRetries: 0 });
  const connect = ({ host }: { host: string }) => client.index({ host });
  const described = await client.describeIndex("docs");
  const captured = await captureWrites(client.index({ host: described.host }), { log: url, connect, name: "app" });
  return { rows, captured };
}

const record = (id: string, value: number) => ({ id, values: [value, 1], metadata: { value } });

describe("a migration under a write log, mirrored", () => {
  const stage = eachOnStage();
  let application: Index | undefined;

  afterEach(async () => {
    if (application !== undefined) await endCapture(application);
    application = undefined;
  });

  const begin = async (writes: WriteMode = "mirrored") => {
    const { rows, captured } = await logged(stage(), writes);
    application = captured;
    return { rows, app: captured };
  };

  /** Every record of an index, as the service holds it. */
  const held = async (index: string, namespaces = ["", "news"]) => {
    const described = (await stage().client.describeIndex(index)) ?? assert.fail(`no ${index}`);
    const ids = ["a", "b", "c", "n1", "n2", "x", "y", "z"];
    const reader = stage().client.reader(described.host);
    const found = await Promise.all(namespaces.map(async (ns) => [...(await reader.fetch(ns, ids)).entries()].sort()));
    return JSON.stringify(found);
  };

  it("brings over what was written after the collection, switches, and goes back with what was written since", async () => {
    const { rows, app } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    assert.equal((await rows.up("copy")).CatchUp, "create");
    await app.upsert({ records: [record("y", 2), record("a", 7)] });
    await app.deleteOne({ id: "b" });
    await app.update({ id: "c", metadata: { changed: true } });
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    assert.equal((await rows.up("cutover")).ActiveIndex, "update");
    assert.equal(rows.active.outs.name, "docs-serverless");
    assert.equal(await held("docs"), await held("docs-serverless"));

    await app.upsert({ records: [record("z", 3)] });
    await app.deleteOne({ id: "x" });
    assert.notEqual(await held("docs"), await held("docs-serverless"));
    await rows.up("copy");
    assert.equal(rows.active.outs.name, "docs");
    assert.equal(await held("docs"), await held("docs-serverless"));

    await app.upsert({ records: [record("x", 4)] });
    await rows.up("cutover");
    assert.equal(await held("docs"), await held("docs-serverless"));
    await rows.up("retire");
    await rows.catchUp.delete();
    await rows.writeLog.delete();
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
    await app.upsert({ records: [record("y", 5)] });
    assert.match(await held("docs-serverless"), /"value":5/);
  });

  it("changes nothing in a second up", async () => {
    const { rows } = await begin();
    await rows.up("copy");
    assert.deepEqual(new Set(Object.values(await rows.up("copy"))), new Set(["same"]));
    await rows.up("cutover");
    assert.deepEqual(new Set(Object.values(await rows.up("cutover"))), new Set(["same"]));
  });

  it("refuses a copy that nobody captures for, unless it is acknowledged", async () => {
    const { rows, app } = await begin();
    await endCapture(app);
    application = undefined;
    await assert.rejects(rows.up("copy"), (error: CheckFailed) => {
      assert.ok(error instanceof CheckFailed);
      assert.deepEqual(error.codes, ["NO_LIVE_WRITER"]);
      return true;
    });
    rows.acknowledge = ["NO_LIVE_WRITER"];
    assert.equal((await rows.up("copy")).CatchUp, "create");
  });

  it("does not delete the log while traffic is on serverless; before, closing it sets the writers free", async () => {
    const { rows, app } = await begin();
    await rows.up("copy");
    await rows.up("cutover");
    await assert.rejects(rows.writeLog.delete(), { code: "CUTOVER_GUARD" });
    await assert.rejects(rows.catchUp.delete(), { code: "CUTOVER_GUARD" });
    await rows.up("copy");
    await rows.catchUp.delete();
    await rows.writeLog.delete();
    await app.upsert({ records: [record("x", 9)] });
    assert.match(await held("docs"), /"value":9/);
  });

  it("folds a deferred log into the serverless index, and takes it to the pod index on the way back", async () => {
    const { rows, app } = await begin("deferred");
    await app.upsert({ records: [record("x", 1)] });
    assert.doesNotMatch(await held("docs"), /"x"/);
    await rows.up("copy");
    await app.update({ id: "x", metadata: { more: "yes" } });
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    await rows.up("cutover");
    const after = await held("docs-serverless");
    assert.match(after, /"more":"yes"/);
    assert.doesNotMatch(after, /"n2"/);
    await app.upsert({ records: [record("z", 3)] });
    await rows.up("copy");
    assert.equal(await held("docs"), await held("docs-serverless"));
  });
});
