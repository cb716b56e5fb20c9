import assert from "node:assert/strict";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { Appender } from "../../../provider/src/writeLog/appender";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

/** Ways to lose a write or to get stuck that were found by reading; each is closed. */
describe("a migration under a write log", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const pod = async () => (await stage().client.describeIndex("docs")) ?? assert.fail("no pod index");
  const refusedWith = (code: string) => (error: unknown) => {
    assert.ok(error instanceof CheckFailed);
    assert.deepEqual(error.codes, [code]);
    return true;
  };

  it("goes back when somebody deleted the serverless index, but only if the loss is acknowledged", async () => {
    const { rows, app, url } = await begin();
    await rows.up("cutover");
    await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs-serverless");
    const back = () => rows.active.up({ ...rows.askActive("copy"), __acknowledge: rows.acknowledge });
    stage().newRun();
    await assert.rejects(back(), { code: "ROLLBACK_LOSES_WRITES" });
    assert.equal((await logAt(url).control.read()).active, "serverless");
    rows.acknowledge = ["ROLLBACK_LOSES_WRITES"];
    await back();
    assert.equal((await logAt(url).control.read()).active, "pod");
    // The writer hears of it at its next look; until then a write fails, as nothing answers.
    await untilTaken(() => app.upsert({ records: [record("x", 1)] }));
    assert.equal(
      (
        await stage()
          .client.reader((await pod()).host)
          .fetch("", ["x"])
      ).size,
      1,
    );
  });

  it("freezes the write mode while a copy stands: writers follow the log, the stack would follow the tag", async () => {
    const { rows } = await begin();
    await rows.up("copy");
    stage().newRun();
    const paused = { ...rows.askPreflight("copy"), writes: "paused" };
    await assert.rejects(rows.preflight.up(paused), refusedWith("STACK_CHANGED"));
    await rows.up("capture");
    assert.equal(await rows.preflight.up({ ...rows.askPreflight("capture"), writes: "paused" }), "update");
  });

  /** The same migration, as the program has it once the stack file says `writes: paused`. */
  const paused = ({ preflight, podIndex, active }: MigrationRows) =>
    Object.assign(new MigrationRows(stage()), { preflight, podIndex, active });
  const nothingSwitched = async (url: string) => {
    assert.equal((await pod()).tags.podshift, undefined);
    assert.equal((await logAt(url).control.read()).state, "open");
  };

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`leaves no open log behind when \`writes: paused\` comes with a later phase: ${writes}`, async () => {
      const { rows, app, url } = await begin(writes);
      await app.upsert({ records: [record("x", 1)] });
      for (const phase of ["copy", "cutover"] as const) {
        await assert.rejects(paused(rows).up(phase), refusedWith("STACK_CHANGED"));
      }
      await nothingSwitched(url);
    });
  }

  it("asks the log that was left open by a step back that failed", async () => {
    const { rows, app, url } = await begin("deferred");
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("assess");
    await assert.rejects(rows.writeLog.delete(), { code: "DEFERRED_WRITES_LOST" });
    await assert.rejects(paused(rows).up("cutover"), refusedWith("STACK_CHANGED"));
    await nothingSwitched(url);
  });

  it("asks it at the switch also when it left the program in a step before, and lets go once it is closed", async () => {
    const { rows, app, url } = await begin("deferred");
    await app.upsert({ records: [record("x", 1)] });
    const without = paused(rows);
    await without.up("capture");
    // Nothing changed: the engine takes the new inputs and keeps the outputs.
    without.active.inputs = await without.active.check(without.askActive("capture"));
    await assert.rejects(rows.writeLog.delete(), { code: "DEFERRED_WRITES_LOST" });
    await without.up("copy");
    await assert.rejects(without.up("cutover"), { code: "STACK_CHANGED" });
    await nothingSwitched(url);
    await logAt(url).control.swap(() => ({ state: "closed" }));
    await without.up("cutover");
    assert.equal((await pod()).tags.podshift, "cutover");
  });

  it("doesn't close a log by which the pod index serves, whatever was retired past it", async () => {
    const { rows, url } = await begin();
    await stage().client.configureIndex("docs", { tags: { podshift: "retired" } });
    await assert.rejects(rows.writeLog.delete(), { code: "CUTOVER_GUARD" });
    assert.equal((await logAt(url).control.read()).state, "open");
  });

  it("names the phase in which the write mode, and the log's place, can really be changed", async () => {
    const { rows, url } = await begin();
    const deferred = new MigrationRows(stage(), { url, writes: "deferred" });
    const elsewhere = { ...rows.askWriteLog(), url: `${url}-2` };
    const named = async (preview: Promise<unknown>) => {
      const refused = await preview.then(() => assert.fail("was taken"), String);
      return /set `phase: (\w+)`/.exec(refused)?.[1];
    };
    await rows.up("copy");
    stage().newRun();
    assert.equal(await named(rows.preflight.preview(deferred.askPreflight("copy"))), "assess");
    for (const change of [deferred.askWriteLog(), elsewhere]) {
      await assert.rejects(rows.writeLog.preview(change), refusedWith("STACK_CHANGED"));
      assert.equal(await named(rows.writeLog.preview(change)), "assess");
    }
    assert.equal(await rows.preflight.preview(deferred.askPreflight("assess", { writes: "mirrored" })), "update");
    await rows.preflight.up(rows.askPreflight("assess"));
    assert.equal(await rows.preflight.preview(deferred.askPreflight("capture")), "update");
  });

  it("brings nothing to a copy that is older than the log: what was written between is in neither", async () => {
    const { rows } = await begin();
    await rows.up("copy");
    await rows.catchUp.delete();
    await rows.writeLog.delete();
    await rows.writeLog.up(rows.askWriteLog());
    await assert.rejects(rows.catchUp.up(rows.askCatchUp("copy")), { code: "SNAPSHOT_NOT_OURS" });
  });

  it("takes the guard away that a killed cutover left, in the next run of `copy`", async () => {
    const { rows } = await begin();
    await rows.up("copy");
    // Killed between the guard and the switch: the tag is there, traffic is on the pod index.
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    assert.equal((await rows.up("copy")).ActiveIndex, "update");
    assert.equal((await pod()).tags.podshift, undefined);
    assert.equal((await rows.up("copy")).ActiveIndex, "same");
  });

  it("is not misled by a log that an earlier migration closed on serverless", async () => {
    const { rows, url } = await begin();
    const { control } = logAt(url);
    await control.swap(() => ({ state: "closed", active: "serverless" }));
    stage().newRun();
    assert.equal(await rows.active.preview(rows.askActive("assess")), "same");
  });

  it("does not drop deferred writes that are in no index, unless the stack file says so", async () => {
    const { rows, app } = await begin("deferred");
    await rows.writeLog.delete();
    await rows.up("capture");
    await untilTaken(() => app.upsert({ records: [record("x", 1)] }));
    await assert.rejects(rows.writeLog.delete(), { code: "DEFERRED_WRITES_LOST" });
    rows.acknowledge = ["DEFERRED_WRITES_LOST"];
    assert.equal((await rows.up("capture")).WriteLog, "update");
    await rows.writeLog.delete();
  });

  it("refuses a log that is another pod index's", async () => {
    const { rows } = await begin();
    await stage().podIndex({ name: "other" });
    const other = { ...rows.askWriteLog(), podIndex: "other" };
    rows.writeLog.id = undefined;
    await assert.rejects(rows.writeLog.up(other), refusedWith("LOG_TAKEN"));
  });

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`goes back though a bulk write that failed before the switch came into the log after it: ${writes}`, async () => {
      const { rows, app, url } = await begin(writes);
      await rows.up("cutover");
      await app.upsert({ records: [record("x", 1)] });
      const { store, control } = logAt(url);
      const { switched } = await control.read();
      const writer = "slow";
      await control.swap(({ writers }) => ({ writers: { ...writers, [writer]: {} } }));
      const e = (switched?.epoch ?? 0) - 2;
      await new Appender(store, writer).append([{ v: 1, t: 1, n: 0, w: writer, e, ns: "", op: "deleteAll" }]);
      await rows.up("copy");
      assert.equal((await control.read()).active, "pod");
    });
  }

  it("looks again at the records of the last round when the run that switched was killed", async () => {
    const { rows, app, url } = await begin();
    await rows.up("copy");
    await rows.up("cutover");
    const { store, control } = logAt(url);
    const { switched } = await control.read();
    const path = `switches/${switched?.epoch}.json`;
    await store.put(path, Buffer.from(JSON.stringify({ v: 1, named: { "": ["a"] }, verified: false })));
    // Past the capture, so that the log does not explain it.
    await stage().upsert("docs-serverless", "", ["a"], 99);
    rows.active.partial = true;
    await assert.rejects(rows.up("cutover"), { code: "PARITY_DIFFERENT" });
    await app.upsert({ records: [record("a", 5)] });
    await rows.up("cutover");
    const verified = JSON.parse(Buffer.from((await store.get(path)) ?? []).toString());
    assert.equal(verified.verified, true);
  });
});
