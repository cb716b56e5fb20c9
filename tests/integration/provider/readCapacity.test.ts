import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import type { PartialFailure } from "../../../provider/src/handlers/runtime/define";
import { serverlessIndex } from "../../../provider/src/handlers/serverlessIndex";
import { systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";
import { Row } from "../../support/provider/row";
import { ASKED, CHECKED, serverlessStage } from "../../support/provider/serverlessStage";
import { eachOnStage } from "../../support/provider/stage";
import { stoppedAtSleep, whileWaiting } from "../../support/provider/stopping";

const NODES = { nodeType: "b1", shards: 1, replicas: 2 } as const;
const WITH_NODES = { ...ASKED, readCapacity: NODES };
const DEDICATED = {
  mode: "Dedicated",
  dedicated: { node_type: "b1", scaling: "Manual", manual: { shards: 1, replicas: 2 } },
};

describe("ServerlessIndex with read nodes", () => {
  const stage = eachOnStage();
  const { made, collected, tag } = serverlessStage(stage);
  const capacity = async () => {
    const { spec } = await made();
    return spec.kind === "serverless" ? spec.readCapacity : assert.fail("not serverless");
  };
  const patches = (since = 0) =>
    stage()
      .emulator.journal.slice(since)
      .flatMap(({ method, body }) => {
        const asked = (body as { spec?: { serverless?: { read_capacity?: object } } } | undefined)?.spec?.serverless;
        return method === "PATCH" && asked?.read_capacity !== undefined ? [asked.read_capacity] : [];
      });
  /** By hand, past the provider. */
  const configure = (read_capacity: object) =>
    stage().control("PATCH", "/indexes/docs-serverless", { spec: { serverless: { read_capacity } } });

  it("is made on demand, asks for its nodes once it is Ready, and a second up changes nothing", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    assert.equal(await row.up(WITH_NODES), "create");
    const posted = stage().emulator.journal.find(({ method, body }) => method === "POST" && "spec" in (body as object));
    assert.equal(JSON.stringify(posted?.body).includes("read_capacity"), false);
    assert.deepEqual(patches(), [DEDICATED]);
    assert.deepEqual(await capacity(), { nodes: NODES, state: "Ready", currentShards: 1, currentReplicas: 2 });
    assert.deepEqual([row.outs.readCapacity, row.outs.readCapacityState], [NODES, "Ready"]);
    stage().newRun();
    assert.equal(await row.up(WITH_NODES), "same");
    await row.refresh();
    assert.equal(await row.up(WITH_NODES), "same");
    assert.equal(patches().length, 1);
  });

  it("changes its nodes in place, also while it serves, and goes back to on demand", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    assert.equal(await row.up(WITH_NODES), "update");
    await tag({ podshift: "cutover" });
    const more = { nodeType: "t1", shards: 2, replicas: 1 };
    assert.equal(await row.up({ ...ASKED, readCapacity: more }), "update");
    assert.deepEqual((await capacity())?.nodes, more);
    assert.equal(await row.up(ASKED), "update");
    assert.deepEqual(await capacity(), { state: "Ready" });
    assert.deepEqual(patches().at(-1), { mode: "OnDemand" });
    assert.equal("readCapacity" in row.outs, false);
    assert.equal(await row.up(ASKED), "same");
  });

  it("tells what it waits for, and what came of it", async () => {
    await collected();
    const context = whileWaiting(stage(), () => undefined);
    const { outs } = await serverlessIndex.create(context, { ...CHECKED, readCapacity: NODES });
    assert.equal(outs.readCapacityState, "Ready");
    assert.deepEqual(context.said.report, ["docs-serverless is read by b1 nodes (1 shard, 2 replicas)"]);
  });

  it("shows drift in a refresh, and the next up puts it right", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(WITH_NODES);
    await configure({ mode: "OnDemand" });
    await row.refresh();
    assert.equal(row.inputs.readCapacity, "OnDemand");
    assert.equal(await row.preview(WITH_NODES), "update");
    await row.up(WITH_NODES);
    assert.deepEqual((await capacity())?.nodes, NODES);
  });

  it("leaves nodes alone that nobody declared, until a refresh has shown them", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    await configure(DEDICATED);
    assert.equal(await row.up({ ...ASKED, tags: { a: "1" } }), "update");
    assert.deepEqual((await capacity())?.nodes, NODES);
    await row.refresh();
    assert.deepEqual(row.inputs.readCapacity, NODES);
    assert.equal(await row.up({ ...ASKED, tags: { a: "1" } }), "update");
    assert.deepEqual(await capacity(), { state: "Ready" });
  });

  it("takes a state that an older version wrote as on demand", async () => {
    await collected();
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    const { readCapacityState: _, ...older } = row.outs;
    row.outs = older;
    assert.equal(await row.up(ASKED), "same");
    assert.equal(await row.preview(WITH_NODES), "update");
  });

  it("keeps the index in the state when the service refuses its nodes", async () => {
    await collected();
    const refusing = {
      ...stage().client,
      configureIndex: () => Promise.reject(new PodshiftError("API_ERROR", "one namespace only")),
    };
    const context = contextOf(refusing, { clock: systemClock });
    const refused = await serverlessIndex.create(context, { ...CHECKED, readCapacity: NODES }).then(
      () => assert.fail("was not refused"),
      (error: PartialFailure<{ status?: string }>) => error,
    );
    assert.deepEqual([refused.reason.code, refused.id, refused.outs.status], ["API_ERROR", "docs-serverless", "Ready"]);
  });

  it("says in the preview what will be asked for, and when", async () => {
    await collected();
    const context = whileWaiting(stage(), () => undefined);
    await serverlessIndex.check(context, undefined, WITH_NODES);
    assert.equal(
      context.said.report.at(-1),
      "read by b1 nodes (1 shard, 2 replicas): asked for once the index is Ready",
    );
  });
});

