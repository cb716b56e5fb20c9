import assert from "node:assert/strict";
import type { Props } from "../../../provider/src/handlers/runtime/define";
import type { Phase } from "../../../provider/src/migration/phases";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

const keysOf = (props: Props, hidden: boolean): Props =>
  Object.fromEntries(Object.entries(props).filter(([key]) => key.startsWith("__") === hidden));

describe("refresh", () => {
  const stage = eachOnStage();

  for (const phase of ["assess", "copy", "cutover", "retire"] as Phase[]) {
    it(`right after an up in ${phase} shows no drift, and the next up changes nothing`, async () => {
      await stage().podIndex({ tags: { team: "search" }, pod: { metadata_config: { indexed: ["genre"] } } });
      const rows = new MigrationRows(stage());
      if (phase === "retire") await rows.up("cutover");
      await rows.up(phase);
      if (phase === "retire") await rows.podIndex.delete();
      stage().newRun();
      const there = [
        rows.preflight,
        rows.podIndex,
        rows.collection,
        rows.serverless,
        rows.parity,
        rows.active,
        rows.retirement,
      ].filter(({ id }) => id !== undefined);
      for (const row of there) {
        const [inputs, outs] = [row.inputs, row.outs];
        assert.equal(await row.refresh(), true, row.kind);
        assert.deepEqual(row.outs, outs, row.kind);
        // Hidden keys, which no one is shown, are those of the last change: the outputs have no newer ones.
        assert.deepEqual(row.inputs, { ...keysOf(inputs, false), ...keysOf(outs, true) }, row.kind);
      }
      const did = await rows.up(phase);
      assert.deepEqual(new Set(Object.values(did)), new Set(["same"]), JSON.stringify(did));
    });
  }

  it("does not make up for a parity check that failed: it is made again until it is clean", async () => {
    await stage().podIndex();
    const rows = await differing();
    stage().newRun();
    assert.equal(await rows.parity.refresh(), true);
    assert.equal(await rows.parity.preview(rows.askParity("copy")), "update");
    await assert.rejects(rows.parity.up(rows.askParity("copy")), { code: "PARITY_DIFFERENT" });
    await stage().upsert("docs-serverless", "", ["a"]);
    await rows.up("copy");
    assert.equal(await rows.parity.preview(rows.askParity("copy")), "same");
  });

  it("leaves a report that is not clean alone while serverless serves", async () => {
    await stage().podIndex();
    const rows = await differing();
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    stage().newRun();
    await rows.parity.refresh();
    assert.equal(await rows.parity.preview(rows.askParity("copy")), "same");
  });

  async function differing() {
    const rows = new MigrationRows(stage());
    await rows.up("copy");
    await stage().remove("docs-serverless", "", ["a"]);
    stage().newRun();
    rows.parity.id = undefined;
    await assert.rejects(rows.parity.up(rows.askParity("copy")), { code: "PARITY_DIFFERENT" });
    return rows;
  }
});
