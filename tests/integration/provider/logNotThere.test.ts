import assert from "node:assert/strict";
import { existsSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { writeLog } from "../../../provider/src/handlers/writeLog";
import { contextOf } from "../../support/provider/contexts";
import { eachLogged } from "../../support/provider/loggedMigration";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

/** Applications go on writing into the log where they have it; a second, empty one would have none of these writes. */
describe("a write log that isn't where this stack began it", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const refused = (error: unknown) => {
    assert.ok(error instanceof CheckFailed, String(error));
    assert.deepEqual(error.codes, ["LOG_NOT_FOUND"]);
    assert.match(error.message, /not mounted here.*\n.*mount it under the same path/);
    return true;
  };

  /** As on a machine on which the log's folder isn't mounted. Gives the way to mount it again. */
  function unmount(url: string): () => void {
    const [folder, elsewhere] = [fileURLToPath(url), `${fileURLToPath(url)}-elsewhere`];
    renameSync(folder, elsewhere);
    stage().newRun();
    return () => {
      renameSync(elsewhere, folder);
      stage().newRun();
    };
  }

  for (const phase of ["capture", "copy", "cutover"] as const) {
    it(`is refused in ${phase} before anything is made, and gone on with once it is there again`, async () => {
      const { rows, url } = await begin();
      await rows.up(phase);
      const { log } = await logAt(url).control.read();
      const mount = unmount(url);
      await assert.rejects(rows.up(phase), refused);
      assert.equal(existsSync(fileURLToPath(url)), false);
      mount();
      assert.equal((await rows.up(phase)).WriteLog, "same");
      assert.equal((await logAt(url).control.read()).log, log);
    });
  }

  it("is not said to be closed when it ends", async () => {
    const { url } = await begin();
    unmount(url);
    const context = contextOf(stage().client);
    const inputs = { url, podIndex: "docs", writes: "mirrored", times: {}, discard: false, log: "its-id" } as const;
    await writeLog.delete(context, url, inputs);
    assert.deepEqual(context.said.warn, [`there is no write log at ${url}: none was closed`]);
    assert.deepEqual(context.said.report, []);
  });

  it("does not end while serverless serves", async () => {
    const { rows, url } = await begin();
    await rows.up("cutover");
    unmount(url);
    await assert.rejects(rows.writeLog.delete(), { code: "CUTOVER_GUARD" });
  });

  it("keeps nobody in cutover: retire goes on without it, as docs/interrupted.md says of one that was deleted", async () => {
    const { rows, url } = await begin();
    await rows.up("cutover");
    unmount(url);
    assert.equal((await rows.up("retire")).PodRetirement, "create");
    assert.equal((await stage().client.describeIndex("docs"))?.tags?.podshift, "retired");
  });

  it("can be left for good, and is begun anew where it was", async () => {
    const { rows, url } = await begin();
    unmount(url);
    await rows.up("assess");
    await rows.writeLog.delete();
    assert.equal(existsSync(fileURLToPath(url)), false);
    stage().newRun();
    assert.equal((await rows.up("capture")).WriteLog, "create");
  });
});
