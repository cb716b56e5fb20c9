import assert from "node:assert/strict";
import { endCapture } from "../../../provider/src/capture";
import type { ParityReport } from "../../../provider/src/migration/parity/runParity";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

describe("a migration under a write log, mirrored", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

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
    const { host, ...others } = rows.active.outs;
    rows.active.outs = { ...others, host: "" };
    assert.equal((await rows.up("cutover")).ActiveIndex, "update");
    assert.deepEqual(rows.active.outs, { ...others, host });
  });

  it("misses a captured record that serverless lost, by its name, though the writer of its namespace never rests", async () => {
    const { rows, app } = await begin();
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    await stage().remove("docs-serverless", "", ["x"]);
    stage().newRun();
    let isGoing = true;
    const write = async () => {
      for (let value = 0; isGoing; value += 1) await untilTaken(() => app.upsert({ records: [record("y", value)] }));
    };
    const writing = [write(), write()];
    const check = rows.parity.up(rows.askParity("copy", { seed: 2 })).finally(() => {
      isGoing = false;
    });
    await assert.rejects(check, { code: "PARITY_DIFFERENT" });
    await Promise.all(writing);
    const { report } = rows.parity.outs as { report?: ParityReport };
    assert.equal(report?.ids.missing, 1, report?.verdict);
    assert.deepEqual(report?.examples, [{ kind: "missing", namespace: "", id: "x" }]);
    assert.equal("uncaptured" in (report ?? {}), false);
  });

  it("refuses a copy that nobody captures for, unless it is acknowledged", async () => {
    const { rows, app } = await begin();
    await endCapture(app);
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
    await app.upsert({ records: [record("z", 4)] });
    await rows.up("cutover");
    assert.match(await held("docs-serverless"), /"value":4/);
    await rows.up("retire");
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });

  it("loses nothing while the application writes all the time, through cutover, rollback, cutover and retire", async () => {
    const { rows, app } = await begin();
    const written = new Map<string, number>();
    let going = true;
    const writer = (async () => {
      for (let n = 1; going; n += 1) {
        const id = `w${n % 40}`;
        if (n % 7 === 0) {
          await untilTaken(() => app.deleteOne({ id }));
          written.delete(id);
        } else {
          await untilTaken(() => app.upsert({ records: [record(id, n)] }));
          written.set(id, n);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    for (const phase of ["copy", "cutover", "copy", "cutover", "retire"] as const) await rows.up(phase);
    going = false;
    await writer;
    await rows.podIndex.delete();
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    const found = await stage()
      .client.reader(host)
      .fetch(
        "",
        Array.from({ length: 40 }, (_, at) => `w${at}`),
      );
    const values = [...found.values()].map(({ id, metadata }): [string, unknown] => [id, metadata?.value]);
    assert.deepEqual(new Map(values), written);
  });
});
