import assert from "node:assert/strict";
import type { PartialFailure } from "../../../provider/src/handlers/runtime/define";
import { serverlessIndex } from "../../../provider/src/handlers/serverlessIndex";
import { contextOf } from "../../support/provider/contexts";
import { type CheckFailed, Row } from "../../support/provider/row";
import { ASKED, CHECKED, serverlessStage } from "../../support/provider/serverlessStage";
import { eachOnStage } from "../../support/provider/stage";
import { stoppedAtSleep, stoppedInRequest, whileWaiting } from "../../support/provider/stopping";

describe("ServerlessIndex, being made", () => {
  const stage = eachOnStage();
  const { made, posts, tag, collected } = serverlessStage(stage);

  it("is made from the collection in the shape of the pod index, tags and filterable fields carried over", async () => {
    await collected({
      tags: { team: "search" },
      metric: "dotproduct",
      pod: { metadata_config: { indexed: ["genre", "at"] } },
    });
    const row = new Row("ServerlessIndex");
    await row.up({ ...ASKED, tags: { stage: "prod" } });
    const { spec, metric, dimension, tags, host } = await made();
    assert.deepEqual(spec, {
      kind: "serverless",
      cloud: "aws",
      region: "us-east-1",
      filterable: ["at", "genre"],
      sourceCollection: "docs-collection",
      readCapacity: { state: "Ready" },
    });
    assert.deepEqual([metric, dimension], ["dotproduct", 2]);
    const origin = (await stage().client.describeIndex("docs"))?.tags["podshift-collection"];
    const { "podshift-copy": copy = "", ...known } = tags;
    assert.match(copy, /^[0-9a-f-]{36}$/);
    assert.deepEqual(known, {
      team: "search",
      stage: "prod",
      "podshift-source": "docs",
      "podshift-collection": origin,
    });
    assert.equal((await stage().client.reader(host).stats()).total, 5);
    assert.deepEqual(
      [row.outs.host, row.outs.status, row.outs.allTags, row.outs.filterable],
      [host, "Ready", { team: "search", stage: "prod" }, ["at", "genre"]],
    );
    assert.equal(await row.up({ ...ASKED, tags: { stage: "prod" } }), "same");
    assert.equal(posts(), 1);
  });

  it("asks for no schema when all fields are filterable, and for an empty one when none is", async () => {
    await collected();
    await new Row("ServerlessIndex").up(ASKED);
    assert.equal("filterable" in (await made()).spec, false);
    const checked = await new Row("ServerlessIndex").check(ASKED);
    assert.deepEqual(checked.filterable, ["*"]);
    await stage().podIndex({ name: "bare", pod: { metadata_config: { indexed: [] } } });
    assert.deepEqual((await new Row("ServerlessIndex").check({ ...ASKED, podIndex: "bare" })).filterable, []);
  });

  it("carries over what it saw first: a second run changes nothing when the pod index's tags change", async () => {
    await collected({ tags: { team: "search" } });
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    await tag({ team: "other" });
    stage().newRun();
    assert.equal(await row.up(ASKED), "same");
  });

  it("refuses in the preview another cloud, and a pod index that isn't there", async () => {
    await collected();
    await assert.rejects(
      new Row("ServerlessIndex").preview({ ...ASKED, cloud: "gcp", region: "us-central1" }),
      (error) => {
        assert.deepEqual((error as CheckFailed).codes, ["CLOUD_MISMATCH"]);
        return true;
      },
    );
    await assert.rejects(new Row("ServerlessIndex").preview({ ...ASKED, podIndex: "nothing" }), (error) => {
      assert.deepEqual((error as CheckFailed).codes, ["POD_INDEX_NOT_FOUND"]);
      return true;
    });
  });

  it("refuses without a collection that is Ready", async () => {
    await stage().podIndex();
    await assert.rejects(new Row("ServerlessIndex").up(ASKED), { code: "COLLECTION_GONE" });
    stage().emulator.control.holdCollections();
    await stage().client.createCollection("docs-collection", "docs");
    await assert.rejects(new Row("ServerlessIndex").up(ASKED), { code: "COLLECTION_GONE" });
    assert.equal(posts(), 0);
  });

  it("refuses a name that another index has, one of an older copy included", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    const index = { name: "docs-serverless", dimension: 2, metric: "cosine", spec };
    await stage().control("POST", "/indexes", index);
    await assert.rejects(row.up(ASKED), { code: "SERVERLESS_NAME_TAKEN" });
    await stage().client.configureIndex("docs-serverless", {
      tags: { "podshift-source": "docs", "podshift-collection": "docs-collection@1" },
    });
    await assert.rejects(row.up(ASKED), { code: "SERVERLESS_NAME_TAKEN" });
    assert.equal(row.id, undefined);
    assert.equal(posts(), 1);
  });

  it("refuses an index of its own that is not as planned", async () => {
    await collected();
    await new Row("ServerlessIndex").up(ASKED);
    const create = new Row("ServerlessIndex").handler.create({ ...CHECKED, region: "us-west-2" });
    await assert.rejects(create, { code: "SERVERLESS_NAME_TAKEN" });
  });

  it("keeps its state when it takes too long, and goes on with the same index", async () => {
    await collected();
    stage().emulator.control.holdIndexes();
    const row = new Row("ServerlessIndex");
    const hasty = { ...ASKED, timeoutMinutes: 0 };
    await assert.rejects(row.up(hasty), (error: { reasons: string[] }) => {
      assert.match(error.reasons[0] ?? "", /SERVERLESS_TIMEOUT/);
      return true;
    });
    assert.equal(row.id, "docs-serverless");
    stage().emulator.control.releaseIndexes();
    assert.equal(await row.up(hasty), "update");
    assert.equal(row.outs.host, (await made()).host);
    assert.equal(posts(), 1);
  });

  it("is waited for in the next run even when a refresh came between", async () => {
    await collected();
    stage().emulator.control.holdIndexes();
    const row = new Row("ServerlessIndex");
    await assert.rejects(row.up({ ...ASKED, timeoutMinutes: 0 }), { code: "SERVERLESS_TIMEOUT" });
    await row.refresh();
    stage().emulator.control.releaseIndexes();
    assert.equal(await row.up({ ...ASKED, timeoutMinutes: 0 }), "update");
    assert.equal(row.outs.status, "Ready");
    assert.equal(posts(), 1);
  });

  it("is made anew in the next run even when a refresh came after the service failed", async () => {
    await collected();
    stage().emulator.control.failNextIndex();
    const row = new Row("ServerlessIndex");
    await assert.rejects(row.up(ASKED), { code: "SERVERLESS_INIT_FAILED" });
    await row.refresh();
    assert.equal(await row.up(ASKED), "update");
    assert.equal((await made()).state, "Ready");
  });

  it("stops in the middle with its state kept, tells how far it is, and goes on", async () => {
    await collected();
    stage().emulator.control.holdIndexes();
    const stopped = stoppedAtSleep(stage(), 2);
    await assert.rejects(serverlessIndex.create(stopped, CHECKED), (error: PartialFailure<object>) => {
      assert.deepEqual([error.reason.code, error.id], ["STOPPED", "docs-serverless"]);
      return true;
    });
    assert.match(stopped.said.progress[0] ?? "", /^Initializing:/);
    const goesOn = whileWaiting(stage(), (sleep) => sleep === 1 && stage().emulator.control.releaseIndexes());
    assert.equal((await serverlessIndex.update(goesOn, CHECKED, CHECKED)).status, "Ready");
    assert.equal(posts(), 1);
  });

  it("keeps its state as well when the stop comes in the middle of a request", async () => {
    await collected();
    stage().emulator.control.holdIndexes();
    let looks = 0;
    const stopped = stoppedInRequest(stage(), (method, path) => {
      looks += method === "GET" && path === "/indexes/docs-serverless" ? 1 : 0;
      return looks === 3;
    });
    await assert.rejects(serverlessIndex.create(stopped, CHECKED), (error: Partial<PartialFailure<object>>) => {
      assert.equal(error.reason?.code, "STOPPED");
      return true;
    });
    assert.equal(posts(), 1);
  });

  it("asks for nothing once the run is to stop", async () => {
    await collected();
    const stopped = contextOf(stage().client, { signal: AbortSignal.abort() });
    await assert.rejects(serverlessIndex.create(stopped, CHECKED));
    assert.equal(posts(), 0);
  });

  it("keeps its state when the service fails to make it, and makes it anew in the next run", async () => {
    await collected();
    stage().emulator.control.failNextIndex();
    const row = new Row("ServerlessIndex");
    await assert.rejects(row.up(ASKED), (error: { reasons: string[] }) => {
      assert.match(error.reasons[0] ?? "", /SERVERLESS_INIT_FAILED/);
      return true;
    });
    assert.equal((await made()).state, "InitializationFailed");
    assert.equal(await row.up(ASKED), "update");
    assert.equal((await made()).state, "Ready");
    assert.equal(posts(), 2);
  });

  it("does not make anew what failed while traffic is on serverless", async () => {
    await collected();
    stage().emulator.control.failNextIndex();
    const row = new Row("ServerlessIndex");
    await assert.rejects(row.up(ASKED));
    await tag({ podshift: "cutover" });
    await assert.rejects(row.handler.update("docs-serverless", row.outs, CHECKED), { code: "CUTOVER_GUARD" });
  });

  it("does not make a new one for one that is lost while it serves", async () => {
    await collected();
    for (const state of ["cutover", "retired"]) {
      await tag({ podshift: state });
      await assert.rejects(new Row("ServerlessIndex").handler.create({ ...CHECKED }), { code: "SERVES_TRAFFIC" });
    }
    assert.equal(posts(), 0);
  });

  it("says when somebody deletes it while it is being made", async () => {
    await collected();
    stage().emulator.control.holdIndexes();
    let deleted: Promise<unknown> | undefined;
    const context = whileWaiting(stage(), (sleep) => {
      if (sleep === 0) deleted = stage().client.deleteIndex("docs-serverless");
    });
    await assert.rejects(serverlessIndex.create(context, CHECKED), { code: "SERVERLESS_INDEX_NOT_FOUND" });
    await deleted;
  });
});

