import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { preflight } from "../../../provider/src/handlers/preflight";
import { contextOf } from "../../support/provider/contexts";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

describe("Preflight, the cost", () => {
  const stage = eachOnStage();
  const rows = () => new MigrationRows(stage());

  it("puts the cost of a month into its inputs, rounded, and keeps it while nothing asked changes", async () => {
    await stage().podIndex();
    const { preflight: row, askPreflight } = rows();
    const ask = (change: object) => askPreflight.call(rows(), "assess", change);
    const workload = { queriesPerDay: 86_400, writesPerDay: 100 };
    await row.up(ask({ workload }));
    const monthly = row.outs.monthly as { before: number; after: number; traffic: string };
    // One p1.x1 pod: $0.111 an hour, 730 hours.
    assert.deepEqual([monthly.before, monthly.traffic], [82, "configured"]);
    stage().newRun();
    await stage().upsert("docs", "", ["d", "e", "f"]);
    assert.equal(await row.up(ask({ workload })), "same");
    assert.deepEqual(row.outs.monthly, monthly);

    assert.equal(await row.up(ask({ workload: { ...workload, queriesPerDay: 86_400 * 50 } })), "update");
    assert.ok((row.outs.monthly as typeof monthly).after > monthly.after);
    assert.ok((row.outs.findings as string[]).includes("READ_HEAVY"));

    assert.equal(await row.up(ask({})), "update", "what is taken out is a change too");
    assert.equal((row.outs.monthly as typeof monthly).traffic, "unknown");
    assert.equal(await row.up(ask({})), "same");
    assert.equal(await row.refresh(), true);
    assert.equal(await row.up(ask({})), "same");

    assert.equal(await row.up(ask({ pricing: { plan: "builder" } })), "update");
    assert.equal(await row.up(ask({ pricing: { plan: "builder" } })), "same");
  });

  it("goes on saying a cost that is still the most when only the phase changes", async () => {
    await stage().podIndex();
    const { preflight: row } = rows();
    const workload = { queriesPerDay: 100, writesPerDay: 100 };
    await row.up(rows().askPreflight("assess", { workload }));
    const said = { ...(row.inputs.monthly as object), before: 90 };
    row.inputs = { ...row.inputs, monthly: said };
    const capture = await row.check(rows().askPreflight("capture", { workload }));
    assert.deepEqual(capture.monthly, said);
    const other = await row.check(rows().askPreflight("capture", { workload: { ...workload, writesPerDay: 101 } }));
    assert.equal((other.monthly as { before: number }).before, 82, "another question is answered anew");
  });

  it("counts the read nodes that are asked for, also when they are asked for later", async () => {
    await stage().podIndex({ records: { "": ["a"] } });
    const { preflight: row } = rows();
    const workload = { queriesPerDay: 100, writesPerDay: 100 };
    await row.up(rows().askPreflight("assess", { workload }));
    const nodes = { nodeType: "b1", shards: 1, replicas: 2 };
    const ask = rows().askPreflight("assess", { workload, __readNodes: nodes });
    assert.equal(await row.up(ask), "update");
    // Two nodes at $336.42 a month.
    assert.equal((row.outs.monthly as { after: number }).after, 680);
    assert.ok((row.outs.findings as string[]).includes("COSTS_MORE"));
    assert.equal(await row.up(ask), "same");
  });

  it("takes prices of a file, and says which can't be read", async () => {
    await stage().podIndex();
    const file = join(stage().folder, "prices.yaml");
    const ask = rows().askPreflight("assess", { pricing: { file } });
    const { preflight: row } = rows();
    await assert.rejects(row.preview(ask), { code: "CONFIG_INVALID", message: /prices\.yaml can't be read/ });
    await writeFile(file, "prices: { pods.p1.standard.aws: 1 }");
    await row.up(ask);
    assert.equal((row.outs.monthly as { before: number }).before, 730);
  });

  it("says the cost once: in a line of its own, or in the finding about it", async () => {
    await stage().podIndex();
    const context = contextOf(stage().client);
    const workload = { queriesPerDay: 86_400 * 500, writesPerDay: 0 };
    const ask = rows().askPreflight("assess", { workload });
    await preflight.check(context, undefined, ask as Parameters<typeof preflight.check>[2]);
    assert.match(context.said.warn[0] ?? "", /^READ_HEAVY .*500 queries\/s \(configured\).*\/month/);
    assert.ok(!context.said.report.some((line) => line.startsWith("cost:")));
  });
});
