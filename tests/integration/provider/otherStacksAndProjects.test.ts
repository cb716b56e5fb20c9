import assert from "node:assert/strict";
import { startEmulator } from "pinecone-emulator";
import { providerOf } from "../../../provider/src/handlers";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { stackConfig } from "../../support/provider/environment";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

/** An application writes in one project; a run has the key of another, in which there is no index at all. */
describe("an API key of another project", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  async function inOtherProject(work: () => Promise<void>): Promise<void> {
    const other = await startEmulator({});
    try {
      const config = { "pinecone:apiKey": "other", "pinecone:controllerHost": other.url };
      providerOf("Preflight").configure(stackConfig(config));
      await work();
    } finally {
      await other.stop();
    }
  }

  it("retires nothing, and closes no log", async () => {
    const { rows, app, url } = await begin();
    await rows.up("cutover");
    await untilTaken(() => app.upsert({ records: [record("x", 1)] }));
    const { store, control } = logAt(url);
    const folders = Object.keys((await control.read()).writers).map((writer) => `segments/${writer}`);
    const segments = () => Promise.all(folders.map((folder) => store.list(folder)));
    const before = await segments();
    await inOtherProject(async () => {
      await assert.rejects(rows.retirement.up(rows.askRetirement()), (error) => {
        assert.ok(error instanceof CheckFailed);
        assert.deepEqual(error.codes, ["WRONG_PROJECT"]);
        return true;
      });
      await assert.rejects(rows.retirement.handler.create({ ...rows.askRetirement() }), { code: "WRONG_PROJECT" });
      for (const row of [rows.writeLog, rows.catchUp, rows.parity, rows.active, rows.serverless, rows.collection]) {
        await assert.rejects(row.delete(), { code: "WRONG_PROJECT" }, row.kind);
      }
    });
    const { state, active } = await control.read();
    assert.deepEqual([state, active, await segments()], ["open", "serverless", before]);
  });

  it("retires nothing where writes are paused", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    await inOtherProject(async () => {
      await assert.rejects(rows.retirement.handler.create({ ...rows.askRetirement() }), { code: "WRONG_PROJECT" });
    });
  });
});

describe("another stack, in whose state is the same pod index", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const refused = (error: unknown) => {
    assert.ok(error instanceof CheckFailed, String(error));
    assert.deepEqual(error.codes, ["PHASE_NOT_ALLOWED"]);
    assert.match(error.message, /podshift\/dev/);
    return true;
  };

  async function assertLeavesAlone(rows: MigrationRows, other: MigrationRows): Promise<void> {
    const both = () => Promise.all(["docs", "docs-serverless"].map((name) => stage().client.describeIndex(name)));
    await other.up("assess");
    await rows.up("cutover");
    const before = await both();
    assert.equal(before[0]?.tags["podshift-stack"], "podshift@dev");
    await assert.rejects(other.up("assess"), refused);
    stage().newRun();
    const news = { ...other.askActive("assess"), __urn: "urn:pulumi:staging::podshift::x::docs" };
    await assert.rejects(other.active.handler.update("docs", other.active.outs, news), { code: "PHASE_NOT_ALLOWED" });
    await assert.rejects(other.podIndex.delete(), { code: "CUTOVER_GUARD" });
    assert.deepEqual(await both(), before);
    // Its own stack goes back, and leaves no tag behind.
    await rows.up("copy");
    assert.equal((await both())[0]?.tags["podshift-stack"], undefined);
    assert.equal((await other.up("assess")).ActiveIndex, "same");
  }

  it("doesn't undo a cutover whose writes were paused", async () => {
    await stage().podIndex();
    const other = new MigrationRows(stage()).inStack("staging");
    await assertLeavesAlone(new MigrationRows(stage()), other);
  });

  it("doesn't take the guard of one with a log away, of which it knows nothing", async () => {
    const { rows } = await begin();
    await assertLeavesAlone(rows, new MigrationRows(stage()).inStack("staging"));
  });
});