describe("ServerlessIndex, with counts that lag", () => {
  const stage = eachOnStage({ consistencyMs: 40 });

  it("waits until the counts are those of the collection", async () => {
    await stage().podIndex();
    await new Row("Collection").up({ name: "docs-collection", source: "docs", timeoutMinutes: 1 });
    const clock = { now: Date.now, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 10)) };
    const context = contextOf(stage().client, { clock });
    const { host } = await serverlessIndex.create(context, CHECKED).then(({ outs }) => outs);
    assert.equal((await stage().client.reader(host).stats()).total, 5);
  });

  it("ends when the counts never get there", async () => {
    await stage().podIndex();
    await new Row("Collection").up({ name: "docs-collection", source: "docs", timeoutMinutes: 1 });
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    await stage().remove("docs-serverless", "", ["a"]);
    const reader = stage().client.reader(String(row.outs.host));
    while ((await reader.stats()).total !== 4) await new Promise(setImmediate);
    const context = whileWaiting(stage(), () => undefined);
    await assert.rejects(serverlessIndex.update(context, CHECKED, CHECKED), (error: PartialFailure<object>) => {
      assert.equal(error.reason.code, "SERVERLESS_TIMEOUT");
      return true;
    });
    assert.match(context.said.progress[0] ?? "", /4 of 5 records/);
  });
});
