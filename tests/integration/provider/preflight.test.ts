import assert from "node:assert/strict";
import { preflight } from "../../../provider/src/handlers/preflight";
import type { Phase } from "../../../provider/src/migration/phases";
import { contextOf } from "../../support/provider/contexts";
import { MigrationRows } from "../../support/provider/migrationRows";
import { CheckFailed } from "../../support/provider/row";
import { eachOnStage } from "../../support/provider/stage";

describe("Preflight", () => {
  const stage = eachOnStage();
  const rows = () => new MigrationRows(stage());

  async function refused(run: Promise<unknown>, codes: string[]): Promise<CheckFailed> {
    try {
      await run;
    } catch (error) {
      assert.ok(error instanceof CheckFailed, String(error));
      assert.deepEqual(error.codes, codes);
      return error;
    }
    return assert.fail("nothing was refused");
  }

  it("keeps the codes of what it found, sorted, and asks the service once", async () => {
    await stage().podIndex({ pod: { metadata_config: { indexed: ["genre"] } } });
    const { preflight: row, askPreflight } = rows();
    const mark = stage().mark;
    const ask = askPreflight.call(rows(), "assess");
    await row.up(ask);
    assert.deepEqual(row.outs.findings, [
      "API_SUNSET",
      "OLD_CLIENTS",
      "POD_ONLY_CALLS",
      "SELECTIVE_METADATA",
      "SPARSE_NEEDS_DOTPRODUCT",
      "STATS_BY_FILTER",
    ]);
    const asked = stage().emulator.journal.slice(mark);
    assert.deepEqual(asked.map(({ method, path }) => `${method} ${path}`).sort(), [
      "GET /collections/docs-collection",
      "GET /indexes",
      "POST /describe_index_stats",
    ]);
    stage().newRun();
    const again = stage().mark;
    assert.equal(await row.up(ask), "same");
    assert.equal(stage().mark, again);
  });

  it("keeps its findings when what it would find has changed since: a second run changes nothing", async () => {
    await stage().podIndex();
    const all = rows();
    await all.preflight.up(all.askPreflight("copy"));
    await stage().control("PATCH", "/indexes/docs", { spec: { pod: { replicas: 2 } } });
    await stage().client.createCollection("docs-collection", "docs");
    stage().newRun();
    assert.equal(await all.preflight.up(all.askPreflight("copy")), "same");
  });

  it("does not compute anew what an older version left out: a second run changes nothing", async () => {
    await stage().podIndex();
    const { preflight: row } = rows();
    row.id = "docs";
    row.inputs = { ...rows().askPreflight("assess"), findings: ["API_SUNSET"] };
    row.outs = row.inputs;
    assert.equal(await row.preview({ ...rows().askPreflight("assess"), __tags: {} }), "same");
  });

  it("holds the pod index to numbers as to a profile", async () => {
    await stage().podIndex();
    const ask = (limits: object) => rows().askPreflight("assess", { limits });
    await refused(rows().preflight.preview(ask({ records: 4, namespaces: 1 })), [
      "TOO_MANY_NAMESPACES",
      "TOO_MANY_RECORDS",
    ]);
    stage().newRun();
    assert.equal(await rows().preflight.preview(ask({ records: 5, namespaces: 2 })), "create");
    stage().newRun();
    await refused(rows().preflight.preview(ask({ records: 5, namespaces: 2, clouds: ["gcp"] })), [
      "CLOUD_NOT_SUPPORTED",
    ]);
  });

  it("judges tags that were added later", async () => {
    await stage().podIndex();
    const { preflight: row } = rows();
    await row.up(rows().askPreflight("assess"));
    assert.equal(await row.preview(rows().askPreflight("assess", { __tags: { team: "search" } })), "same");
    await refused(row.preview(rows().askPreflight("assess", { __tags: { "a.b": "x" } })), ["TAGS_INVALID"]);
  });

  it("stops the preview with every blocker at once", async () => {
    await stage().podIndex();
    await stage().client.createCollection("docs-collection", "docs");
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    await stage().control("POST", "/indexes", { name: "docs-serverless", dimension: 2, metric: "cosine", spec });
    const ask = rows().askPreflight("assess", { cloud: "gcp", region: "us-central1" });
    const { failures } = await refused(rows().preflight.preview(ask), [
      "CLOUD_MISMATCH",
      "COLLECTION_NAME_TAKEN",
      "SERVERLESS_NAME_TAKEN",
    ]);
    for (const { property, reason } of failures) {
      assert.equal(property, "");
      assert.match(reason, /\n {2}Next: .+\n {2}https:/);
    }
  });

  it("says what isn't there, and what isn't a pod index", async () => {
    await refused(rows().preflight.preview(rows().askPreflight("assess")), ["POD_INDEX_NOT_FOUND"]);
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    await stage().control("POST", "/indexes", { name: "docs", dimension: 2, metric: "cosine", spec });
    stage().newRun();
    await refused(rows().preflight.preview(rows().askPreflight("assess")), ["NOT_A_POD_INDEX"]);
  });

  it("tells facts, and findings by their weight", async () => {
    await stage().podIndex({ pod: { metadata_config: { indexed: ["genre"] } } });
    const context = contextOf(stage().client);
    const ask = rows().askPreflight("assess", { region: "us-west-2" });
    await preflight.check(context, undefined, ask as Parameters<typeof preflight.check>[2]);
    assert.equal(context.said.report[0], "docs: 5 records in 2 namespaces");
    assert.deepEqual(
      context.said.warn.map((line) => /REGION_MOVES/.test(line)),
      [true],
    );
    assert.ok(context.said.report.some((line) => /SELECTIVE_METADATA/.test(line)));
    assert.match(context.said.report.at(-1) ?? "", /^cost: traffic unknown: .*\n.*podshift assess docs --metrics/);
  });

  it("tells infos once, warnings and cost in every phase", async () => {
    await stage().podIndex();
    const { preflight: row, askPreflight } = rows();
    const ask = (phase: Phase) => askPreflight.call(rows(), phase, { region: "us-west-2" });
    await row.up(ask("assess"));
    const context = contextOf(stage().client);
    await preflight.check(context, row.inputs, ask("copy") as Parameters<typeof preflight.check>[2]);
    assert.deepEqual(
      context.said.warn.map((line) => /REGION_MOVES/.test(line)),
      [true],
    );
    assert.deepEqual(
      context.said.report.map((line) => line.split(" ")[0]),
      ["docs:", "cost:"],
    );
  });

  for (const [begun, wanted, allowed] of [
    [undefined, "retire", false],
    ["assess", "retire", false],
    ["copy", "retire", false],
    ["cutover", "retire", true],
    ["cutover", "copy", true],
    ["cutover", "capture", false],
    ["cutover", "assess", false],
    ["retire", "copy", true],
    ["retire", "capture", false],
  ] as ReadonlyArray<readonly [Phase | undefined, Phase, boolean]>) {
    it(`${allowed ? "allows" : "refuses"} ${wanted} after ${begun ?? "nothing"}, as last begun`, async () => {
      await stage().podIndex(begun === "retire" ? { tags: { podshift: "cutover" } } : {});
      const { preflight: row } = rows();
      if (begun !== undefined) {
        row.id = "docs";
        row.inputs = { ...rows().askPreflight(begun), findings: [] };
        row.outs = row.inputs;
      }
      const preview = row.preview(rows().askPreflight(wanted));
      if (allowed) assert.equal(await preview, "update");
      else assert.equal((await refused(preview, ["PHASE_NOT_ALLOWED"])).failures[0]?.property, "phase");
    });
  }

  it("leaves no way back out of retire once the pod index is gone, but retire stands", async () => {
    const { preflight: row } = rows();
    row.id = "docs";
    row.inputs = { ...rows().askPreflight("retire"), findings: [] };
    row.outs = row.inputs;
    await refused(row.preview(rows().askPreflight("copy")), ["PHASE_NOT_ALLOWED"]);
    assert.equal(await row.preview(rows().askPreflight("retire")), "same");
  });

  it("does not take its own collection and index for somebody else's at the cutover", async () => {
    await stage().podIndex();
    const all = rows();
    await all.up("copy");
    await all.up("cutover");
    await all.up("copy");
    assert.equal(all.preflight.outs.phase, "copy");
  });

  it("changes nothing in the cloud, whatever is done with it", async () => {
    await stage().podIndex();
    const all = rows();
    const mark = stage().mark;
    await all.preflight.up(all.askPreflight("assess"));
    assert.equal(await all.preflight.up(all.askPreflight("copy")), "update");
    assert.equal(await all.preflight.refresh(), true);
    assert.equal(await all.preflight.preview(all.askPreflight("copy")), "same");
    assert.equal(await all.preflight.preview(all.askPreflight("copy", { limits: "guide-2025" })), "update");
    await all.preflight.delete();
    assert.deepEqual(stage().changesSince(mark), []);
  });

  it("is replaced by another pod index", async () => {
    await stage().podIndex();
    await stage().podIndex({ name: "other" });
    const all = rows();
    await all.preflight.up(all.askPreflight("assess"));
    assert.equal(await all.preflight.preview(all.askPreflight("assess", { podIndex: "other" })), "replace");
  });
});
