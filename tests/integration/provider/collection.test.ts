import assert from "node:assert/strict";
import { collection } from "../../../provider/src/handlers/collection";
import type { PartialFailure } from "../../../provider/src/handlers/runtime/define";
import { ensureCollection, removeCollection } from "../../../provider/src/migration/collection";
import { contextOf } from "../../support/provider/contexts";
import { FakeTime } from "../../support/provider/fakeTime";
import { type CheckFailed, Row } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";
import { stoppedAtSleep, stoppedInRequest, whileWaiting } from "../../support/provider/stopping";

const ASKED = { name: "docs-collection", source: "docs", timeoutMinutes: 1 };
const REQUEST = { name: "docs-collection", source: "docs", deadlineMs: 60_000 };

describe("Collection", () => {
  const stage = eachOnStage();
  const posts = () =>
    stage().emulator.journal.filter(({ method, path }) => method === "POST" && path === "/collections").length;
  const record = async () => (await stage().client.describeIndex("docs"))?.tags["podshift-collection"];
  const tag = (tags: Record<string, string>) => stage().client.configureIndex("docs", { tags });

  it("is asked for once, recorded on the pod index, and waited for", async () => {
    await stage().podIndex();
    const row = new Row("Collection");
    await row.up(ASKED);
    const { status, environment, vectorCount, size, askedAt } = row.outs;
    assert.deepEqual([status, environment, vectorCount], ["Ready", "us-east-1-aws", 5]);
    assert.ok(Number(size) > 0);
    assert.equal(await record(), `docs-collection@${askedAt}`);
    assert.equal(await row.up(ASKED), "same");
    await row.handler.create({ ...ASKED });
    assert.equal(posts(), 1);
  });

  it("records before it asks: a run killed between the two is gone on with", async () => {
    await stage().podIndex();
    await tag({ "podshift-collection": "docs-collection@1" });
    const row = new Row("Collection");
    await row.up(ASKED);
    assert.equal(posts(), 1);
    assert.notEqual(row.outs.askedAt, 1);
  });

  it("refuses a name that is taken by a collection of somebody else", async () => {
    await stage().podIndex();
    await stage().client.createCollection("docs-collection", "docs");
    const row = new Row("Collection");
    await assert.rejects(row.up(ASKED), { code: "COLLECTION_NAME_TAKEN" });
    assert.equal(row.id, undefined);
    await tag({ "podshift-collection": "another@1" });
    await assert.rejects(row.up(ASKED), { code: "COLLECTION_NAME_TAKEN" });
    assert.equal(posts(), 1);
  });

  it("refuses without a pod index that is ready", async () => {
    await assert.rejects(new Row("Collection").up(ASKED), { code: "POD_INDEX_NOT_FOUND" });
    stage().emulator.control.holdIndexes();
    await stage().control("POST", "/indexes", {
      name: "docs",
      dimension: 2,
      metric: "cosine",
      spec: { pod: { environment: "us-east-1-aws", pod_type: "p1.x1" } },
    });
    stage().newRun();
    await assert.rejects(new Row("Collection").handler.create({ ...ASKED }), { code: "POD_INDEX_NOT_READY" });
    assert.equal(posts(), 0);
  });

  it("keeps its state when it takes too long, and the next run goes on with the same collection", async () => {
    await stage().podIndex();
    stage().emulator.control.holdCollections();
    const row = new Row("Collection");
    const hasty = { ...ASKED, timeoutMinutes: 0 };
    await assert.rejects(row.up(hasty), (error: { reasons: string[] }) => {
      assert.equal(error.reasons.length, 1);
      assert.match(error.reasons[0] ?? "", /COLLECTION_TIMEOUT/);
      return true;
    });
    assert.deepEqual([row.id, row.outs.status], ["docs-collection", "Initializing"]);
    assert.equal(await row.preview(hasty), "update");
    stage().emulator.control.releaseCollections();
    assert.equal(await row.up(hasty), "update");
    assert.deepEqual([row.outs.status, row.outs.vectorCount], ["Ready", 5]);
    assert.equal(await record(), `docs-collection@${row.outs.askedAt}`);
    assert.equal(posts(), 1);
  });

  it("is waited for in the next run even when a refresh came between", async () => {
    await stage().podIndex();
    stage().emulator.control.holdCollections();
    const row = new Row("Collection");
    await assert.rejects(row.up({ ...ASKED, timeoutMinutes: 0 }), { code: "COLLECTION_TIMEOUT" });
    await row.refresh();
    stage().emulator.control.releaseCollections();
    assert.equal(await row.up({ ...ASKED, timeoutMinutes: 0 }), "update");
    assert.deepEqual([row.outs.status, row.outs.vectorCount], ["Ready", 5]);
    assert.equal(posts(), 1);
  });

  it("stops in the middle with its state kept, and goes on: one request in all", async () => {
    await stage().podIndex();
    stage().emulator.control.holdCollections();
    const stopped = stoppedAtSleep(stage(), 3);
    await assert.rejects(collection.create(stopped, ASKED), (error: PartialFailure<object>) => {
      assert.equal(error.reason.code, "STOPPED");
      assert.equal(error.id, "docs-collection");
      return true;
    });
    assert.ok(stopped.said.progress.some((line) => line.startsWith("Initializing")));
    const goesOn = whileWaiting(stage(), (sleep) => sleep === 1 && stage().emulator.control.releaseCollections());
    const outs = await collection.update(goesOn, {}, ASKED);
    assert.deepEqual([outs.status, outs.vectorCount], ["Ready", 5]);
    assert.equal(posts(), 1);
    assert.deepEqual(goesOn.said.report, ["Ready: 5 records, as in pod index docs"]);
  });

  it("keeps its state as well when the stop comes in the middle of a request", async () => {
    await stage().podIndex();
    stage().emulator.control.holdCollections();
    let looks = 0;
    const stopped = stoppedInRequest(stage(), (method, path) => {
      looks += method === "GET" && path === "/collections/docs-collection" ? 1 : 0;
      return looks === 3;
    });
    await assert.rejects(collection.create(stopped, ASKED), (error: Partial<PartialFailure<object>>) => {
      assert.equal(error.reason?.code, "STOPPED");
      return true;
    });
    assert.equal(posts(), 1);
  });

  it("asks for nothing once the run is to stop", async () => {
    await stage().podIndex();
    const stopped = contextOf(stage().client, { signal: AbortSignal.abort() });
    await assert.rejects(ensureCollection(stopped, REQUEST), { code: "STOPPED" });
    assert.equal(posts(), 0);
    assert.equal(await record(), undefined);
  });

  it("waits for one that a read behind the others doesn't show yet", async () => {
    await stage().podIndex();
    const { client } = stage();
    let behind = 2;
    const describeCollection: typeof client.describeCollection = (name) => {
      if (posts() === 0 || behind === 0) return client.describeCollection(name);
      behind -= 1;
      return Promise.resolve(undefined);
    };
    await ensureCollection(contextOf({ ...client, describeCollection }, { clock: new FakeTime(Date.now()) }), REQUEST);
    assert.equal(posts(), 1);
  });

  it("says when somebody deletes it while it is being made", async () => {
    await stage().podIndex();
    stage().emulator.control.holdCollections();
    let deleted: Promise<unknown> | undefined;
    const context = whileWaiting(stage(), (sleep) => {
      if (sleep === 0) deleted = stage().client.deleteCollection("docs-collection");
    });
    await assert.rejects(ensureCollection(context, REQUEST), { code: "COLLECTION_GONE" });
    await deleted;
  });

  it("warns when records were written meanwhile", async () => {
    await stage().podIndex();
    await ensureCollection(contextOf(stage().client), REQUEST);
    await stage().upsert("docs", "", ["late"]);
    const context = contextOf(stage().client);
    await ensureCollection(context, REQUEST);
    assert.match(context.said.warn[0] ?? "", /5 records.*6: somebody writes/s);
  });

  it("is gone for refresh when it is gone, and drift is shown", async () => {
    await stage().podIndex();
    const row = new Row("Collection");
    await row.up(ASKED);
    assert.equal(await row.refresh(), true);
    assert.equal(await row.preview(ASKED), "same");
    const { askedAt } = row.outs;
    await tag({ "podshift-collection": "docs-collection@7" });
    await row.refresh();
    assert.deepEqual([askedAt === 7, row.outs.askedAt], [false, 7]);
    await stage().client.deleteCollection("docs-collection");
    assert.equal(await row.refresh(), false);
  });

  it("can't be made anew while it stands; how long to wait may change", async () => {
    await stage().podIndex();
    const row = new Row("Collection");
    await row.up(ASKED);
    for (const change of [{ name: "another" }, { source: "another" }]) {
      await assert.rejects(row.preview({ ...ASKED, ...change }), (error: CheckFailed) => {
        assert.deepEqual(
          error.failures.map(({ property }) => property),
          Object.keys(change),
        );
        assert.deepEqual(error.codes, ["STACK_CHANGED"]);
        return true;
      });
    }
    assert.equal(await row.up({ ...ASKED, timeoutMinutes: 2 }), "update");
    assert.equal(posts(), 1);
    // Should a change get past the check, it shows as what it is.
    const diff = await row.handler.diff("docs-collection", row.outs, { ...ASKED, name: "another" });
    assert.deepEqual(diff.replaces, ["name"]);
  });

  describe("delete", () => {
    it("takes the collection and its record away", async () => {
      await stage().podIndex();
      const row = new Row("Collection");
      await row.up(ASKED);
      await row.delete();
      assert.equal(await stage().client.describeCollection("docs-collection"), undefined);
      assert.equal(await record(), undefined);
    });

    it("forgives a collection that is gone, and leaves the record of another", async () => {
      await stage().podIndex();
      const row = new Row("Collection");
      await row.up(ASKED);
      await stage().client.deleteCollection("docs-collection");
      await tag({ "podshift-collection": "another@1" });
      await row.delete();
      assert.equal(await record(), "another@1");
    });

    for (const state of ["cutover", "retired"]) {
      it(`refuses while the tag is ${state}`, async () => {
        await stage().podIndex();
        const row = new Row("Collection");
        await row.up(ASKED);
        await tag({ podshift: state });
        await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" });
        assert.equal((await stage().client.describeCollection("docs-collection"))?.status, "Ready");
      });
    }

    it("keeps it once the pod index is gone: it is the only way back", async () => {
      await stage().podIndex();
      await ensureCollection(contextOf(stage().client), REQUEST);
      await stage().client.deleteIndex("docs");
      const context = contextOf(stage().client);
      await removeCollection(context, REQUEST);
      assert.equal((await stage().client.describeCollection("docs-collection"))?.status, "Ready");
      assert.equal(context.said.report.length, 1);
    });
  });

  it("can still have its patience changed once the pod index is gone", async () => {
    await stage().podIndex();
    const row = new Row("Collection");
    await row.up(ASKED);
    await stage().client.deleteIndex("docs");
    stage().newRun();
    await row.up({ ...ASKED, timeoutMinutes: 2 });
    assert.equal(row.outs.vectorCount, 5);
  });
});

describe("Collection, with deletes that take time", () => {
  const stage = eachOnStage({ deleteMs: 30 });
  const real = { now: Date.now, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 5)) };

  it("waits for an older one to be gone before it asks", async () => {
    await stage().podIndex();
    await stage().client.createCollection("docs-collection", "docs");
    await stage().client.deleteCollection("docs-collection");
    const { askedAt, description } = await ensureCollection(contextOf(stage().client, { clock: real }), REQUEST);
    assert.equal(description.status, "Ready");
    assert.ok(askedAt > 0);
  });

  it("waits until it is gone", async () => {
    await stage().podIndex();
    await ensureCollection(contextOf(stage().client), REQUEST);
    await removeCollection(contextOf(stage().client, { clock: real }), REQUEST);
    assert.equal(await stage().client.describeCollection("docs-collection"), undefined);
  });

  it("says so when it takes too long", async () => {
    await stage().podIndex();
    await ensureCollection(contextOf(stage().client), REQUEST);
    const run = removeCollection(contextOf(stage().client), { ...REQUEST, deadlineMs: 0 });
    await assert.rejects(run, { code: "COLLECTION_TIMEOUT" });
  });
});
