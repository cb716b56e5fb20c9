import assert from "node:assert/strict";
import {
  type ActiveIndexInputs,
  type ActiveIndexOutputs,
  activeIndex,
} from "../../../provider/src/handlers/activeIndex";
import { contextOf } from "../../support/provider/contexts";
import { FakeTime } from "../../support/provider/fakeTime";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";
import { switching } from "../../support/provider/switching";

describe("ActiveIndex", () => {
  const stage = eachOnStage();
  const { pod, serverless, proof, asked, acting, copied } = switching(stage);

  for (const protection of ["enabled", "disabled"] as const) {
    it(`switches there and back; pod index found ${protection} is as found afterwards`, async () => {
      const rows = await copied({ protection, tags: { team: "search" } });
      const [podBefore, serverlessBefore] = [await pod(), await serverless()];
      await rows.up("cutover");
      assert.equal((await pod()).tags.podshift, "cutover");
      assert.equal((await pod()).deletionProtection, "enabled");
      assert.equal((await serverless()).deletionProtection, "enabled");
      const { name, host, switchedAt } = rows.active.outs;
      assert.deepEqual([name, host], ["docs-serverless", serverlessBefore.host]);
      assert.ok(Date.parse(String(switchedAt)) <= Date.now());
      await rows.up("copy");
      assert.deepEqual(await pod(), podBefore);
      assert.deepEqual(await serverless(), serverlessBefore);
      assert.equal(rows.active.outs.name, "docs");
      assert.notEqual(rows.active.outs.switchedAt, "");
    });
  }

  it("protects both before it switches: the tag comes last, and is one request", async () => {
    await copied();
    const mark = stage().mark;
    await activeIndex.create(acting(), asked("serverless"));
    const changes = stage()
      .emulator.journal.slice(mark)
      .filter(({ method }) => method === "PATCH");
    assert.deepEqual(
      changes.map(({ path, body }) => [path, body]),
      [
        [
          "/indexes/docs-serverless",
          { deletion_protection: "enabled", tags: { "podshift-found-protection": "disabled" } },
        ],
        ["/indexes/docs", { deletion_protection: "enabled", tags: { "podshift-found-protection": "disabled" } }],
        ["/indexes/docs", { tags: { podshift: "cutover" } }],
      ],
    );
  });

  it("is safe to repeat; a switch that was made keeps its time", async () => {
    const rows = await copied();
    await rows.up("cutover");
    const { switchedAt } = rows.active.outs;
    const outs = await activeIndex.update(
      acting(),
      { switchedAt: String(switchedAt) },
      asked("serverless", { __parity: proof({ clean: false }) }),
    );
    assert.equal(outs.switchedAt, switchedAt);
    assert.equal((await pod()).tags["podshift-found-protection"], "disabled");
  });

  for (const [title, bad] of [
    ["without a report", undefined],
    ["with a report of differences", { clean: false }],
    ["with a report of a sample", { content: "100" }],
    ["with a report older than an hour", { finishedAt: new Date(Date.now() - 3_601_000).toISOString() }],
    ["with a report that was stopped", { clean: false, finishedAt: "" }],
    ["with a report of no time at all", { finishedAt: "" }],
    ["with a report of an older podshift", { version: 1 }],
    ["with a report of a copy that was made anew since", { host: "http://127.0.0.1:9" }],
    ["with a report of another pod index of that name", { podHost: "http://127.0.0.1:9" }],
    ["with a report of other indexes", { serverlessIndex: "docs-old" }],
  ] as const) {
    it(`refuses ${title}`, async () => {
      await copied();
      const mark = stage().mark;
      const { __parity: _proof, ...unproven } = asked("serverless");
      const inputs = bad === undefined ? unproven : { ...unproven, __parity: proof(bad) };
      await assert.rejects(activeIndex.create(acting(), inputs), { code: "PARITY_NOT_PROVEN" });
      await assert.rejects(activeIndex.update(acting(), {}, inputs), { code: "PARITY_NOT_PROVEN" });
      assert.deepEqual(stage().changesSince(mark), []);
    });
  }

  it("refuses with a report that is not as the check wrote it", async () => {
    await copied();
    const changed = { ...proof({ clean: false }), clean: true };
    const inputs = asked("serverless", { __parity: changed });
    await assert.rejects(activeIndex.create(acting(), inputs), { code: "PARITY_NOT_PROVEN" });
  });

  it("refuses when counts differ at the last moment", async () => {
    await copied();
    await stage().upsert("docs", "news", ["late"]);
    const mark = stage().mark;
    await assert.rejects(
      activeIndex.create(acting(), asked("serverless")),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, "PARITY_DIFFERENT");
        assert.match(error.message, /namespace news: 3 in the pod index, 2 in the serverless index/);
        return true;
      },
    );
    assert.deepEqual(stage().changesSince(mark), []);
  });

  it("refuses without a serverless index, and without a pod index", async () => {
    await stage().podIndex();
    await assert.rejects(activeIndex.create(acting(), asked("serverless")), { code: "SERVERLESS_INDEX_NOT_FOUND" });
    const lost = asked("serverless", { podIndex: "lost" });
    await assert.rejects(activeIndex.create(acting(), lost), { code: "POD_INDEX_NOT_FOUND" });
  });

  it("does not switch once the run is to stop", async () => {
    await copied();
    const mark = stage().mark;
    const context = contextOf(stage().client, { clock: new FakeTime(Date.now()), signal: AbortSignal.abort() });
    await assert.rejects(activeIndex.create(context, asked("serverless")), { code: "STOPPED" });
    assert.deepEqual(stage().changesSince(mark), []);
  });

  it("sees a switch that the state doesn't know of, either way", async () => {
    const rows = await copied();
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    assert.equal(await rows.active.preview(rows.askActive("copy")), "update");
    await rows.active.refresh();
    assert.deepEqual([rows.active.inputs.active, rows.active.outs.name], ["serverless", "docs-serverless"]);
    await stage().client.configureIndex("docs", { tags: { podshift: "" } });
    stage().newRun();
    await rows.active.refresh();
    assert.equal(rows.active.outs.name, "docs");
    assert.equal(await rows.active.preview(rows.askActive("copy")), "same");
  });

  it("does not undo a switch that its stack never made", async () => {
    const rows = await copied();
    await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
    stage().newRun();
    await assert.rejects(new MigrationRows(stage()).active.check(rows.askActive("copy")), (error: CheckFailed) => {
      assert.deepEqual([error.failures[0]?.property, error.codes], ["active", ["PHASE_NOT_ALLOWED"]]);
      return true;
    });
    await assert.rejects(activeIndex.create(acting(), asked("pod")), { code: "PHASE_NOT_ALLOWED" });
    assert.equal((await pod()).tags.podshift, "cutover");
  });

  it("takes a switch that is made already for its own when it is to make it", async () => {
    const rows = await copied();
    await rows.up("cutover");
    const mark = stage().mark;
    const { outs } = await activeIndex.create(acting(), asked("serverless"));
    assert.equal(outs.name, "docs-serverless");
    assert.deepEqual(stage().changesSince(mark), ["PATCH /indexes/docs"]);
  });

  it("has no host when what serves is gone", async () => {
    const rows = await copied();
    await stage().client.deleteIndex("docs-serverless");
    await stage().client.deleteIndex("docs");
    assert.equal(await rows.active.refresh(), true);
    assert.deepEqual([rows.active.outs.name, rows.active.outs.host], ["docs-serverless", ""]);
  });

  it("keeps the host that it knows when a refresh does not find what serves", async () => {
    const rows = await copied();
    await rows.up("cutover");
    const { host } = rows.active.outs;
    const blind = contextOf({ ...stage().client, describeIndex: () => Promise.resolve(undefined) });
    const known = rows.active.outs as unknown as ActiveIndexInputs & ActiveIndexOutputs;
    const read = await activeIndex.read(blind, "docs", known);
    assert.deepEqual([read?.outs.name, read?.outs.host], ["docs-serverless", host]);
  });

  for (const phase of ["copy", "cutover"] as const) {
    it(`looks for the host in ${phase} when an older refresh left none in the state`, async () => {
      const rows = await copied();
      await rows.up(phase);
      const { host } = rows.active.outs;
      rows.active.outs = { ...rows.active.outs, host: "" };
      stage().newRun();
      assert.equal(await rows.active.up(rows.askActive(phase)), "update");
      assert.equal(rows.active.outs.host, host);
      assert.equal(await rows.active.preview(rows.askActive(phase)), "same");
    });
  }

  it("leaves the host to a refresh once the pod index is gone", async () => {
    const rows = await copied();
    await rows.up("cutover");
    await rows.up("retire");
    await rows.podIndex.delete();
    const { host } = rows.active.outs;
    rows.active.outs = { ...rows.active.outs, host: "" };
    stage().newRun();
    assert.equal(await rows.active.preview(rows.askActive("retire")), "same");
    await rows.active.refresh();
    assert.equal(rows.active.outs.host, host);
  });

  it("is replaced by other indexes", async () => {
    const rows = await copied();
    await stage().podIndex({ name: "other" });
    assert.equal(await rows.active.preview({ ...rows.askActive("copy"), podIndex: "other" }), "replace");
  });

  describe("retire", () => {
    it("needs the switch finished in state and cloud", async () => {
      const rows = await copied();
      const refused = async () =>
        assert.rejects(rows.active.check(rows.askActive("retire")), (error: CheckFailed) => {
          assert.deepEqual([error.failures[0]?.property, error.codes], ["active", ["SWITCH_NOT_FINISHED"]]);
          return true;
        });
      await refused();
      await stage().client.configureIndex("docs", { tags: { podshift: "cutover" } });
      stage().newRun();
      await refused();
      await rows.up("cutover");
      stage().newRun();
      await rows.active.check(rows.askActive("retire"));
      await stage().client.configureIndex("docs", { tags: { podshift: "" } });
      stage().newRun();
      await refused();
    });

    it("refuses for a resource that isn't there yet", async () => {
      await stage().podIndex();
      await assert.rejects(
        new MigrationRows(stage()).active.check(asked("serverless", { __phase: "retire" })),
        CheckFailed,
      );
    });
  });
});
