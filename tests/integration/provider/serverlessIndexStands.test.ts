import assert from "node:assert/strict";
import { MigrationRows } from "../../support/provider/migrationRows";
import { type CheckFailed, Row } from "../../support/provider/row";
import { ASKED, serverlessStage } from "../../support/provider/serverlessStage";
import { eachOnStage } from "../../support/provider/stage";

describe("ServerlessIndex, once it is made", () => {
  const stage = eachOnStage();
  const { made, posts, tag, collected } = serverlessStage(stage);

  it("is frozen in what would make it anew as long as it stands", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    for (const change of [
      { name: "other" },
      { podIndex: "other" },
      { collection: "c" },
      { region: "us-west-2" },
      { cloud: "gcp" },
    ]) {
      await assert.rejects(row.preview({ ...ASKED, ...change }), (error: CheckFailed) => {
        assert.deepEqual(
          error.failures.map(({ property }) => property),
          Object.keys(change),
        );
        assert.deepEqual(error.codes, ["STACK_CHANGED"]);
        return true;
      });
      const diff = await row.handler.diff("docs-serverless", row.outs, { ...row.inputs, ...change });
      assert.deepEqual(diff, { changes: true, replaces: Object.keys(change) });
    }
  });

  it("changes its tags in place: new, changed and gone; carried ones come back", async () => {
    await collected({ tags: { team: "search" } });
    const row = new Row("ServerlessIndex");
    await row.up({ ...ASKED, tags: { a: "1", b: "1", team: "own" } });
    assert.deepEqual(row.outs.allTags, { a: "1", b: "1", team: "own" });
    assert.equal(await row.up({ ...ASKED, tags: { b: "2", c: "1" } }), "update");
    assert.deepEqual(row.outs.allTags, { b: "2", c: "1", team: "search" });
    assert.equal((await made()).tags["podshift-source"], "docs");
    assert.equal(posts(), 1);
  });

  it("changes its tags while it serves, whatever the application has deleted since", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    await tag({ podshift: "cutover" });
    await stage().remove("docs-serverless", "", ["a", "b"]);
    await row.up({ ...ASKED, tags: { a: "1" } });
    assert.deepEqual(row.outs.allTags, { a: "1" });
  });

  it("is not made anew once the pod index is gone: the collection is older than what was lost", async () => {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    await rows.up("retire");
    await rows.podIndex.delete();
    await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs-serverless");
    rows.tags = { a: "b" };
    await assert.rejects(rows.up("retire"), (error: { code: string; message: string }) => {
      assert.equal(error.code, "SERVES_TRAFFIC");
      assert.doesNotMatch(error.message, /phase: copy/);
      return true;
    });
    assert.equal(await stage().client.describeIndex("docs-serverless"), undefined);
  });

  it("is read with its drift, and is gone when it is gone", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    await row.refresh();
    assert.equal(await row.preview(ASKED), "same");
    await stage().client.configureIndex("docs-serverless", { tags: { mine: "1" } });
    await row.refresh();
    assert.deepEqual(row.outs.allTags, { mine: "1" });
    await stage().client.deleteIndex("docs-serverless");
    assert.equal(await row.refresh(), false);
  });

  describe("delete", () => {
    async function held(): Promise<Row> {
      await collected();
      const row = new Row("ServerlessIndex");
      await row.up(ASKED);
      await stage().client.configureIndex("docs-serverless", {
        deletionProtection: "enabled",
        tags: { "podshift-found-protection": "disabled" },
      });
      return row;
    }

    it("lifts only its own protection where a log says who serves, and waits until it is gone", async () => {
      const row = await held();
      row.outs.__log = { url: `file://${stage().folder}/log`, writes: "mirrored" };
      await row.delete();
      assert.equal(await stage().client.describeIndex("docs-serverless"), undefined);
    });

    it("refuses while it is held, where no log says that the pod index serves", async () => {
      const row = await held();
      await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" });
      assert.equal((await made()).deletionProtection, "enabled");
    });

    it("leaves an index that somebody else protected", async () => {
      await collected();
      const row = new Row("ServerlessIndex");
      await row.up(ASKED);
      await stage().client.configureIndex("docs-serverless", { deletionProtection: "enabled" });
      await assert.rejects(row.delete(), { code: "API_ERROR" });
      assert.equal((await made()).deletionProtection, "enabled");
    });

    it("forgives an index that is gone", async () => {
      await collected();
      const row = new Row("ServerlessIndex");
      await row.up(ASKED);
      await stage().client.deleteIndex("docs-serverless");
      await row.delete();
    });

    it("refuses while it serves", async () => {
      await collected();
      const row = new Row("ServerlessIndex");
      await row.up(ASKED);
      for (const state of ["cutover", "retired"]) {
        await tag({ podshift: state });
        await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" });
      }
      assert.equal((await made()).ready, true);
    });

    it("keeps it once the pod index is gone: it is all there is", async () => {
      await collected();
      const row = new Row("ServerlessIndex");
      await row.up(ASKED);
      await stage().client.deleteIndex("docs");
      await row.delete();
      assert.equal((await made()).ready, true);
    });
  });
});
