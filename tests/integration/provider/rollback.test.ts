import assert from "node:assert/strict";
import { activeIndex } from "../../../provider/src/handlers/activeIndex";
import { protect } from "../../../provider/src/migration/guard";
import { refuseLosingWrites } from "../../../provider/src/migration/rollback";
import { contextOf } from "../../support/provider/contexts";
import { eachOnStage } from "../../support/provider/stage";
import { whileAsking } from "../../support/provider/stopping";
import { switching } from "../../support/provider/switching";

describe("rollback", () => {
  const stage = eachOnStage();
  const { pod, serverless, asked, acting, copied, switched } = switching(stage);

  it("refuses to lose writes made on serverless, and names them", async () => {
    await switched();
    await stage().upsert("docs-serverless", "", ["fresh"]);
    const mark = stage().mark;
    await assert.rejects(activeIndex.update(acting(), {}, asked("pod")), (error: { code: string; message: string }) => {
      assert.equal(error.code, "ROLLBACK_LOSES_WRITES");
      assert.match(error.message, /fresh/);
      return true;
    });
    assert.deepEqual(stage().changesSince(mark), []);
    assert.equal((await pod()).tags.podshift, "cutover");
  });

  for (const [title, write] of [
    ["a record that was changed", () => stage().upsert("docs-serverless", "", ["a"], 9)],
    ["a record that was deleted", () => stage().remove("docs-serverless", "", ["a"])],
  ] as const) {
    it(`sees ${title}`, async () => {
      await switched();
      await write();
      await assert.rejects(activeIndex.update(acting(), {}, asked("pod")), { code: "ROLLBACK_LOSES_WRITES" });
    });
  }

  /** A context in which a record is written to serverless just after the last one was compared. */
  async function writtenAtLast() {
    let left = 0;
    await refuseLosingWrites(
      whileAsking(stage(), async (_method, path) => {
        left += path === "/vectors/fetch" ? 1 : 0;
      }),
      asked("pod"),
      [],
    );
    assert.ok(left > 0);
    return whileAsking(stage(), async (_method, path) => {
      if (path !== "/vectors/fetch") return;
      left -= 1;
      if (left === 0) await stage().upsert("docs-serverless", "", ["fresh"]);
    });
  }

  it("looks once more before it switches: reading all records may have taken hours", async () => {
    await switched();
    const context = await writtenAtLast();
    await assert.rejects(activeIndex.update(context, {}, asked("pod")), { code: "ROLLBACK_LOSES_WRITES" });
    assert.equal((await pod()).tags.podshift, "cutover");
    assert.equal((await serverless()).deletionProtection, "enabled");
  });

  it("loses also what came at the last moment, when the stack file says so", async () => {
    await switched();
    const context = await writtenAtLast();
    await activeIndex.update(context, {}, asked("pod", { __acknowledge: ["ROLLBACK_LOSES_WRITES"] }));
    assert.equal((await pod()).tags.podshift, undefined);
    assert.match(context.said.warn[0] ?? "", /in the serverless index/);
  });

  it("loses them when the stack file says so, with a warning", async () => {
    await switched();
    await stage().upsert("docs-serverless", "", ["fresh"]);
    const context = acting();
    await activeIndex.update(context, {}, asked("pod", { __acknowledge: ["ROLLBACK_LOSES_WRITES"] }));
    assert.equal((await pod()).tags.podshift, undefined);
    assert.match(context.said.warn[0] ?? "", /fresh/);
  });

  it("is not fooled by another acknowledgement", async () => {
    await switched();
    await stage().upsert("docs-serverless", "", ["fresh"]);
    const inputs = asked("pod", { __acknowledge: ["SOMETHING"] });
    await assert.rejects(activeIndex.update(acting(), {}, inputs), { code: "ROLLBACK_LOSES_WRITES" });
  });

  it("goes back with a warning when the serverless index is gone: there is nothing to compare", async () => {
    await switched();
    await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs-serverless");
    const context = acting();
    const outs = await activeIndex.update(context, {}, asked("pod"));
    assert.equal(outs.name, "docs");
    assert.equal(context.said.warn.length, 1);
  });

  it("goes on after a rollback that was killed half-way: the serverless index is still held", async () => {
    const rows = await switched();
    await stage().client.configureIndex("docs", {
      deletionProtection: "disabled",
      tags: { podshift: "", "podshift-found-protection": "" },
    });
    await rows.up("copy");
    assert.equal((await serverless()).deletionProtection, "disabled");
    assert.equal((await serverless()).tags["podshift-found-protection"], undefined);
  });

  describe("when somebody took the tag of the switch off the pod index", () => {
    const takeOff = (tags: object = { podshift: "" }) => stage().client.configureIndex("docs", { tags: { ...tags } });

    for (const [title, tags] of [
      ["that tag", { podshift: "" }],
      [
        "all of ours",
        { podshift: "", "podshift-stack": "", "podshift-found-protection": "", "podshift-collection": "" },
      ],
    ] as const) {
      it(`compares before it goes back: ${title}`, async () => {
        const rows = await switched();
        await stage().upsert("docs-serverless", "", ["a"], 9);
        await takeOff(tags);
        await assert.rejects(rows.up("copy"), { code: "ROLLBACK_LOSES_WRITES" });
        assert.equal((await serverless()).deletionProtection, "enabled");
        assert.equal(rows.active.outs.name, "docs-serverless");
      });
    }

    it("compares after a refresh, too, which believes the tag", async () => {
      const rows = await switched();
      await stage().upsert("docs-serverless", "", ["a"], 9);
      await takeOff();
      await rows.active.refresh();
      for (const phase of ["copy", "capture"] as const) {
        await assert.rejects(rows.active.up(rows.askActive(phase)), { code: "ROLLBACK_LOSES_WRITES" });
      }
      assert.equal((await serverless()).deletionProtection, "enabled");
    });

    it("compares where this stack found the switch made, and noted no time", async () => {
      await switched();
      const { outs } = await activeIndex.create(acting(), asked("serverless"));
      assert.equal(outs.switchedAt, "");
      await stage().upsert("docs-serverless", "", ["a"], 9);
      await takeOff();
      const olds = { ...asked("serverless"), ...outs };
      await assert.rejects(activeIndex.update(acting(), olds, asked("pod")), { code: "ROLLBACK_LOSES_WRITES" });
    });

    it("goes back when both are equal, and lets go of the serverless index", async () => {
      const rows = await switched();
      await takeOff();
      await rows.up("copy");
      assert.equal(rows.active.outs.name, "docs");
      assert.equal((await serverless()).tags["podshift-found-protection"], undefined);
      assert.equal((await rows.up("copy")).ActiveIndex, "same");
    });

    it("deletes nothing that holds what serves", async () => {
      const rows = await switched();
      await takeOff();
      const mark = stage().mark;
      for (const row of [rows.active, rows.parity, rows.serverless]) {
        await assert.rejects(row.delete(), { code: "CUTOVER_GUARD" }, row.kind);
      }
      assert.deepEqual(stage().changesSince(mark), []);
    });

    it("compares where the stack's state was lost, too", async () => {
      await switched();
      await stage().upsert("docs-serverless", "", ["a"], 9);
      await takeOff();
      await assert.rejects(activeIndex.create(acting(), asked("pod")), { code: "ROLLBACK_LOSES_WRITES" });
      assert.equal((await serverless()).deletionProtection, "enabled");
    });

    it("leaves a held index alone that is the copy of another pod index", async () => {
      const rows = await copied();
      const { client } = stage();
      const tags = { "podshift-source": "other", "podshift-found-protection": "disabled" };
      await client.configureIndex("docs-serverless", { tags });
      const mark = stage().mark;
      assert.equal((await rows.up("copy")).ActiveIndex, "same");
      await rows.active.delete();
      assert.deepEqual(stage().changesSince(mark), []);
    });

    it("compares before the next run of `cutover` switches again", async () => {
      const rows = await switched();
      await stage().upsert("docs-serverless", "", ["a"], 9);
      await takeOff();
      await assert.rejects(rows.up("cutover"), { code: "PARITY_DIFFERENT" });
      assert.equal((await pod()).tags.podshift, undefined);
    });
  });

  it("lets go of what a first switch held that was killed before its tag, and then all may be deleted", async () => {
    const rows = await copied();
    await protect(stage().client, await serverless());
    await assert.rejects(rows.active.delete(), { code: "CUTOVER_GUARD" });
    assert.equal((await rows.up("copy")).ActiveIndex, "update");
    assert.equal(rows.active.outs.switchedAt, "");
    assert.equal((await serverless()).tags["podshift-found-protection"], undefined);
    assert.equal((await rows.up("copy")).ActiveIndex, "same");
    for (const row of [rows.active, rows.parity, rows.serverless]) await row.delete();
    assert.equal(await stage().client.describeIndex("docs-serverless"), undefined);
  });

  it("takes a retirement back, pod index and protection included", async () => {
    const rows = await switched();
    await rows.up("retire");
    assert.equal((await pod()).tags.podshift, "retired");
    await rows.up("copy");
    assert.equal((await pod()).tags.podshift, undefined);
    await rows.retirement.delete();
    assert.equal((await pod()).tags.podshift, undefined);
    assert.equal((await pod()).deletionProtection, "disabled");
  });

  it("stops before it switches", async () => {
    await switched();
    const context = contextOf(stage().client, { signal: AbortSignal.abort() });
    await assert.rejects(activeIndex.update(context, {}, asked("pod")), { code: "STOPPED" });
    assert.equal((await pod()).tags.podshift, "cutover");
  });
});
