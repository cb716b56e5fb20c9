import assert from "node:assert/strict";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { eachLogged } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

describe("deletes while serverless serves, as only the log knows", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  /** A cutover, and then somebody takes podshift's tag away by hand. */
  async function untagged() {
    const begun = await begin();
    await begun.rows.up("cutover");
    await stage().client.configureIndex("docs", { tags: { podshift: "" } });
    stage().newRun();
    return begun;
  }

  it("refuses each of them, and deletes nothing", async () => {
    const { rows, url } = await untagged();
    const { serverless, collection, active, writeLog, catchUp, parity, podIndex } = rows;
    const mark = stage().mark;
    for (const row of [active, parity, catchUp, serverless, collection, writeLog, podIndex]) {
      await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" }, row.kind);
    }
    assert.deepEqual(stage().changesSince(mark), []);
    assert.equal((await stage().client.describeIndex("docs"))?.deletionProtection, "enabled");
    assert.equal((await logAt(url).control.read()).state, "open");
    assert.equal((await stage().client.describeCollection("docs-collection"))?.status, "Ready");
    assert.equal((await stage().client.describeIndex("docs-serverless"))?.ready, true);
  });

  it("refuses to make the serverless index anew when that is gone too: it would lack every write since", async () => {
    const { rows } = await untagged();
    await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs-serverless");
    // It stays in the state, for the way back.
    assert.equal(await rows.serverless.refresh(), true);
    await assert.rejects(rows.up("cutover"), { code: "SERVES_TRAFFIC" });
    assert.equal(await stage().client.describeIndex("docs-serverless"), undefined);
  });

  it("makes it anew where a run was killed before the switch: the tag says that serverless serves, the log that it doesn't", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs-serverless");
    stage().newRun();
    await rows.serverless.refresh();
    await rows.up("cutover");
    assert.equal((await stage().client.describeIndex("docs-serverless"))?.ready, true);
    assert.equal((await logAt(url).control.read()).active, "serverless");
  });

  it("puts the tag back in the next run of `cutover`, and ends as ever after `retire`", async () => {
    const { rows } = await untagged();
    assert.equal((await rows.up("cutover")).ActiveIndex, "update");
    assert.equal((await stage().client.describeIndex("docs"))?.tags.podshift, "cutover");
    await rows.up("retire");
    for (const row of [rows.catchUp, rows.writeLog, rows.podIndex]) await row.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });
});
