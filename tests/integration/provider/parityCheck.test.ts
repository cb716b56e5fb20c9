import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ParityCheckInputs,
  type ParityCheckOutputs,
  parityCheck,
} from "../../../provider/src/handlers/parityCheck";
import type { PartialFailure } from "../../../provider/src/handlers/runtime/define";
import { isProofSealed } from "../../../provider/src/migration/parity/proof";
import { readReportFile, reportPath } from "../../../provider/src/migration/parity/reportFile";
import { contextOf } from "../../support/provider/contexts";
import { FakeTime } from "../../support/provider/fakeTime";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";
import { stoppedInRequest } from "../../support/provider/stopping";

describe("ParityCheck", () => {
  const stage = eachOnStage();
  const acting = () => contextOf(stage().client, { clock: new FakeTime(Date.now()) });

  async function copied(): Promise<MigrationRows> {
    await stage().podIndex();
    const rows = new MigrationRows(stage());
    await rows.up("copy");
    stage().newRun();
    return rows;
  }

  const inputs = (rows: MigrationRows, to: "copy" | "cutover", change: object = {}) =>
    rows.askParity(to, change) as unknown as ParityCheckInputs;
  const outputs = (rows: MigrationRows) => rows.parity.outs as unknown as ParityCheckInputs & ParityCheckOutputs;

  it("says what it compared, and writes it down for people and machines", async () => {
    const rows = await copied();
    const { clean, verdict, proof } = outputs(rows);
    assert.equal(clean, true);
    assert.match(verdict, /5/);
    assert.deepEqual([proof.clean, proof.content], [true, "100"]);
    const report = await readReportFile(reportPath(stage().folder, "docs"));
    assert.deepEqual(report, outputs(rows).report);
    assert.equal(report?.verdict, verdict);
    assert.deepEqual(report?.hosts, { pod: proof.podHost, serverless: proof.host });
    assert.deepEqual([proof.version, proof.report, isProofSealed(proof)], [2, report?.seal, true]);
    const { pod, serverless } = report?.hosts ?? {};
    assert.deepEqual(
      [pod, serverless],
      await Promise.all(
        ["docs", "docs-serverless"].map(async (name) => (await stage().client.describeIndex(name))?.host),
      ),
    );
    assert.match(await readFile(join(stage().folder, "parity", "docs.txt"), "utf8"), /docs/);
  });

  it("keeps a digest of every record when all are compared", async () => {
    const rows = await copied();
    const outs = await parityCheck.update(acting(), outputs(rows), inputs(rows, "cutover"));
    assert.equal(outs.proof.content, "all");
    assert.deepEqual(
      Object.fromEntries(Object.entries(outs.proof.digests ?? {}).map(([name, { records }]) => [name, records])),
      { "": 3, news: 2 },
    );
    assert.ok((await readFile(outs.proof.digestFile ?? "")).length > 0);
  });

  for (const [title, write, named] of [
    ["missing on serverless", () => stage().remove("docs-serverless", "", ["a"]), /missing/],
    ["extra on serverless", () => stage().upsert("docs-serverless", "news", ["fresh"]), /fresh/],
    ["different in content", () => stage().upsert("docs-serverless", "", ["a"], 9), /different/],
  ] as const) {
    it(`fails with its state kept when a record is ${title}, and names it`, async () => {
      const rows = await copied();
      await write();
      const run = parityCheck.update(acting(), outputs(rows), inputs(rows, "cutover"));
      await assert.rejects(run, (error: PartialFailure<ParityCheckOutputs>) => {
        assert.equal(error.reason.code, "PARITY_DIFFERENT");
        assert.match(error.reason.message, named);
        assert.deepEqual([error.outs.clean, error.outs.proof.clean], [false, false]);
        assert.equal(error.outs.report?.clean, false);
        const { differences } = error.outs.report ?? {};
        assert.deepEqual(
          [differences?.file, differences?.records],
          title === "missing on serverless"
            ? [undefined, undefined]
            : [join(stage().folder, "parity", "docs.differences.jsonl"), 1],
          "who is missing only the pod index knows",
        );
        const next = `\`podshift verify --repair ${join(stage().folder, "parity", "docs.json")} --paused\``;
        assert.ok(error.reason.message.includes(next), error.reason.message);
        return true;
      });
    });
  }

  it("says nothing about parity when it is stopped before its end, and keeps that", async () => {
    const rows = await copied();
    const context = contextOf(stage().client, { signal: AbortSignal.abort() });
    for (const run of [
      parityCheck.create(context, inputs(rows, "cutover")),
      parityCheck.create(
        stoppedInRequest(stage(), (_method, path) => path === "/vectors/fetch"),
        inputs(rows, "cutover"),
      ),
    ]) {
      await assert.rejects(run, (error: Partial<PartialFailure<ParityCheckOutputs>>) => {
        assert.equal(error.reason?.code, "STOPPED");
        assert.match(error.reason?.message ?? "", /`pulumi up` (begins the check anew|goes on with the check)/);
        assert.deepEqual([error.outs?.clean, error.outs?.proof.finishedAt], [false, ""]);
        return true;
      });
    }
  });

  it("needs both indexes", async () => {
    const rows = await copied();
    const lost = (change: object) => parityCheck.create(acting(), inputs(rows, "copy", change));
    await assert.rejects(lost({ podIndex: "lost" }), { code: "POD_INDEX_NOT_FOUND" });
    await assert.rejects(lost({ serverlessIndex: "lost" }), { code: "SERVERLESS_INDEX_NOT_FOUND" });
  });

  it("is made anew in every run until traffic is switched, and is history after", async () => {
    const rows = await copied();
    await rows.parity.up(rows.askParity("cutover"));
    stage().newRun();
    assert.equal(await rows.parity.preview(rows.askParity("cutover")), "update");
    await rows.up("cutover");
    const { proof } = outputs(rows);
    await stage().upsert("docs-serverless", "", ["the-application's-own"]);
    stage().newRun();
    assert.equal(await rows.parity.preview(rows.askParity("cutover")), "same");
    // Another seed is no reason to compare what has moved on.
    assert.equal(await rows.parity.preview(rows.askParity("cutover", { seed: 2 })), "same");
    const outs = await parityCheck.update(acting(), outputs(rows), inputs(rows, "cutover", { queries: 1 }));
    assert.deepEqual(outs.proof, proof);
  });

  it("keeps the report of the cutover on the way back", async () => {
    const rows = await copied();
    await rows.up("cutover");
    const { proof, verdict } = outputs(rows);
    await stage().upsert("docs-serverless", "", ["fresh"]);
    const outs = await parityCheck.update(acting(), outputs(rows), inputs(rows, "copy"));
    assert.deepEqual([outs.proof, outs.verdict], [proof, verdict]);
  });

  it("hands on the thresholds, and is made anew for others", async () => {
    const rows = await copied();
    const change = { minOverlap: 0.25, minRecall: 0.5 };
    assert.equal(await rows.parity.preview(rows.askParity("copy", change)), "update");
    assert.equal(await rows.parity.preview(rows.askParity("copy", { __recordsPerSecond: 1e6 })), "same");
    const asked = inputs(rows, "copy", { ...change, queries: 3, __recordsPerSecond: 1e6 });
    const { report } = await parityCheck.update(acting(), outputs(rows), asked);
    assert.deepEqual(report?.queries.thresholds, { overlap: 0.25, recall: 0.5, recallBelowPod: 0.05 });
    assert.deepEqual([report?.queries.asked, report?.queries.recall?.serverless.mean], [3, 1]);
  });

  it("keeps what an older podshift left in the state, and proves anew", async () => {
    const rows = await copied();
    const { version: _v, podHost: _p, seal: _s, report: _r, ...proof } = outputs(rows).proof;
    const { hosts: _h, namespaces: _n, seal: _seal, ...report } = outputs(rows).report ?? assert.fail("no report");
    const older = { ...outputs(rows), proof, report: { ...report, version: 1 } } as unknown as ParityCheckOutputs;
    const read = await parityCheck.read(acting(), "docs", { ...outputs(rows), ...older });
    assert.deepEqual(read?.outs.report, older.report);
    assert.deepEqual(await parityCheck.diff(acting(), { ...outputs(rows), ...older }, inputs(rows, "copy")), {
      changes: false,
    });
    const anew = await parityCheck.update(acting(), { ...outputs(rows), ...older }, inputs(rows, "cutover"));
    assert.deepEqual([anew.proof.version, anew.report?.version], [2, 2]);
  });

  it("compares anew when what was copied is another, and when asked for another sample", async () => {
    const rows = await copied();
    for (const change of [{ host: "other" }, { askedAt: 1 }, { content: 3 }, { seed: 2 }, { queries: 1 }]) {
      assert.equal(await rows.parity.preview(rows.askParity("copy", change)), "update");
    }
    assert.equal(await rows.parity.preview(rows.askParity("copy", { serverlessIndex: "x" })), "replace");
    assert.equal(await rows.parity.preview(rows.askParity("copy")), "same");
  });

  it("is read as it was", async () => {
    const rows = await copied();
    const before = rows.parity.outs;
    assert.equal(await rows.parity.refresh(), true);
    assert.deepEqual(rows.parity.outs, before);
    assert.equal(await rows.parity.preview(rows.askParity("copy")), "same");
  });

  it("is not deleted while traffic is on serverless: retirement needs it", async () => {
    const rows = await copied();
    await rows.up("cutover");
    await assert.rejects(rows.parity.delete(), { code: "CUTOVER_GUARD" });
    await rows.up("copy");
    await rows.parity.delete();
  });

  it("finds two empty indexes equal", async () => {
    await stage().podIndex({ records: {} });
    const rows = new MigrationRows(stage());
    await rows.up("cutover");
    assert.equal(outputs(rows).clean, true);
  });
});
