import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../../../provider/src/capture";
import { logAt } from "../../../provider/src/handlers/runtime/logPlace";
import { type ProvenParity, retirePodIndex } from "../../../provider/src/migration/retirement";
import { systemClock } from "../../../provider/src/util/clock";
import { ApplierLease } from "../../../provider/src/writeLog/applierLease";
import { systemLeaseClock } from "../../../provider/src/writeLog/lease";
import { LogReader } from "../../../provider/src/writeLog/reader";
import { contextOf } from "../../support/provider/contexts";
import { eachLogged, record, untilTaken } from "../../support/provider/loggedMigration";
import { losesNothingUnderWrites } from "../../support/provider/loggedWalk";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";
import { until } from "../../support/until";

/** Histories that lost writes or left a stack stuck where the parts are wired together. */
describe("a migration under a write log, reviewed", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  const described = async (index: string) => (await stage().client.describeIndex(index)) ?? assert.fail(`no ${index}`);
  const fetched = async (index: string, ns: string, ids: string[]) =>
    stage()
      .client.reader((await described(index)).host)
      .fetch(ns, ids);
  const idsOf = async (index: string, ns: string, ids: string[]) => [...(await fetched(index, ns, ids)).keys()].sort();
  const markOf = async (index: string, id: string) => (await fetched(index, "", [id])).get(id)?.metadata?.value;

  it("does not begin a closed log anew while traffic is on serverless: writers would turn to an old pod index", async () => {
    const { rows, app, url } = await begin();
    await rows.up("cutover");
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("retire");
    await rows.catchUp.delete();
    await rows.writeLog.delete();
    // The delete of the pod index failed. The writer goes on, unlogged.
    await untilTaken(() => app.upsert({ records: [record("x", 2)] }));
    const refused = (error: unknown) => {
      assert.ok(error instanceof CheckFailed);
      assert.deepEqual(error.codes, ["SERVES_TRAFFIC"]);
      return true;
    };
    for (const phase of ["copy", "cutover"] as const) await assert.rejects(rows.up(phase), refused);
    assert.equal((await logAt(url).control.read()).state, "closed");
    await app.upsert({ records: [record("x", 3)] });
    assert.equal(await markOf("docs-serverless", "x"), 3);
    await rows.retirement.delete();
    await rows.up("cutover").catch(refused);
    // What was begun can be finished.
    await rows.up("retire");
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });

  it("does not begin the closed log of another pod index: its writers would write into it", async () => {
    const { rows } = await begin();
    await stage().podIndex({ name: "other" });
    await rows.writeLog.delete();
    await assert.rejects(rows.writeLog.up({ ...rows.askWriteLog(), podIndex: "other" }), (error: unknown) => {
      assert.ok(error instanceof CheckFailed);
      assert.deepEqual(error.codes, ["LOG_TAKEN"]);
      return true;
    });
  });

  it("begins a log anew that a killed delete has closed", async () => {
    const { rows, app, url } = await begin();
    const { control } = logAt(url);
    const { log } = await control.read();
    await control.swap(() => ({ state: "closed" }));
    await rows.up("capture");
    const now = await control.read();
    assert.equal(now.state, "open");
    assert.notEqual(now.log, log);
    assert.equal(rows.writeLog.outs.log, now.log);
    await untilTaken(() => app.upsert({ records: [record("x", 1)] }));
    await rows.up("copy");
    assert.equal(await markOf("docs-serverless", "x"), 1);
  });

  /** An application with an older client, which can't fetch by metadata, has written x before the cutover. */
  async function deferredCutover() {
    const url = `file://${join(stage().folder, "log")}`;
    const rows = new MigrationRows(stage(), { url, writes: "deferred" });
    await stage().podIndex();
    await rows.up("assess");
    await rows.up("capture");
    const client = new Pinecone({ apiKey: "application", controllerHostUrl: stage().emulator.url, maxRetries: 0 });
    const { host } = await described("docs");
    const app = await captureWrites(client.index({ host }), {
      log: url,
      connect: (place) => withoutFilterFetch(client.index({ host: place.host })),
      name: "app",
    });
    stage().ending.push(() => endCapture(app));
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("cutover");
    return { rows, app };
  }

  it("deferred: does not do again what was done on serverless before the way back", async () => {
    const { rows, app } = await deferredCutover();
    // It is logged with all ids of the namespace.
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    // The service refuses this one, and the application is told so.
    await assert.rejects(app.upsert({ records: [{ id: "bad", values: [1, 2, 3] }] }));
    await rows.up("copy");
    await app.upsert({ records: [record("z", 2)] });
    await rows.up("cutover");
    assert.deepEqual(await idsOf("docs-serverless", "news", ["n1", "n2"]), ["n1"]);
    assert.deepEqual(await idsOf("docs-serverless", "", ["a", "b", "c", "x", "z", "bad"]), ["a", "b", "c", "x", "z"]);
  });

  it("deferred: has everything in a new copy after the serverless index was lost, bulk writes as they were meant", async () => {
    const { rows, app } = await deferredCutover();
    await app.deleteMany({ filter: { at: { $eq: 1 } }, namespace: "news" });
    await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs-serverless");
    rows.acknowledge = ["ROLLBACK_LOSES_WRITES"];
    await rows.serverless.refresh();
    await rows.up("copy");
    await assert.rejects(rows.writeLog.delete(), { code: "DEFERRED_WRITES_LOST" });
    await rows.up("copy");
    await rows.up("cutover");
    assert.equal(await markOf("docs-serverless", "x"), 1);
    assert.deepEqual(await idsOf("docs-serverless", "news", ["n1", "n2"]), ["n1"]);
    assert.deepEqual(await idsOf("docs", "", ["x"]), []);
    await rows.up("copy");
    assert.deepEqual(await idsOf("docs", "news", ["n1", "n2"]), ["n1"]);
    assert.equal(await markOf("docs", "x"), 1);
  });

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`${writes}: brings everything to a serverless index that was made anew from the same collection`, async () => {
      const { rows, app } = await begin(writes);
      const again = async () => {
        rows.catchUp.partial = true;
        await rows.up("copy");
        return markOf("docs-serverless", "x");
      };
      await rows.up("copy");
      await app.upsert({ records: [record("x", 1)] });
      // `deferred` brings what stands below the watermark, no more: that follows when the writer renews its lease.
      if (writes === "deferred") await until(async () => (await again()) === 1);
      else assert.equal(await again(), 1);
      await stage().client.deleteIndex("docs-serverless");
      assert.equal(await rows.serverless.refresh(), false);
      rows.serverless.id = undefined;
      assert.equal(await again(), 1);
      await rows.up("cutover");
    });
  }

  it("brings nothing to the index that serves when another run has switched while it waited for its turn", async () => {
    const { rows, app, url } = await begin();
    await rows.up("copy");
    await app.upsert({ records: [record("x", 1)] });
    const log = logAt(url);
    const held = await ApplierLease.take(
      { ...log, run: "cutover", clock: systemClock, leaseClock: systemLeaseClock },
      10_000,
    );
    const waiting = (row: "catchUp" | "parity") => {
      rows[row].partial = true;
      return row === "catchUp" ? rows.catchUp.up(rows.askCatchUp("copy")) : rows.parity.up(rows.askParity("copy"));
    };
    const both = Promise.allSettled([waiting("catchUp"), waiting("parity")]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // The cutover of another stack, as far as this run can see it.
    const end = await new LogReader(log.store, log.control).end({});
    await log.control.swap(({ epoch }) => ({
      active: "serverless",
      switched: { epoch: epoch + 1, end, at: Date.now(), heldMs: 0 },
    }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await untilTaken(() => app.upsert({ records: [record("x", 2), record("a", 9)] }));
    await held.handBack();
    for (const each of await both) {
      assert.equal(each.status, "rejected");
      assert.equal((each.reason as { code?: string }).code, "PHASE_NOT_ALLOWED");
    }
    assert.equal(await markOf("docs-serverless", "x"), 2);
    assert.equal(await markOf("docs-serverless", "a"), 9);
  });

  it("deferred: closes a log in which a killed cutover left its fence", async () => {
    const { rows, app, url } = await begin("deferred");
    await endCapture(app);
    await logAt(url).control.swap(() => ({ state: "fenced" }));
    await rows.writeLog.delete();
    assert.equal((await logAt(url).control.read()).state, "closed");
  });

  it("deferred: acknowledges no write into a log that is being closed", async () => {
    const { rows, app, url } = await begin("deferred");
    const { control } = logAt(url);
    const written: string[] = [];
    const closing = rows.writeLog.delete();
    let going = true;
    const writer = (async () => {
      while (going && (await control.read()).state === "open") await new Promise((resolve) => setTimeout(resolve, 1));
      for (let n = 0; n < 20; n += 1) {
        await untilTaken(() => app.upsert({ records: [record(`w${n}`, n)] }));
        written.push(`w${n}`);
      }
    })();
    // Writers that had not heard of the fence yet wrote on: then the log stays.
    const refused = await closing.then(
      () => false,
      (error: { code?: string }) => error.code === "DEFERRED_WRITES_LOST",
    );
    going = false;
    await writer;
    assert.equal((await control.read()).state, refused ? "open" : "closed");
    assert.equal((await fetched("docs", "", written)).size, refused ? 0 : 20);
  });

  it("keeps the proof of the switch that stands, not that of one before a way back that was killed", async () => {
    const { rows, app } = await begin();
    await rows.up("cutover");
    const first = rows.active.outs;
    await app.upsert({ records: [record("x", 1)] });
    await rows.up("copy");
    // Killed after the switch: the state is still that of the cutover.
    rows.active.outs = first;
    await app.upsert({ records: [record("y", 1)] });
    await rows.up("cutover");
    await rows.up("retire");
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });

  it("goes on in cutover when the digests of the switch are lost: only retirement has to wait for them", async () => {
    const { rows } = await begin();
    await rows.up("cutover");
    // Killed after the switch, and the next run is on another machine.
    const { proof: _lost, ...outs } = rows.active.outs;
    rows.active.outs = outs;
    rows.active.partial = true;
    await rm(join(stage().folder, "parity"), { recursive: true });
    await rows.up("cutover");
    await assert.rejects(rows.up("retire"), (error: unknown) => {
      assert.ok(error instanceof CheckFailed);
      assert.deepEqual(error.codes, ["RETIRE_NOT_PROVEN"]);
      return true;
    });
    await rows.up("cutover");
    await rows.up("copy");
    await rows.up("cutover");
    await rows.up("retire");
  });

  // Also with writes deferred: tests/long/loggedWalk.test.ts.
  it("mirrored: loses nothing through cutover, rollback, capture, a second copy, cutover and retire, under writes", async () => {
    await losesNothingUnderWrites(stage(), await begin("mirrored"));
  });

  it("catches up in the next run what was stopped before, even when a refresh came between", async () => {
    const { rows, app } = await begin();
    await rows.up("copy");
    await app.upsert({ records: [record("x", 1)] });
    // What a run that was stopped leaves.
    Object.assign(rows.catchUp, { outs: { ...rows.catchUp.outs, caughtUpAt: "" }, partial: true });
    await rows.catchUp.refresh();
    assert.equal(await rows.catchUp.up(rows.askCatchUp("copy")), "update");
    assert.notEqual(rows.catchUp.outs.caughtUpAt, "");
    assert.equal(await markOf("docs-serverless", "x"), 1);
  });

  it("makes the serverless index anew only when nobody brings writes to the one before", async () => {
    const { rows, app, url } = await begin();
    await rows.up("copy");
    await app.upsert({ records: [record("x", 1)] });
    rows.catchUp.partial = true;
    await rows.up("copy");
    const log = logAt(url);
    const follow = await ApplierLease.take(
      { ...log, run: "follow", clock: systemClock, leaseClock: systemLeaseClock },
      10_000,
    );
    const checkpoint = await log.store.get("catch-up/forward.json");
    await stage().client.deleteIndex("docs-serverless");
    rows.serverless.id = undefined;
    rows.catchUp.partial = true;
    const up = rows.up("copy");
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What a follower does each round.
    await log.store.put("catch-up/forward.json", checkpoint ?? assert.fail("nothing was caught up"));
    await follow.handBack();
    await up;
    assert.equal(await markOf("docs-serverless", "x"), 1);
  });

  it("does not mark the pod index for deletion when traffic went back to it while it was read once more", async () => {
    const { rows } = await begin();
    await rows.up("cutover");
    const { podIndex, serverlessIndex, collection, __parity: parity } = rows.askRetirement();
    let asked = 0;
    const serving = async () => {
      asked += 1;
      return asked === 1 ? ("serverless" as const) : ("pod" as const);
    };
    const request = { podIndex, serverlessIndex, collection, parity: parity as ProvenParity, serving };
    await assert.rejects(retirePodIndex(contextOf(stage().client), request), { code: "RETIRE_NOT_PROVEN" });
    assert.equal((await described("docs")).tags.podshift, "cutover");
    assert.equal((await described("docs")).deletionProtection, "enabled");
  });

  it("does not wait for the collection's count once catch-up has deleted records of it", async () => {
    const { rows, app } = await begin();
    await rows.up("copy");
    await app.deleteOne({ id: "a" });
    rows.catchUp.partial = true;
    await rows.up("copy");
    rows.tags = { team: "search" };
    assert.equal((await rows.up("copy")).ServerlessIndex, "update");
    // A state that was lost.
    rows.serverless.id = undefined;
    assert.equal((await rows.up("copy")).ServerlessIndex, "create");
  });
});

/** As a client of version 6 has it. */
function withoutFilterFetch(index: Index): Index {
  return new Proxy(index, {
    get(target, key) {
      if (key === "fetchByMetadata") return undefined;
      if (key === "namespace") return (name: string) => withoutFilterFetch(target.namespace(name));
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
