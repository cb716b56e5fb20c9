import assert from "node:assert/strict";
import type { Props } from "../../../provider/src/handlers/runtime/define";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { eachLogged } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

/** Two stacks that name one log: the plain `up` of the one must not undo the cutover of the other. */
describe("a write log's owner", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const place = (url: string) => ({ url, writes: "mirrored" }) as const;
  const record = (url: string) => logAt(url).control.read();

  const refused = (error: unknown) => {
    assert.ok(error instanceof CheckFailed, String(error));
    assert.deepEqual(error.codes, ["LOG_TAKEN"]);
    assert.match(error.message, /podshift\/dev/);
    return true;
  };

  /** Another stack whose state is as if it had made all this too, when no record had an owner yet. */
  function twin(rows: MigrationRows, url: string): MigrationRows {
    const other = new MigrationRows(stage(), place(url)).inStack("staging");
    for (const [at, row] of rows.all.entries()) {
      const copy = other.all[at] ?? assert.fail();
      const own = (props: Props) => ({ ...props, __urn: String(props.__urn).replace(":dev::", ":staging::") });
      Object.assign(copy, { id: row.id, inputs: own(row.inputs), outs: own(row.outs) });
    }
    return other;
  }

  const ownerless = (url: string) => logAt(url).control.swap(() => ({ owner: undefined }));

  it("is the stack that began it; another one is refused in its preview", async () => {
    const { url } = await begin();
    assert.equal((await record(url)).owner, "podshift/dev");
    const other = new MigrationRows(stage(), place(url)).inStack("staging");
    await assert.rejects(other.up("capture"), refused);
    await assert.rejects(other.writeLog.handler.create({ ...other.askWriteLog(), __urn: urn("staging") }), {
      code: "LOG_TAKEN",
    });
    assert.equal((await record(url)).owner, "podshift/dev");
  });

  it("keeps its cutover, whatever another stack in `copy` runs", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    await ownerless(url);
    const other = twin(rows, url);
    await rows.up("cutover");
    await assert.rejects(other.up("copy"), refused);
    stage().newRun();
    // As with --target, past the check of the log.
    await assert.rejects(other.active.up(other.askActive("copy")), refused);
    const news = { ...other.askActive("copy"), __urn: urn("staging") };
    await assert.rejects(other.active.handler.update("docs", other.active.outs, news), { code: "LOG_TAKEN" });
    assert.equal((await record(url)).active, "serverless");
  });

  it("keeps its cutover when another stack is only in `assess`", async () => {
    const { rows, url } = await begin();
    await rows.up("cutover");
    const other = new MigrationRows(stage(), place(url)).inStack("staging");
    await assert.rejects(other.up("assess"), refused);
    assert.equal((await record(url)).active, "serverless");
  });

  it("keeps its log open when another stack ends", async () => {
    const { rows, url } = await begin();
    await ownerless(url);
    const other = twin(rows, url);
    await rows.up("capture");
    await other.writeLog.delete();
    assert.equal((await record(url)).state, "open");
    await rows.writeLog.delete();
    assert.equal((await record(url)).state, "closed");
  });

  it("is who comes first, once, when the log was begun by an older version", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    await ownerless(url);
    stage().newRun();
    assert.equal(await rows.writeLog.up(rows.askWriteLog()), "update");
    assert.equal((await record(url)).owner, "podshift/dev");
    assert.equal(await rows.writeLog.up(rows.askWriteLog()), "same");
  });

  it("is known by name: a lost state goes on with its log", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    const anew = new MigrationRows(stage(), place(url));
    await anew.up("copy");
    assert.equal((await record(url)).owner, "podshift/dev");
  });

  it("follows a stack that is renamed", async () => {
    const { rows, url } = await begin();
    await rows.up("cutover");
    rows.inStack("production");
    assert.equal((await rows.up("cutover")).WriteLog, "update");
    assert.equal((await record(url)).owner, "podshift/production");
    assert.equal((await rows.up("cutover")).WriteLog, "same");
    const old = new MigrationRows(stage(), place(url));
    await assert.rejects(old.up("cutover"), (error: unknown) => error instanceof CheckFailed);
    await rows.up("copy");
    assert.equal((await record(url)).active, "pod");
  });

  it("is another one after the log was closed and begun anew", async () => {
    const { rows, url } = await begin();
    await rows.up("assess");
    await rows.writeLog.delete();
    await new MigrationRows(stage(), place(url)).inStack("staging").up("capture");
    assert.equal((await record(url)).owner, "podshift/staging");
  });
});

function urn(stack: string): string {
  return `urn:pulumi:${stack}::podshift::pulumi-nodejs:dynamic/pinecone:ActiveIndex::docs`;
}
