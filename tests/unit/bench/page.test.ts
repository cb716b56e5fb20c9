import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCHMARKS } from "../../../scripts/bench/catalogue";
import { CHARTS, rowsOf, svgOf } from "../../../scripts/bench/charts";
import { lossesOf } from "../../../scripts/bench/losses";
import { pageOf } from "../../../scripts/bench/page";
import { type Case, NOTHING, type Results, type Run, readResults } from "../../../scripts/bench/results";
import { writePage } from "../../../scripts/bench/writePage";

const DOCS = join(__dirname, "..", "..", "..", "docs");

const FAST: Case = {
  ...{ name: "catch-up of 10 records", ours: 21_258.4, baseline: 23_780, unit: "records/s", ratio: 0.89 },
  ...{ goal: { atLeast: 0.85 }, met: true, runs: 3, spread: { ours: [20_000, 22_000], baseline: [23_000, 24_000] } },
  against: { kind: "bound", what: "the same requests alone" },
};
const SLOW: Case = { ...FAST, name: "catch-up of 20 records", ours: 9_000, ratio: 0.38, met: false };
const BETTER_ELSEWHERE: Case = {
  ...{ name: "peak memory", ours: 222, baseline: 175.2, unit: "MiB", ratio: 1.27, runs: 1 },
  against: { kind: "instead", what: "the other tool" },
};
const DIFFERING: Case = {
  ...{
    name: "records that differ <b>|</b>",
    ours: 0,
    baseline: 8,
    unit: "records",
    ratio: null,
    goal: { oursAtMost: 0 },
  },
  ...{ met: true, against: { kind: "instead" as const, what: "the other tool" }, ofTheirs: { missing: 2, extra: 6 } },
};

const ENVIRONMENT = {
  machine: { processors: 2, model: "A processor", memoryGib: 8, kernel: "Linux 6.1" },
  versions: { podshift: "1.0.0", Node: "20.19.0" },
};

function runOf(benchmark: string, cases: readonly Case[], more: Partial<Run> = {}): Run {
  const command = `npm run bench -- ${benchmark}`;
  return {
    benchmark,
    variant: "standard",
    command,
    date: "2026-11-26",
    seconds: 60,
    environment: ENVIRONMENT,
    cases,
    ...more,
  };
}

function resultsOf(...runs: Run[]): Results {
  return { format: 1, runs };
}

function section(page: string, heading: string): string {
  const [, after = ""] = page.split(`\n## ${heading}\n`);
  return after.split("\n## ")[0] ?? "";
}

