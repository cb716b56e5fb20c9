import assert from "node:assert/strict";
import type { Props } from "../../../provider/src/handlers/runtime/define";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { eachLogged } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

/** `pulumi stack rename` gives the rows new URNs; what the state and the service hold still has the old name. */
describe("a renamed stack", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const tag = async () => (await stage().client.describeIndex("docs"))?.tags["podshift-stack"];
  const refusedWith = (code: string, next: RegExp) => (error: unknown) => {
    assert.ok(error instanceof CheckFailed, String(error));
    assert.deepEqual(error.codes, [code]);
    assert.match(error.message, next);
    return true;
  };

  async function paused(): Promise<MigrationRows> {
    await stage().podIndex();
    return new MigrationRows(stage());
  }

  /** The URN among what the state has of a row, as of a stack of another name. */
  const underName = (props: Props, stack: string): Props => ({
    ...props,
    __urn: String(props.__urn).replace(/^urn:pulumi:[^:]+/, `urn:pulumi:${stack}`),
  });

  /** What the rows' state is as an older version left it in a run under the new name that changed nothing. */
  function asOlderVersionLeft(rows: MigrationRows, stack: string): void {
    for (const row of rows.all) row.inputs = underName(row.inputs, stack);
    rows.inStack(stack);
  }

  /** A stack of another name, with the state of the first: only the resources' own URNs were made its. */
  function copyOf(rows: MigrationRows, stack: string): MigrationRows {
    const other = new MigrationRows(stage()).inStack(stack);
    for (const [at, { id, inputs, outs }] of rows.all.entries())
      Object.assign(other.all[at] ?? {}, { id, inputs, outs });
    return other;
  }

  for (const [writes, started] of [
    ["paused", paused],
    ["mirrored", async () => (await begin()).rows],
  ] as const) {
    describe(`with writes ${writes}`, () => {
      it("says once, in the service, that the cutover is its own, and can roll back", async () => {
        const rows = await started();
        await rows.up("cutover");
        rows.inStack("production");
        assert.equal((await rows.up("cutover")).ActiveIndex, "update");
        assert.equal(await tag(), "podshift@production");
        assert.equal((await rows.up("cutover")).ActiveIndex, "same");
        assert.equal(rows.active.inputs.__stacks, undefined, "no longer needed");
        await rows.up("copy");
        assert.equal(rows.active.outs.active, "pod");
        assert.equal(await tag(), undefined);
      });

      it("can roll back at once", async () => {
        const rows = await started();
        await rows.up("cutover");
        await rows.inStack("production").up("copy");
        assert.equal(rows.active.outs.active, "pod");
      });

      it("can roll back after two names, with and without an `up` between", async () => {
        const rows = await started();
        await rows.up("cutover");
        rows.inStack("staging").inStack("production");
        await rows.up("cutover");
        assert.equal(await tag(), "podshift@production");
        await rows.inStack("live").up("cutover");
        await rows.inStack("last").up("copy");
        assert.equal(rows.active.outs.active, "pod");
      });

      it("keeps its way back after a `retire` that was refused, under one name more and after a refresh too", async () => {
        const rows = await started();
        await rows.up("cutover");
        await stage().upsert("docs", "", ["straggler"]);
        rows.inStack("production");
        for (const stack of ["production", "live"]) {
          rows.inStack(stack);
          await assert.rejects(rows.up("retire"));
          for (const phase of ["retire", "cutover", "copy"] as const) {
            stage().newRun();
            await rows.active.check(rows.askActive(phase));
          }
        }
        await rows.active.refresh();
        await stage().remove("docs", "", ["straggler"]);
        await rows.up("copy");
        assert.equal(rows.active.outs.active, "pod");
      });

      it("is helped out of what an older version left: by `cutover`, or by its old name", async () => {
        const rows = await started();
        await rows.up("cutover");
        asOlderVersionLeft(rows, "production");
        const copy = { ...rows.askActive("copy") };
        stage().newRun();
        const code = writes === "paused" ? "PHASE_NOT_ALLOWED" : "LOG_TAKEN";
        await assert.rejects(rows.active.check(copy), refusedWith(code, /pulumi stack rename/));
        rows.inStack("dev");
        await rows.active.check(copy);
        rows.inStack("production");
        if (rows.log !== undefined) await logAt(rows.log.url).control.swap(() => ({ owner: "podshift/production" }));
        await rows.up("cutover");
        await rows.up("copy");
        assert.equal(rows.active.outs.active, "pod");
      });
    });
  }

  it("closes its log when it goes back to `assess`", async () => {
    const { rows, url } = await begin();
    await rows.up("copy");
    await rows.inStack("production").up("assess");
    await rows.catchUp.delete();
    await rows.writeLog.delete();
    assert.equal((await logAt(url).control.read()).state, "closed");
  });

  it("doesn't undo the cutover of a stack that was given its old name", async () => {
    const rows = await paused();
    await rows.up("copy");
    await rows.inStack("production").up("copy");
    const anew = new MigrationRows(stage());
    await anew.up("cutover");
    await assert.rejects(rows.up("copy"), refusedWith("PHASE_NOT_ALLOWED", /phase: cutover/));
    assert.equal(await tag(), "podshift@dev");
    assert.equal((await anew.up("cutover")).ActiveIndex, "same");
  });

  it("doesn't undo it once its own cutover was taken over, either", async () => {
    const rows = await paused();
    await rows.up("cutover");
    rows.inStack("production");
    await rows.up("cutover");
    await rows.up("cutover");
    await new MigrationRows(stage()).up("cutover");
    assert.equal((await rows.up("cutover")).ActiveIndex, "same");
    assert.equal(await tag(), "podshift@dev");
    await assert.rejects(rows.up("copy"), refusedWith("PHASE_NOT_ALLOWED", /pulumi stack rename/));
  });

  it("isn't a copy of its state from before the cutover: that one undoes nothing", async () => {
    const rows = await paused();
    await rows.up("copy");
    const other = copyOf(rows, "staging");
    await rows.up("cutover");
    await assert.rejects(other.up("copy"), refusedWith("PHASE_NOT_ALLOWED", /phase: cutover/));
    const news = { ...other.askActive("copy"), ...underName({ __urn: other.active.outs.__urn }, "staging") };
    await assert.rejects(other.active.handler.update("docs", other.active.outs, news), { code: "PHASE_NOT_ALLOWED" });
    assert.equal(await tag(), "podshift@dev");
    await rows.up("copy");
  });
});
