import assert from "node:assert/strict";
import { noteProven } from "../../../provider/src/handlers/runtime/provenRetirements";
import { releasePodIndex } from "../../../provider/src/migration/podIndex";
import { contextOf } from "../../support/provider/contexts";
import { FakeTime } from "../../support/provider/fakeTime";
import { CheckFailed, Row } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

const ADOPTED = { name: "docs", guarded: false };
const GUARDED = { name: "docs", guarded: true };

describe("PodIndex", () => {
  const stage = eachOnStage();
  const found = async () => (await stage().client.describeIndex("docs")) ?? assert.fail("docs is gone");
  const tag = (tags: Record<string, string>) => stage().client.configureIndex("docs", { tags });

  it("adopts: nothing is created, nothing changed, the facts are in the preview", async () => {
    await stage().podIndex({
      tags: { team: "search" },
      pod: { pods: 2, replicas: 2, metadata_config: { indexed: ["genre"] } },
    });
    const mark = stage().mark;
    const row = new Row("PodIndex");
    assert.equal(await row.preview(ADOPTED), "create");
    assert.equal(
      (await row.check(ADOPTED)).plan,
      "adopt the existing index: 2 x p1.x1 in us-east-1-aws, 2 dimensions, cosine",
    );
    await row.up(ADOPTED);
    assert.deepEqual(stage().changesSince(mark), []);
    const { __provider: _provider, __urn: _urn, plan: _plan, host, ...outs } = row.outs;
    assert.equal(host, (await found()).host);
    assert.deepEqual(outs, {
      ...ADOPTED,
      dimension: 2,
      metric: "cosine",
      environment: "us-east-1-aws",
      pods: 2,
      indexedMetadata: ["genre"],
      found: { podType: "p1.x1", replicas: 2, deletionProtection: "disabled", tags: { team: "search" } },
    });
  });

  it("carries its facts over: scaling the index later is drift, no change of the stack", async () => {
    await stage().podIndex();
    const row = new Row("PodIndex");
    await row.up(ADOPTED);
    await stage().control("PATCH", "/indexes/docs", { spec: { pod: { replicas: 2 } } });
    stage().newRun();
    assert.equal(await row.up(ADOPTED), "same");
    await row.refresh();
    assert.equal((row.outs.found as { replicas: number }).replicas, 2);
    assert.equal(await row.preview(ADOPTED), "same");
  });

  it("refuses in the preview what isn't there and what isn't pod-based", async () => {
    await assert.rejects(new Row("PodIndex").preview(ADOPTED), (error: CheckFailed) => {
      assert.deepEqual([error.failures[0]?.property, error.codes], ["name", ["POD_INDEX_NOT_FOUND"]]);
      return true;
    });
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    await stage().control("POST", "/indexes", { name: "docs", dimension: 2, metric: "cosine", spec });
    stage().newRun();
    await assert.rejects(new Row("PodIndex").preview(ADOPTED), CheckFailed);
    const row = new Row("PodIndex");
    await assert.rejects(row.handler.create({ ...ADOPTED }), { code: "NOT_A_POD_INDEX" });
    await assert.rejects(row.handler.create({ name: "other", guarded: false }), { code: "POD_INDEX_NOT_FOUND" });
  });

  it("is replaced by another name, not changed", async () => {
    await stage().podIndex();
    await stage().podIndex({ name: "other" });
    const row = new Row("PodIndex");
    await row.up(ADOPTED);
    assert.equal(await row.preview({ ...ADOPTED, name: "other" }), "replace");
  });

  for (const protection of ["enabled", "disabled"] as const) {
    it(`guards, and puts protection back as found: ${protection}`, async () => {
      await stage().podIndex({ protection, tags: { team: "search" } });
      const before = await found();
      const row = new Row("PodIndex");
      await row.up(GUARDED);
      assert.equal((await found()).deletionProtection, "enabled");
      assert.equal((row.outs.found as { deletionProtection: string }).deletionProtection, protection);
      const mark = stage().mark;
      await row.handler.update("docs", row.outs, { ...GUARDED });
      assert.deepEqual(stage().changesSince(mark), []);
      assert.equal(await row.up(ADOPTED), "update");
      assert.deepEqual(await found(), before);
    });
  }

  it("stays guarded while traffic is on serverless, whatever the program says", async () => {
    await stage().podIndex();
    const row = new Row("PodIndex");
    await row.up(GUARDED);
    await tag({ podshift: "cutover" });
    await row.up(ADOPTED);
    assert.equal((await found()).deletionProtection, "enabled");
  });

  it("takes a retirement back when it is guarded again", async () => {
    await stage().podIndex({ tags: { podshift: "retired", "podshift-found-protection": "disabled" } });
    await new Row("PodIndex").up(GUARDED);
    assert.equal((await found()).deletionProtection, "enabled");
    assert.equal((await found()).tags.podshift, "cutover");
  });

  it("shows a lifted guard as drift, and the next run puts it back", async () => {
    await stage().podIndex();
    const row = new Row("PodIndex");
    await row.up(GUARDED);
    await stage().client.configureIndex("docs", { deletionProtection: "disabled" });
    await row.refresh();
    assert.equal(row.inputs.guarded, false);
    assert.equal(await row.up(GUARDED), "update");
    assert.equal((await found()).deletionProtection, "enabled");
  });

  it("is gone when somebody deleted it", async () => {
    await stage().podIndex();
    const row = new Row("PodIndex");
    await row.up(ADOPTED);
    await stage().client.deleteIndex("docs");
    assert.equal(await row.refresh(), false);
    await row.delete();
  });

  describe("delete", () => {
    it("puts an untouched index back as found and leaves it", async () => {
      await stage().podIndex({ tags: { team: "search" }, protection: "enabled" });
      const before = await found();
      const row = new Row("PodIndex");
      await row.up(GUARDED);
      await tag({ "podshift-collection": "c@1" });
      await row.delete();
      assert.deepEqual(await found(), before);
    });

    it("refuses in cutover, and whenever it doesn't know the tag", async () => {
      await stage().podIndex();
      const row = new Row("PodIndex");
      await row.up(GUARDED);
      for (const state of ["cutover", "something"]) {
        await tag({ podshift: state });
        await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" });
      }
      assert.equal((await found()).deletionProtection, "enabled");
    });

    it("deletes a retired index that this run has proven, and no other", async () => {
      await stage().podIndex({ tags: { podshift: "retired" } });
      const row = new Row("PodIndex");
      await row.up(ADOPTED);
      await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" });
      noteProven((await found()).host, Date.now());
      await row.delete();
      assert.equal(await stage().client.describeIndex("docs"), undefined);
    });

    it("deletes none whose proof is as old as another migration's copy takes: somebody may have written since", async () => {
      await stage().podIndex({ tags: { podshift: "retired" } });
      const clock = new FakeTime();
      const provenAt = () => clock.now() - 11 * 60_000;
      const release = { name: "docs", deadlineMs: 60_000, provenAt };
      await assert.rejects(releasePodIndex(contextOf(stage().client, { clock }), release), {
        code: "CUTOVER_GUARD",
        message: /too long ago/,
      });
      const setBack = { ...release, provenAt: () => clock.now() + 11 * 60_000 };
      await assert.rejects(releasePodIndex(contextOf(stage().client, { clock }), setBack), { code: "CUTOVER_GUARD" });
      assert.equal((await found()).ready, true);
      const again = { ...release, provenAt: () => clock.now() - 9 * 60_000 };
      assert.equal(await releasePodIndex(contextOf(stage().client, { clock }), again), "deleted");
    });

    it("leaves a retired index whose protection somebody turned on: the service refuses", async () => {
      await stage().podIndex({ tags: { podshift: "retired" }, protection: "enabled" });
      const row = new Row("PodIndex");
      await row.up(ADOPTED);
      noteProven((await found()).host, Date.now());
      await assert.rejects(row.delete(), { code: "API_ERROR" });
      assert.equal((await found()).ready, true);
    });
  });
});

describe("PodIndex, with deletes that take time", () => {
  const stage = eachOnStage({ deleteMs: 30 });

  it("waits until it is gone", async () => {
    await stage().podIndex({ tags: { podshift: "retired" } });
    const context = contextOf(stage().client, {
      clock: { now: Date.now, sleep: () => new Promise((r) => setTimeout(r, 5)) },
    });
    assert.equal(
      await releasePodIndex(context, { name: "docs", deadlineMs: 60_000, provenAt: () => context.clock.now() }),
      "deleted",
    );
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });

  it("says so when it takes too long", async () => {
    await stage().podIndex({ tags: { podshift: "retired" } });
    const context = contextOf(stage().client, { clock: new FakeTime() });
    await assert.rejects(
      releasePodIndex(context, { name: "docs", deadlineMs: 0, provenAt: () => context.clock.now() }),
      {
        code: "API_ERROR",
      },
    );
  });
});