describe("the page of the benchmarks", () => {
  it("is what the results in the repository make of it", () => {
    const file = join(DOCS, "benchmarks", "results.json");
    const page = join(DOCS, "benchmarks.md");
    assert.equal(existsSync(file), existsSync(page), "results and page come and go together");
    if (existsSync(page))
      assert.equal(readFileSync(page, "utf8"), pageOf(readResults(file)), "npm run bench -- --page");
  });

  it("has a section for every benchmark, and says of each that was not measured that it is missing", () => {
    const page = pageOf(resultsOf(runOf("catch-up", [FAST])));
    for (const { title } of BENCHMARKS) assert.ok(page.includes(`\n## ${title}\n`), title);
    const missing = BENCHMARKS.filter(({ name }) => name !== "catch-up");
    for (const { name, title } of missing) {
      assert.ok(section(page, "Missing").includes(`- \`${name}\`: not measured yet`), name);
      assert.match(section(page, title), /Missing: not measured yet/);
    }
    assert.ok(!section(page, "Missing").includes("`catch-up`"));
  });

  it("shows a failed benchmark as failed, with what it had come to, and what was left out with its reason", () => {
    const leftOut = { name: "beside the Python client", leftOut: "no Python" };
    const page = pageOf(resultsOf(runOf("catch-up", [FAST, leftOut], { failed: "ended with 1" })));
    const missing = section(page, "Missing");
    assert.ok(missing.includes("- `catch-up`: failed: `npm run bench -- catch-up` ended with 1"));
    assert.ok(missing.includes("beside the Python client: left out, no Python"));
    const own = section(page, "Catch-up, and the Python client alone");
    assert.ok(own.includes("**Failed: ended with 1.**") && own.includes("21,258 records/s"));
  });

  it("has a row with median, what it stands beside, ratio, goal and spread for each case", () => {
    const page = pageOf(resultsOf(runOf("catch-up", [FAST])));
    const row =
      "| catch-up of 10 records | 21,258 records/s | 23,780 records/s: the same requests alone (bound) | 0.89 |";
    assert.ok(page.includes(`${row} at least 0.85: met | 3; 20,000 to 22,000; 23,000 to 24,000 |`), page);
    assert.ok(page.includes("`npm run bench -- catch-up`, 2026-11-26, 60 s."));
    assert.ok(page.includes("2 processors (A processor), 8 GiB, Linux 6.1"));
    assert.ok(page.includes("podshift 1.0.0, Node 20.19.0"));
  });

  it("lists where we lose: missed goals, and what is better elsewhere, and nothing else", () => {
    const results = resultsOf(runOf("vector-io", [BETTER_ELSEWHERE, DIFFERING]), runOf("catch-up", [FAST, SLOW]));
    assert.deepEqual(
      lossesOf(results).map(({ case: each, kind }) => [each.name, kind]),
      [
        ["peak memory", "instead"],
        ["catch-up of 20 records", "goal"],
      ],
    );
    const lines = section(pageOf(results), "Where we lose")
      .split("\n")
      .filter((line) => line.startsWith("- "));
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /222 MiB beside 175 MiB \(the other tool\): what one would do instead does better/);
    assert.match(lines[1] ?? "", /9,000 records\/s beside 23,780 records\/s .*\*\*goal missed\*\* \(at least 0\.85\)/);
  });

  it("counts a rate that is lower, and a time that is longer, as lost to what one would do instead", () => {
    const instead = { kind: "instead" as const, what: "the other tool" };
    const lost = (unit: string, ours: number, baseline: number) =>
      lossesOf(resultsOf(runOf("guide", [{ name: "it", unit, ours, baseline, against: instead }]))).length;
    assert.deepEqual([lost("writes/s", 1, 2), lost("writes/s", 2, 1), lost("s", 2, 1), lost("s", 1, 2)], [1, 0, 1, 0]);
    assert.equal(lost("records", 0, 0), 0);
  });

  it("never says that it loses nowhere when nothing was measured", () => {
    assert.match(section(pageOf(NOTHING), "Where we lose"), /Nothing was measured yet/);
  });

  it("names the machine of each run when they are several", () => {
    const other = { ...ENVIRONMENT, machine: { ...ENVIRONMENT.machine, processors: 8 } };
    const page = pageOf(resultsOf(runOf("catch-up", [FAST]), runOf("scan", [FAST], { environment: other })));
    assert.match(page, /`npm run bench -- catch-up`, 2026-11-26, machine A/);
    assert.match(page, /`npm run bench -- scan`, 2026-11-26, machine B/);
  });

  it("keeps names from breaking its tables", () => {
    assert.ok(pageOf(resultsOf(runOf("vector-io", [DIFFERING]))).includes("| records that differ <b>\\|</b> |"));
  });
});

describe("the charts of the benchmarks", () => {
  const results = resultsOf(runOf("vector-io", [BETTER_ELSEWHERE, DIFFERING]), runOf("catch-up", [FAST, SLOW]));
  const chart = (file: string) => CHARTS.find((each) => each.file === file) ?? assert.fail(file);

  it("show rates beside their bound, a missed goal by its colour, and records that differ", () => {
    assert.deepEqual(
      rowsOf(chart("bound.svg"), results).map(({ value, side, goal }) => [value, side, goal]),
      [
        [0.89, "podshift", 0.85],
        [0.38, "missed", 0.85],
      ],
    );
    assert.deepEqual(
      rowsOf(chart("differences.svg"), results).map(({ value, side }) => [value, side]),
      [
        [0, "podshift"],
        [8, "beside"],
      ],
    );
  });

  it("are SVG with text, and with colours of their own for a dark scheme", async () => {
    const svg = await svgOf(chart("bound.svg"), results);
    assert.match(svg, /^<svg /);
    assert.ok(svg.includes("catch-up of 10 records") && svg.includes("beside the same requests alone"));
    const [, dark = ""] = /prefers-color-scheme: dark\)\{(.*?)<\/style>/.exec(svg) ?? [];
    const inks = new Set([...svg.matchAll(/<text[^>]*fill="([^"]+)"/g)].map(([, ink = ""]) => ink));
    assert.ok(inks.size > 0);
    for (const ink of inks) assert.ok(dark.includes(`[fill="${ink}"]`), `${ink} stays dark on dark`);
  });

  it("are the same for the same results", async () => {
    const [one, other] = [await svgOf(chart("bound.svg"), results), await svgOf(chart("bound.svg"), results)];
    assert.ok(one === other);
  });

  it("go when there is nothing to show, and stand where the page links to", async () => {
    const folder = mkdtempSync(join(tmpdir(), "podshift-bench-page-"));
    try {
      await writePage(folder, results);
      const page = readFileSync(join(folder, "benchmarks.md"), "utf8");
      const pictures = [...page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file = ""]) => file);
      assert.ok(pictures.length > 0);
      for (const file of pictures) assert.ok(existsSync(join(folder, file)), file);
      await writePage(folder, NOTHING);
      for (const file of pictures) assert.ok(!existsSync(join(folder, file)), file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
