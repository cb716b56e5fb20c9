import assert from "node:assert/strict";
import type { Phase } from "../../../provider/src/migration/phases";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

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
        assert.deepEqual(row.inputs, inputs, row.kind);
      }
      const did = await rows.up(phase);
      assert.deepEqual(new Set(Object.values(did)), new Set(["same"]), JSON.stringify(did));
    });
  }
});
