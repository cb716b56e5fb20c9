import assert from "node:assert/strict";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

describe("a switch of which something is still to be proven", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  it("fails when counts that were never at rest have hidden a record that serverless lacks", async () => {
    const { rows, app } = await begin();
    await rows.up("copy");
    await stage().remove("docs-serverless", "", ["b"]);
    let goesOn = true;
    const writing = (async () => {
      for (let value = 0; goesOn; value += 1) {
        await untilTaken(() => app.upsert({ records: [record("a", value)] }));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    try {
      await assert.rejects(rows.up("cutover"), { code: "PARITY_DIFFERENT" });
    } finally {
      goesOn = false;
      await writing;
    }
    // The next run doesn't forget it, whatever was refreshed in between.
    stage().newRun();
    for (const row of rows.all) if (row.id !== undefined) await row.refresh();
    await assert.rejects(rows.up("cutover"), { code: "PARITY_DIFFERENT" });
  });

  it("is gone on with after a refresh: its last round is compared, and its proof made", async () => {
    const { rows, url } = await begin();
    const { active } = rows;
    await killedAfterSwitch(rows);
    // Its last round is not compared yet.
    const { store, control } = logAt(url);
    const path = `switches/${(await control.read()).switched?.epoch}.json`;
    await store.put(path, Buffer.from(JSON.stringify({ v: 1, named: { "": ["a"] }, verified: false })));
    await stage().upsert("docs-serverless", "", ["a"], 99);
    stage().newRun();
    for (const row of rows.all) if (row.id !== undefined) await row.refresh();
    stage().newRun();
    await assert.rejects(rows.active.check(rows.askActive("retire")), /SWITCH_NOT_FINISHED/);
    await assert.rejects(rows.up("cutover"), { code: "PARITY_DIFFERENT" });
    await stage().upsert("docs-serverless", "", ["a"]);
    assert.equal((await rows.up("cutover")).ActiveIndex, "update");
    assert.notEqual(active.outs.proof, undefined);
    assert.equal((await rows.up("cutover")).ActiveIndex, "same");
  });

  it("gets a proof as of the fence, however late: what somebody writes past the capture since then isn't taken in", async () => {
    const { rows, app } = await begin();
    const { active } = rows;
    await killedAfterSwitch(rows);
    await untilTaken(() => app.upsert({ records: [record("a", 7)] }));
    await stage().upsert("docs", "", ["a"], 99);
    await rows.up("cutover");
    assert.notEqual(active.outs.proof, undefined);
    stage().newRun();
    await assert.rejects(rows.retirement.up(rows.askRetirement()), { code: "RETIRE_NOT_PROVEN" });
  });

  it("is not made on the proof of a switch that was undone", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    await rows.up("copy");
    await stage().upsert("docs", "", ["a"], 42);
    stage().newRun();
    // `--target` of the switch alone: the check's outputs are those of the state.
    await assert.rejects(rows.active.up(rows.askActive("cutover")), { code: "PARITY_NOT_PROVEN" });
  });
});

/** A cutover whose run was killed right after the switch: the switch's state is as it was before. */
async function killedAfterSwitch(rows: MigrationRows): Promise<void> {
  await rows.up("copy");
  const { id, inputs, outs } = rows.active;
  await rows.up("cutover");
  Object.assign(rows.active, { id, inputs, outs });
}

describe("a retirement that can't be proven again", () => {
  const stage = eachOnStage();

  it("leaves the pod index guarded, though an earlier run had proven it", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    stage().newRun();
    await rows.retirement.up(rows.askRetirement());
    await stage().upsert("docs", "", ["late"]);
    stage().newRun();
    await assert.rejects(rows.retirement.up(rows.askRetirement()), { code: "RETIRE_NOT_PROVEN" });
    const pod = await stage().client.describeIndex("docs");
    assert.deepEqual([pod?.tags.podshift, pod?.deletionProtection], ["cutover", "enabled"]);
    // `--continue-on-error`, or `--target` of the pod index.
    await rows.podIndex.delete().catch(() => undefined);
    assert.notEqual(await stage().client.describeIndex("docs"), undefined);
  });
});
