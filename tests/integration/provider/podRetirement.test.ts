import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PodIndexInputs, PodIndexOutputs } from "../../../provider/src/handlers/podIndex";
import { type PodRetirementInputs, podRetirement } from "../../../provider/src/handlers/podRetirement";
import { type ProvenParity, sealedProof } from "../../../provider/src/migration/parity/proof";
import { contextOf } from "../../support/provider/contexts";
import { FakeTime } from "../../support/provider/fakeTime";
import { freshModule } from "../../support/provider/freshModule";
import { MigrationRows } from "../../support/provider/migrationRows";
import type { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";
import { stoppedInRequest } from "../../support/provider/stopping";

describe("PodRetirement", () => {
  const stage = eachOnStage();
  const pod = async () => (await stage().client.describeIndex("docs")) ?? assert.fail("docs is gone");
  const refused =
    (...gates: string[]) =>
    (error: { code: string; message: string }) => {
      assert.equal(error.code, "RETIRE_NOT_PROVEN");
      for (const gate of gates) assert.match(error.message, new RegExp(gate));
      return true;
    };

  async function switched(records?: Record<string, string[]>): Promise<MigrationRows> {
    await stage().podIndex(records === undefined ? {} : { records });
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    stage().newRun();
    return rows;
  }

  it("proves, marks the pod index as retired and lifts its protection in one request", async () => {
    const rows = await switched();
    const mark = stage().mark;
    await rows.retirement.up(rows.askRetirement());
    const changes = stage()
      .emulator.journal.slice(mark)
      .filter(({ method }) => method === "PATCH");
    assert.deepEqual(
      changes.map(({ body }) => body),
      [{ deletion_protection: "disabled", tags: { podshift: "retired" } }],
    );
    assert.ok(Date.parse(String(rows.retirement.outs.retiredAt)) <= Date.now());
  });

  it("proves anew in every run as long as the pod index stands, and never after", async () => {
    const rows = await switched();
    const asked = rows.askRetirement();
    await rows.retirement.up(asked);
    stage().newRun();
    assert.equal(await rows.retirement.up(asked), "update");
    await rows.podIndex.delete();
    stage().newRun();
    assert.equal(await rows.retirement.up(asked), "same");
    await rows.retirement.refresh();
    assert.equal(await rows.retirement.preview(asked), "same");
  });

  it("is proven in the run that deletes: the tag of an earlier one says only what was true then", async () => {
    const rows = await switched();
    await rows.retirement.up(rows.askRetirement());
    await stage().upsert("docs", "", ["late"]);
    const outs = rows.podIndex.outs as unknown as PodIndexInputs & PodIndexOutputs;
    const path = require.resolve("../../../provider/src/handlers/podIndex");
    const within = [require.resolve("../../../provider/src/handlers/runtime/provenRetirements")];
    const { podIndex } = freshModule<typeof import("../../../provider/src/handlers/podIndex")>(path, within);
    await assert.rejects(podIndex.delete(contextOf(stage().client), "docs", outs), { code: "CUTOVER_GUARD" });
    assert.equal((await pod()).tags.podshift, "retired");
    // In the run that proved it, it goes.
    await rows.podIndex.delete();
    assert.equal(await stage().client.describeIndex("docs"), undefined);
  });

  const GATES: ReadonlyArray<
    readonly [gate: string, breakIt: (rows: MigrationRows) => Promise<unknown>, change?: object]
  > = [
    ["traffic switched", () => stage().client.configureIndex("docs", { tags: { podshift: "" } })],
    ["parity: there is no parity report", async () => undefined, { __parity: undefined }],
    [
      "parity: .*found differences",
      async () => undefined,
      { __parity: { clean: false, content: "all", finishedAt: "x" } },
    ],
    ["parity: .*a sample", async () => undefined, { __parity: { clean: true, content: "100", finishedAt: "x" } }],
    ["parity: .*a sample", async () => undefined, { __parity: { clean: true, content: "all", finishedAt: "x" } }],
    ["parity: .*no finished", async () => undefined, { __parity: { clean: false, content: "all", finishedAt: "" } }],
    [
      "serverless index ready: .*gone",
      async () => {
        await stage().client.configureIndex("docs-serverless", { deletionProtection: "disabled" });
        await stage().client.deleteIndex("docs-serverless");
      },
    ],
    ["collection kept: .*gone", () => stage().client.deleteCollection("docs-collection")],
  ];
  for (const [gate, breakIt, change = {}] of GATES) {
    it(`refuses in preview and in up: ${gate}`, async () => {
      const rows = await switched();
      await breakIt(rows);
      const asked = { ...rows.askRetirement(), ...change };
      await assert.rejects(rows.retirement.check(asked), (error: CheckFailed) => {
        assert.deepEqual(error.codes, ["RETIRE_NOT_PROVEN"]);
        assert.match(error.message, new RegExp(gate));
        return true;
      });
      await assert.rejects(rows.retirement.handler.create(asked), refused(gate));
      assert.equal((await pod()).deletionProtection, "enabled");
      assert.notEqual((await pod()).tags.podshift, "retired");
    });
  }

  const MISFITS: ReadonlyArray<readonly [gate: string, misfit: (proof: ProvenParity) => ProvenParity]> = [
    ["made by an older podshift", ({ version: _none, ...older }) => older],
    ["made by an older podshift", (proof) => sealedProof({ ...proof, version: 1 })],
    ["not as the check wrote it", ({ seal: _none, ...unsealed }) => unsealed],
    ["not as the check wrote it", (proof) => ({ ...proof, finishedAt: "2099-01-01T00:00:00.000Z" })],
    ["not as the check wrote it", (proof) => ({ ...proof, digests: {} })],
    ["of the pod index other", (proof) => sealedProof({ ...proof, podIndex: "other" })],
    ["of the serverless index other", (proof) => sealedProof({ ...proof, serverlessIndex: "other" })],
    ["of the pod index at http://other", (proof) => sealedProof({ ...proof, podHost: "http://other" })],
    ["of the serverless index at http://other", (proof) => sealedProof({ ...proof, host: "http://other" })],
    ["found differences", (proof) => sealedProof({ ...proof, clean: false })],
    ["compared a sample", (proof) => sealedProof({ ...proof, content: "20000" })],
    ["compared a sample", ({ digests: _none, ...rest }) => sealedProof(rest)],
  ];
  it("takes no report but one that fits, sealed, of all records, of these indexes and hosts: in preview and in up", async () => {
    const rows = await switched();
    const asked = rows.askRetirement() as object & { __parity: ProvenParity };
    for (const [gate, misfit] of MISFITS) {
      const bad = { ...asked, __parity: misfit(asked.__parity) };
      await assert.rejects(rows.retirement.check(bad), (error: CheckFailed) => {
        assert.deepEqual(error.codes, ["RETIRE_NOT_PROVEN"], gate);
        assert.match(error.message, new RegExp(`parity: .*${gate}`));
        return true;
      });
      await assert.rejects(rows.retirement.handler.create(bad), refused(`parity: .*${gate}`));
    }
    assert.notEqual((await pod()).tags.podshift, "retired");
    await rows.retirement.up(asked);
    assert.equal((await pod()).tags.podshift, "retired");
  });

  it("tells everything that is missing at once", async () => {
    const rows = await switched();
    await stage().client.deleteCollection("docs-collection");
    await stage().client.configureIndex("docs", { tags: { podshift: "" } });
    const asked = { ...rows.askRetirement(), __parity: undefined };
    await assert.rejects(rows.retirement.check(asked), (error: CheckFailed) => {
      assert.equal(error.failures.length, 3);
      return true;
    });
    await assert.rejects(
      rows.retirement.handler.create(asked),
      refused("traffic switched", "parity", "collection kept"),
    );
  });

  const WRITES: ReadonlyArray<readonly [title: string, write: () => Promise<void>]> = [
    ["a record that is new", () => stage().upsert("docs", "", ["late"])],
    ["a record that was changed", () => stage().upsert("docs", "", ["a"], 9)],
    ["a record that was deleted", () => stage().remove("docs", "news", ["n1"])],
    [
      "one deleted and one added: equal counts",
      async () => {
        await stage().remove("docs", "", ["a"]);
        await stage().upsert("docs", "", ["late"]);
      },
    ],
  ];
  for (const [title, write] of WRITES) {
    it(`refuses when somebody still writes to the pod index: ${title}`, async () => {
      const rows = await switched();
      await write();
      // A difference is asked again before it counts; here no time passes for that.
      const context = contextOf(stage().client, { clock: new FakeTime(Date.now()) });
      const asked = rows.askRetirement() as unknown as PodRetirementInputs;
      await assert.rejects(podRetirement.create(context, asked), refused("no write to the pod index"));
      assert.equal((await pod()).deletionProtection, "enabled");
    });
  }

  it("minds no write to serverless: it serves", async () => {
    const rows = await switched();
    await stage().upsert("docs-serverless", "", ["fresh"]);
    await stage().remove("docs-serverless", "", ["a"]);
    await rows.retirement.up(rows.askRetirement());
    assert.equal((await pod()).tags.podshift, "retired");
  });

  it("can't prove it without the digests when serverless has lost records since", async () => {
    const rows = await switched();
    await rm(join(stage().folder, "parity", "docs.jsonl.gz"));
    await stage().remove("docs-serverless", "", ["a"]);
    await assert.rejects(rows.retirement.up(rows.askRetirement()), refused("can't be proven"));
  });

  it("stops where it was asked to, in the middle of reading the pod index, and retires nothing", async () => {
    const rows = await switched();
    const asked = rows.askRetirement() as unknown as PodRetirementInputs;
    const stoppedBefore = contextOf(stage().client, { signal: AbortSignal.abort() });
    await assert.rejects(podRetirement.create(stoppedBefore, asked), { code: "STOPPED" });
    const stoppedWithin = stoppedInRequest(stage(), (_method, path) => path === "/vectors/fetch");
    await assert.rejects(podRetirement.create(stoppedWithin, asked), { code: "STOPPED" });
    assert.equal((await pod()).tags.podshift, "cutover");
  });

  it("retires an empty pod index", async () => {
    const rows = await switched({});
    await rows.retirement.up(rows.askRetirement());
    assert.equal((await pod()).tags.podshift, "retired");
  });

  it("has nothing to prove when somebody else deleted the pod index", async () => {
    const rows = await switched();
    await stage().client.configureIndex("docs", { deletionProtection: "disabled" });
    await stage().client.deleteIndex("docs");
    const asked = rows.askRetirement();
    await rows.retirement.check(asked);
    await rows.retirement.handler.create(asked);
  });

  it("lets a preview pass in which the report is still unknown: it is asked in up", async () => {
    const rows = await switched();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    await rows.retirement.check({ ...rows.askRetirement(), __parity: unknown });
  });

  describe("delete", () => {
    it("guards the pod index again while it stands", async () => {
      const rows = await switched();
      await rows.retirement.up(rows.askRetirement());
      await rows.retirement.delete();
      assert.equal((await pod()).tags.podshift, "cutover");
      assert.equal((await pod()).deletionProtection, "enabled");
    });

    it("does nothing once the pod index is gone or was never retired", async () => {
      const rows = await switched();
      await rows.retirement.up(rows.askRetirement());
      await stage().client.configureIndex("docs", { tags: { podshift: "" } });
      const mark = stage().mark;
      await rows.retirement.handler.delete("docs", rows.retirement.outs);
      await stage().client.deleteIndex("docs");
      await rows.retirement.delete();
      assert.deepEqual(stage().changesSince(mark), ["DELETE /indexes/docs"]);
    });
  });
});
