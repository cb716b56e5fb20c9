import { BENCHMARKS, type Benchmark } from "./catalogue";
import { CHARTS, rowsOf } from "./charts";
import type { Environment } from "./environment";
import { figure, goalText, goalWords, more, spreadText } from "./figures";
import { lossesOf } from "./losses";
import type { Case, Results, Run } from "./results";

/** The whole of docs/benchmarks.md: it follows from the results alone. */
export function pageOf(results: Results): string {
  const environments = environmentsOf(results);
  const parts = [
    INTRODUCTION,
    ...environmentSection(environments),
    ...chartSection(results),
    ...lossSection(results),
    ...missingSection(results),
    ...BENCHMARKS.flatMap((benchmark) => benchmarkSection(benchmark, results, environments)),
  ];
  return `${parts.join("\n\n")}\n`;
}

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\` from [its results](benchmarks/results.json); not by hand. It runs everything below, in about half an hour
on two processors, and replaces what it measured; one benchmark alone is run by its command. Everything runs on one machine against
[the emulator](emulator.md) on 127.0.0.1: client, service and benchmark share its processors. The service itself was never asked.

Figures are medians; the smallest and the largest stand behind them. What is compared is measured in turn, in one run. *Beside* is one
of four things: a **bound** (what nothing that does this work can be faster than), what one would do **instead**, the same **plain**
(without what is measured), or a **goal** that we set ourselves, for want of anything to compare with. Goals were set before measuring.`;

/** The distinct machines and versions, in the order in which they come up. */
function environmentsOf({ runs }: Results): Environment[] {
  const seen = new Map(runs.map(({ environment }) => [JSON.stringify(environment), environment]));
  return [...seen.values()];
}

function environmentSection(environments: readonly Environment[]): string[] {
  if (environments.length === 0) return [];
  const rows = environments.map(({ machine, versions }, at) => {
    const hardware = `${machine.processors} processors (${machine.model}), ${machine.memoryGib} GiB, ${machine.kernel}`;
    const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return [`${letter(at)}`, hardware, software.join(", ")];
  });
  return ["## Machine and versions", table(["", "machine", "versions"], rows)];
}

function letter(at: number): string {
  return String.fromCharCode("A".charCodeAt(0) + at);
}

function chartSection(results: Results): string[] {
  const shown = CHARTS.filter((chart) => rowsOf(chart, results).length > 0);
  if (shown.length === 0) return [];
  return ["## Charts", ...shown.map(({ file, title, about }) => `![${title}](benchmarks/${file})\n\n${about}`)];
}

function lossSection(results: Results): string[] {
  const losses = lossesOf(results);
  const heading = "## Where we lose";
  if (results.runs.length === 0) return [heading, "Nothing was measured yet."];
  if (losses.length === 0)
    return [heading, "Nowhere in these results: every goal is met, and nothing that one would do instead does better."];
  const lines = losses.map(({ case: each, kind, benchmark }) => {
    const beside = each.against?.what ?? "the goal";
    const why = kind === "goal" ? `**goal missed** (${goalWords(each)})` : "what one would do instead does better";
    return `- [${each.name}](#${anchor(titleOf(benchmark))}): ${figure(each.ours, each.unit)} beside ${figure(each.baseline, each.unit)} (${beside}): ${why}`;
  });
  return [
    heading,
    "Every goal that is missed, and every figure in which what one would do instead does better:",
    lines.join("\n"),
  ];
}

function titleOf(name: string): string {
  return BENCHMARKS.find((each) => each.name === name)?.title ?? name;
}

/** As Markdown renderers make it of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function missingSection(results: Results): string[] {
  const lines = BENCHMARKS.flatMap(({ name }) => missingIn(name, results).map((why) => `- \`${name}\`: ${why}`));
  return lines.length === 0 ? [] : ["## Missing", lines.join("\n")];
}

function missingIn(name: string, { runs }: Results): string[] {
  const standard = runs.find((each) => each.benchmark === name && each.variant === "standard");
  const own = runs.filter(({ benchmark }) => benchmark === name);
  const failed = own.flatMap(({ failed, command }) =>
    failed === undefined ? [] : [`failed: \`${command}\` ${failed}`],
  );
  const leftOut = own.flatMap(({ cases }) =>
    cases.flatMap((each) => (each.leftOut === undefined ? [] : [`${each.name}: left out, ${each.leftOut}`])),
  );
  return [...(standard === undefined ? ["not measured yet"] : []), ...failed, ...leftOut];
}

function benchmarkSection(benchmark: Benchmark, results: Results, environments: readonly Environment[]): string[] {
  const runs = results.runs.filter((run) => run.benchmark === benchmark.name);
  const shown = [...runs].sort((a, b) => order(a) - order(b));
  const none = runs.length === 0 ? ["**Missing: not measured yet.**"] : [];
  return [
    `## ${benchmark.title}`,
    benchmark.about,
    ...none,
    ...shown.flatMap((run) => runSection(benchmark, run, environments)),
  ];
}

function order({ variant }: Run): number {
  return ["standard", "long", "quick"].indexOf(variant);
}

function runSection({ page }: Benchmark, run: Run, environments: readonly Environment[]): string[] {
  const { command, date, seconds, variant } = run;
  const at = environments.findIndex((each) => JSON.stringify(each) === JSON.stringify(run.environment));
  const small = variant === "quick" ? " **Very small sizes: the figures mean nothing.**" : "";
  const machine = environments.length > 1 ? `, machine ${letter(at)}` : "";
  const head = `\`${command}\`, ${date}${machine}, ${seconds} s.${small}`;
  const failed = run.failed === undefined ? [] : [`**Failed: ${run.failed}.** What it had come to:`];
  if (page !== undefined) return [head, ...failed, `${rowsIn(run)} rows: see [${page}](${page}).`];
  const measured = run.cases.filter(({ leftOut }) => leftOut === undefined);
  return [head, ...failed, ...(measured.length === 0 ? [] : [casesTable(measured)])];
}

function rowsIn({ cases }: Run): number {
  return cases.reduce((sum, { rows }) => sum + Number(rows), 0);
}

function casesTable(cases: readonly Case[]): string {
  const head = ["what", "podshift", "beside", "ratio", "goal", "runs; smallest to largest, ours; beside", "more"];
  const rows = cases.map((each) => [
    each.name,
    figure(each.ours, each.unit),
    besideText(each),
    ratioText(each),
    goalText(each),
    spreadText(each),
    more(each),
  ]);
  const used = head.map((_, at) => at === 0 || rows.some((row) => row[at] !== ""));
  const kept = (row: readonly string[]) => row.filter((_, at) => used[at]);
  return table(kept(head), rows.map(kept));
}

function besideText({ baseline, unit, against }: Case): string {
  if (baseline === undefined || baseline === null) return "";
  const what = against === undefined ? "" : `: ${against.what} (${against.kind})`;
  return `${figure(baseline, unit)}${what}`;
}

function ratioText({ ratio, added, unit }: Case): string {
  if (added !== undefined) return `${added < 0 ? "" : "+"}${added} ${unit ?? ""}`.trim();
  return typeof ratio === "number" ? String(ratio) : "";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
