import assert from "node:assert/strict";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

/** A stale Terraform apply, or the way back by hand: nothing of ours is on it. */
describe("a pod index that was made under the name of the one that podshift migrated", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const refusedWith = (code: string, said: RegExp) => (error: unknown) => {
    assert.ok(error instanceof CheckFailed, (error as Error).message);
    assert.deepEqual(error.codes, [code]);
    assert.match(error.message, said);
    return true;
  };

  async function retire(rows: MigrationRows): Promise<void> {
    await rows.up("cutover");
    await rows.up("retire");
    // The engine saves the inputs of a step that changes nothing as well.
    rows.active.inputs = await rows.active.check(rows.askActive("retire"));
    await rows.podIndex.delete();
    for (const row of rows.log === undefined ? [] : [rows.catchUp, rows.writeLog]) await row.delete();
  }

  async function retiredPaused(): Promise<MigrationRows> {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await retire(rows);
    await stage().upsert("docs-serverless", "", ["since"]);
    return rows;
  }

  const WRITES = ["paused", "mirrored"] as const;
  for (const writes of WRITES) {
    it(`does not pass for the old one after retire, writes ${writes}: no way out of \`retire\``, async () => {
      const rows = writes === "paused" ? await retiredPaused() : (await begin()).rows;
      if (writes !== "paused") await retire(rows);
      await stage().podIndex({ records: {} });
      const mark = stage().mark;
      for (const phase of ["cutover", "copy", "capture", "assess"] as const) {
        await assert.rejects(rows.up(phase), refusedWith("PHASE_NOT_ALLOWED", /another pod index of its name/));
      }
      await assert.rejects(rows.active.preview(rows.askActive("retire")), (error: CheckFailed) => {
        assert.deepEqual(error.codes, ["SWITCH_NOT_FINISHED"]);
        assert.match(error.message, /another pod index of this name/);
        assert.doesNotMatch(error.message, /set `phase/);
        return true;
      });
      assert.deepEqual(stage().changesSince(mark), []);
      assert.equal((await stage().client.describeIndex("docs-serverless"))?.deletionProtection, "enabled");
    });
  }

  for (const writes of WRITES) {
    it(`has no way out of \`retire\` after a refresh either, and retire goes on once it is gone, writes ${writes}`, async () => {
      const rows = writes === "paused" ? await retiredPaused() : (await begin()).rows;
      if (writes !== "paused") await retire(rows);
      assert.equal((await rows.up("retire")).ActiveIndex, "same");
      await stage().podIndex({ records: {} });
      stage().newRun();
      await rows.active.refresh();
      const refused = async (said: RegExp) =>
        assert.rejects(rows.active.preview(rows.askActive("retire")), (error: CheckFailed) => {
          assert.doesNotMatch(error.message, /set `phase/);
          return refusedWith("SWITCH_NOT_FINISHED", said)(error);
        });
      await refused(/another pod index of this name.*\n.*delete it/);
      await assert.rejects(rows.up("cutover"), refusedWith("PHASE_NOT_ALLOWED", /another pod index of its name/));
      await stage().client.deleteIndex("docs");
      stage().newRun();
      await refused(/`pulumi refresh`/);
      await assert.rejects(rows.up("cutover"), refusedWith("PHASE_NOT_ALLOWED", /pod index is deleted/));
      await rows.active.refresh();
      assert.equal((await rows.up("retire")).ActiveIndex, "same");
    });
  }

  it("may be the old one without its tags: it gets `podshift=cutover` back, and retire goes on", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    const { tags } = (await stage().client.describeIndex("docs")) ?? assert.fail();
    const none = Object.fromEntries(Object.keys(tags).map((key) => [key, ""]));
    await stage().client.configureIndex("docs", { tags: none });
    stage().newRun();
    await rows.active.refresh();
    await assert.rejects(
      rows.active.preview(rows.askActive("retire")),
      refusedWith("SWITCH_NOT_FINISHED", /`podshift=cutover`/),
    );
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    stage().newRun();
    await rows.active.refresh();
    assert.equal((await rows.up("retire")).PodRetirement, "create");
  });

  it("is none where the pod index went while a rollback ran: there is nothing to switch from any more", async () => {
    const { rows, url } = await begin();
    await rows.up("cutover");
    await logAt(url).control.swap(() => ({ active: "pod" }));
    await stage().client.configureIndex("docs", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs");
    stage().newRun();
    await rows.active.refresh();
    await assert.rejects(rows.active.preview(rows.askActive("retire")), (error: CheckFailed) => {
      assert.deepEqual(error.codes, ["SWITCH_NOT_FINISHED"]);
      assert.match(error.message, /docs is gone.*\n.*docs\/interrupted\.md/);
      return true;
    });
  });

  it("is none where a rollback by hand has only not been recorded: the cutover is to be made again", async () => {
    const { rows, url } = await begin();
    await rows.up("cutover");
    await logAt(url).control.swap(() => ({ active: "pod" }));
    const { tags } = (await stage().client.describeIndex("docs")) ?? assert.fail();
    const none = Object.fromEntries(Object.keys(tags).map((key) => [key, ""]));
    await stage().client.configureIndex("docs", { tags: none });
    stage().newRun();
    await rows.active.refresh();
    await assert.rejects(
      rows.active.preview(rows.askActive("retire")),
      refusedWith("SWITCH_NOT_FINISHED", /set `phase: cutover`/),
    );
  });

  it("gets no traffic from a log that was closed with traffic on serverless, whatever else let it through", async () => {
    const { rows, app, url } = await begin();
    await retire(rows);
    await untilTaken(() => app.upsert({ records: [record("since", 1)] }));
    await stage().podIndex({ records: {} });
    stage().newRun();
    await assert.rejects(rows.writeLog.up(rows.askWriteLog()), refusedWith("SERVES_TRAFFIC", /another `writeLog`/));
    await assert.rejects(rows.writeLog.handler.create(rows.askWriteLog()), { code: "SERVES_TRAFFIC" });
    const { state, active } = await logAt(url).control.read();
    assert.deepEqual([state, active], ["closed", "serverless"]);
  });

  it("gets no traffic back from serverless before both are compared, writes paused", async () => {
    const rows = await retiredPaused();
    await stage().podIndex({ records: {} });
    stage().newRun();
    const asked = { ...rows.askActive("copy"), __acknowledge: [] };
    await assert.rejects(rows.active.up(asked), { code: "ROLLBACK_LOSES_WRITES" });
    assert.equal((await stage().client.describeIndex("docs-serverless"))?.deletionProtection, "enabled");
  });

  it("leaves the serverless index alone when the migration is taken out of the program", async () => {
    const { rows } = await begin();
    await retire(rows);
    await stage().podIndex({ records: {} });
    stage().newRun();
    const mark = stage().mark;
    // The engine doesn't even ask for the two indexes' rows: `retainOnDelete`, as the run of `retire` left it.
    for (const row of [rows.retirement, rows.active, rows.parity, rows.preflight]) await row.delete();
    assert.deepEqual(stage().changesSince(mark), []);
  });

  it("can be migrated itself, under names of its own", async () => {
    await retire((await begin()).rows);
    await stage().podIndex();
    const again = new MigrationRows(stage(), { url: `file://${stage().folder}/log-2`, writes: "mirrored" });
    again.acknowledge = ["NO_LIVE_WRITER"];
    stage().newRun();
    const names = { serverlessIndex: "docs-serverless-2", collection: "docs-collection-2" };
    await again.preflight.up(again.askPreflight("capture", names));
    await again.podIndex.up(again.askPod(false));
    await again.writeLog.up(again.askWriteLog());
    await again.active.up({ ...again.askActive("capture"), ...names });
    assert.equal(again.active.outs.name, "docs");
  });

  it("is not what a rollback was killed behind: that one goes on without a comparison", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    const { inputs, outs } = rows.active;
    await rows.up("copy");
    // Killed before the state was written; the application writes to the pod index again.
    Object.assign(rows.active, { inputs, outs });
    await stage().upsert("docs", "", ["back"]);
    assert.equal((await rows.up("copy")).ActiveIndex, "update");
    assert.equal(rows.active.outs.name, "docs");
  });
});
