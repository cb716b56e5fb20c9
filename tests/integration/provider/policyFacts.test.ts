import assert from "node:assert/strict";
import { UNKNOWN } from "../../../provider/src/handlers/runtime/define";
import type { ProvenParity } from "../../../provider/src/migration/parity/proof";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

describe("facts for policies, in inputs", () => {
  const stage = eachOnStage();
  const host = async () => (await stage().client.describeIndex("docs-serverless"))?.host;

  async function reached(phase: "copy" | "cutover"): Promise<MigrationRows> {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up(phase);
    stage().newRun();
    return rows;
  }

  describe("ActiveIndex: serverlessProtection", () => {
    it("is not there while the pod index serves", async () => {
      const rows = await reached("copy");
      assert.equal("serverlessProtection" in (await rows.active.check(rows.askActive("copy"))), false);
    });

    it("is what the switch will do, before it; and what is found, after it, without a change of the resource", async () => {
      const rows = await reached("copy");
      const asked = rows.askActive("cutover");
      assert.equal((await rows.active.check(asked)).serverlessProtection, "enabled");
      await rows.up("cutover");
      const seen = async () => {
        stage().newRun();
        const serving = rows.askActive("cutover");
        assert.equal(await rows.active.preview(serving), "same");
        return (await rows.active.check(serving)).serverlessProtection;
      };
      assert.equal(await seen(), "enabled");
      await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
      assert.equal(await seen(), "disabled");
      await stage().client.deleteIndex("docs-serverless");
      assert.equal(await seen(), "gone");
    });

    it("is no change of a state of an older version, which has none", async () => {
      const rows = await reached("cutover");
      for (const props of [rows.active.inputs, rows.active.outs]) delete props.serverlessProtection;
      assert.equal(await rows.active.preview(rows.askActive("cutover")), "same");
    });
  });

  describe("PodRetirement: retiring, host and parity", () => {
    it("are the report's facts, its digests left out, and the host as found", async () => {
      const rows = await reached("cutover");
      const { retiring, podHost, host: found, parity } = await rows.retirement.check(rows.askRetirement());
      const { finishedAt } = rows.parity.outs.proof as { finishedAt: string };
      assert.equal(retiring, true);
      assert.equal(found, await host());
      assert.equal(podHost, (await stage().client.describeIndex("docs"))?.host);
      const names = { podIndex: "docs", serverlessIndex: "docs-serverless", podHost, host: found };
      assert.deepEqual(parity, { version: 2, sealed: true, clean: true, content: "all", finishedAt, ...names });
    });

    it("say nothing of a report that is still to be made", async () => {
      const rows = await reached("cutover");
      const inputs = await rows.retirement.check({ ...rows.askRetirement(), __parity: UNKNOWN });
      assert.equal(inputs.retiring, true);
      assert.equal("parity" in inputs, false);
    });

    it("leave out what an older version's report doesn't say, which a retirement doesn't rest on", async () => {
      const rows = await reached("cutover");
      const asked = rows.askRetirement();
      const { clean, content, finishedAt, digests } = asked.__parity as ProvenParity;
      const older = {
        ...asked,
        __parity: { clean, content, finishedAt, ...(digests === undefined ? {} : { digests }) },
      };
      await assert.rejects(rows.retirement.check(older), /made by an older podshift/);
      await rows.retirement.up(asked);
      const { parity } = await rows.retirement.check(older);
      assert.deepEqual(Object.keys(parity as object).sort(), ["clean", "content", "finishedAt"]);
    });

    it("say whether the report is as the check wrote it", async () => {
      const rows = await reached("cutover");
      const asked = rows.askRetirement();
      await rows.retirement.up(asked);
      const edited = {
        ...asked,
        __parity: { ...(asked.__parity as ProvenParity), finishedAt: new Date().toISOString() },
      };
      const { parity } = await rows.retirement.check(edited);
      assert.equal((parity as { sealed?: boolean }).sealed, false);
    });

    it("stay as they were once the pod index is gone, and are no change", async () => {
      const rows = await reached("cutover");
      const asked = rows.askRetirement();
      await rows.retirement.up(asked);
      await rows.podIndex.delete();
      stage().newRun();
      const { host: before, parity: report } = rows.retirement.inputs;
      const after = await rows.retirement.check({ ...asked, __parity: { clean: false, content: "1", finishedAt: "" } });
      assert.deepEqual([after.retiring, after.host, after.parity], [false, before, report]);
      assert.equal(await rows.retirement.preview(asked), "same");
    });

    it("are no change of a state of an older version, which has none", async () => {
      const rows = await reached("cutover");
      const asked = rows.askRetirement();
      await rows.retirement.up(asked);
      await rows.podIndex.delete();
      stage().newRun();
      for (const props of [rows.retirement.inputs, rows.retirement.outs]) {
        for (const key of ["retiring", "host", "parity"]) delete props[key];
      }
      assert.equal(await rows.retirement.preview(asked), "same");
      const { retiring, ...others } = await rows.retirement.check(asked);
      assert.equal(retiring, false);
      assert.deepEqual([others.host, others.parity], [undefined, undefined]);
    });
  });
});