describe("ServerlessIndex whose nodes take their time", () => {
  const stage = eachOnStage({ indexMs: 400 });
  const { made } = serverlessStage(stage);

  it("keeps what it knows when it is stopped meanwhile, and goes on without asking again", async () => {
    await stage().podIndex({ records: {} });
    await new Promise((resolve) => setTimeout(resolve, 450));
    await stage().upsert("docs", "", ["a"]);
    await new Row("Collection").up({ name: "docs-collection", source: "docs", timeoutMinutes: 1 });
    const row = new Row("ServerlessIndex");
    await row.up(ASKED);
    const changes = () =>
      stage()
        .changesSince(0)
        .filter((each) => each === "PATCH /indexes/docs-serverless").length;
    const before = changes();
    const news = { ...CHECKED, readCapacity: NODES };
    const context = stoppedAtSleep(stage(), 1);
    const stopped = await serverlessIndex.update(context, row.outs, news).then(
      () => assert.fail("was not stopped"),
      (error: PartialFailure<{ readCapacityState?: string }>) => error,
    );
    assert.equal(stopped.reason.code, "STOPPED");
    assert.match(context.said.progress.join("\n"), /^read capacity Migrating: 0 s so far/);
    assert.equal(changes() - before, 1);

    const going = contextOf(stage().client, { clock: systemClock });
    const outs = await serverlessIndex.update(going, { ...row.outs, ...stopped.outs }, news);
    assert.equal(outs.readCapacityState, "Ready");
    assert.equal(changes() - before, 1);
    const { spec } = await made();
    assert.deepEqual(spec.kind === "serverless" && spec.readCapacity?.nodes, NODES);
  });

  it("does not forget nodes that were to go when it is stopped before it could ask for it", async () => {
    await stage().podIndex({ records: {} });
    await new Promise((resolve) => setTimeout(resolve, 450));
    await stage().upsert("docs", "", ["a"]);
    await new Row("Collection").up({ name: "docs-collection", source: "docs", timeoutMinutes: 1 });
    const row = new Row("ServerlessIndex");
    await row.up(WITH_NODES);
    const more = { ...DEDICATED, dedicated: { ...DEDICATED.dedicated, manual: { shards: 2, replicas: 1 } } };
    await stage().control("PATCH", "/indexes/docs-serverless", { spec: { serverless: { read_capacity: more } } });

    const stopped = await serverlessIndex.update(stoppedAtSleep(stage(), 1), row.outs, CHECKED).then(
      () => assert.fail("was not stopped"),
      (error: PartialFailure<object>) => error,
    );
    assert.equal(stopped.reason.code, "STOPPED");
    // As Pulumi keeps it: the inputs of this run, which have no nodes, and what came of it.
    const state = { ...CHECKED, ...stopped.outs };
    const going = contextOf(stage().client, { clock: systemClock });
    assert.equal((await serverlessIndex.diff(going, state, CHECKED)).changes, true);
    await serverlessIndex.update(going, state, CHECKED);
    const { spec } = await made();
    assert.deepEqual(spec.kind === "serverless" && spec.readCapacity, { state: "Ready" });
  });
});
