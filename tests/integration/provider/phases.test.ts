import assert from "node:assert/strict";
import { MigrationRows } from "../../support/provider/migrationRows";
import { Row } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

const same = (...kinds: string[]) => Object.fromEntries(kinds.map((kind) => [kind, "same"]));
const ALL = ["Preflight", "PodIndex", "Collection", "ServerlessIndex", "ParityCheck", "ActiveIndex"];

describe("a migration, phase by phase", () => {
  const stage = eachOnStage();

  it("assess changes nothing in the cloud, and a second run changes nothing in the stack", async () => {
    await stage().podIndex({ tags: { team: "search" }, protection: "enabled" });
    const found = await stage().client.describeIndex("docs");
    const mark = stage().mark;
    const rows = new MigrationRows(stage());
    assert.deepEqual(await rows.up("assess"), { Preflight: "create", PodIndex: "create", ActiveIndex: "create" });
    assert.deepEqual(await rows.up("assess"), same("Preflight", "PodIndex", "ActiveIndex"));
    assert.deepEqual(stage().changesSince(mark), []);
    assert.deepEqual(await stage().client.describeIndex("docs"), found);
    assert.deepEqual([rows.active.outs.name, rows.active.outs.switchedAt], ["docs", ""]);
  });

  it("goes from assess to retire, each step repeatable, and deletes the pod index last", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("assess");
    await rows.up("copy");
    assert.deepEqual(await rows.up("copy"), same(...ALL));
    assert.equal(rows.active.outs.active, "pod");
    await rows.up("cutover");
    assert.deepEqual(await rows.up("cutover"), same(...ALL));
    assert.deepEqual([rows.active.outs.active, rows.active.outs.name], ["serverless", "docs-serverless"]);
    await rows.up("retire");
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
    assert.deepEqual(await rows.up("retire"), same(...ALL.filter((kind) => kind !== "PodIndex"), "PodRetirement"));
    const serverless = await stage().client.describeIndex("docs-serverless");
    assert.equal(
      (
        await stage()
          .client.reader(serverless?.host ?? "")
          .stats()
      ).total,
      5,
    );
  });

  it("can jump from nothing to cutover: proven first, then switched", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    assert.equal((await stage().client.describeIndex("docs"))?.tags.podshift, "cutover");
    assert.equal((rows.parity.outs.proof as { content: string }).content, "all");
  });

  it("leaves the pod index as found when all is destroyed in copy", async () => {
    await stage().podIndex({ tags: { team: "search" } });
    const found = await stage().client.describeIndex("docs");
    const rows = new MigrationRows(stage());
    await rows.up("copy");
    for (const row of [rows.active, rows.parity, rows.serverless, rows.collection, rows.podIndex, rows.preflight]) {
      await row.delete();
    }
    assert.deepEqual(await stage().client.describeIndex("docs"), found);
    assert.equal(await stage().client.describeIndex("docs-serverless"), undefined);
    assert.equal(await stage().client.describeCollection("docs-collection"), undefined);
  });

  for (const phase of ["cutover", "retire"] as const) {
    it(`refuses every delete in ${phase}, in any order, as long as the pod index stands`, async () => {
      await stage().podIndex();
      const rows = new MigrationRows(stage());
      await rows.up("cutover");
      if (phase === "retire") await rows.up("retire");
      const mark = stage().mark;
      for (const row of [rows.active, rows.collection, rows.serverless, rows.parity]) {
        await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" }, row.kind);
      }
      if (phase === "cutover") await assert.rejects(rows.podIndex.delete(), { code: "CUTOVER_GUARD" });
      assert.deepEqual(stage().changesSince(mark), []);
    });
  }

  it("only forgets in retire, once the pod index is gone", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    await rows.up("retire");
    await rows.podIndex.delete();
    const mark = stage().mark;
    stage().newRun();
    for (const row of [rows.retirement, rows.active, rows.parity, rows.serverless, rows.collection, rows.preflight]) {
      await row.delete();
    }
    assert.deepEqual(stage().changesSince(mark), []);
    assert.equal((await stage().client.describeIndex("docs-serverless"))?.ready, true);
    assert.equal((await stage().client.describeCollection("docs-collection"))?.status, "Ready");
  });

  for (const writes of ["paused", "mirrored", "deferred"] as const) {
    it(`holds nothing undefined in any state, writes ${writes}: Pulumi can't store it`, async () => {
      await stage().podIndex({ pod: { metadata_config: { indexed: ["genre"] } } });
      const url = `file://${stage().folder}/log`;
      const rows = new MigrationRows(stage(), writes === "paused" ? undefined : { url, writes });
      rows.acknowledge = ["NO_LIVE_WRITER"];
      await rows.up("cutover");
      await rows.up("retire");
      const undefinedIn = (value: unknown, path: string): string[] => {
        if (value === undefined) return [path];
        if (typeof value !== "object" || value === null) return [];
        return Object.entries(value).flatMap(([key, inner]) => undefinedIn(inner, `${path}.${key}`));
      };
      for (const row of Object.values(rows)) {
        if (!(row instanceof Row) || row.id === undefined) continue;
        assert.deepEqual(undefinedIn([row.outs, row.inputs], row.kind), []);
        assert.equal(await row.refresh(), true);
        assert.deepEqual(undefinedIn([row.outs, row.inputs], row.kind), []);
      }
    });
  }
});
