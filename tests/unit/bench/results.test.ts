import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { summarize } from "../../../bench/summary";
import { BENCHMARKS } from "../../../scripts/bench/catalogue";
import { environmentOf } from "../../../scripts/bench/environment";
import { readOptions, WrongOptions } from "../../../scripts/bench/options";
import { pageOf } from "../../../scripts/bench/page";
import { casesOf, counted, NOTHING, type Run, withRun } from "../../../scripts/bench/results";
import { runBenchmark } from "../../../scripts/bench/runBenchmark";

const ROOT = resolve(__dirname, "..", "..", "..");
const ENVIRONMENT = {
  machine: { processors: 2, model: "A processor", memoryGib: 8, kernel: "Linux 6.1" },
  versions: {},
};

function runOf(benchmark: string, more: Partial<Run> = {}): Run {
  const command = `npm run bench -- ${benchmark}`;
  return {
    benchmark,
    variant: "standard",
    command,
    date: "2026-11-26",
    seconds: 1,
    environment: ENVIRONMENT,
    cases: [],
    ...more,
  };
}

describe("the results of the benchmarks", () => {
  it("keep everything but the run that is replaced", () => {
    const before = [runOf("scan"), runOf("fold"), runOf("fold", { variant: "long" })].reduce(withRun, NOTHING);
    const after = withRun(before, runOf("fold", { date: "2026-12-01" }));
    assert.deepEqual(
      after.runs.map(({ benchmark, variant, date }) => `${benchmark} ${variant} ${date}`),
      ["fold long 2026-11-26", "fold standard 2026-12-01", "scan standard 2026-11-26"],
    );
  });

  it("are the lines that are JSON objects with a name, whatever else is printed", () => {
    const output = ['{"name":"a","ours":1}', "## A table", "{not JSON}", '{"ours":2}', '["name"]', ""].join("\n");
    assert.deepEqual(casesOf(output), [{ name: "a", ours: 1 }]);
  });

  it("of a benchmark that has a page of its own are only how many rows it printed", () => {
    const cases = [
      { name: "a", x: 1 },
      { name: "b", x: 2 },
      { name: "a", x: 3 },
    ];
    assert.deepEqual(counted(cases), [
      { name: "a", rows: 2 },
      { name: "b", rows: 1 },
    ]);
    const page = pageOf(withRun(NOTHING, runOf("scale", { cases: counted(cases) })));
    assert.ok(page.includes("3 rows: see [scale.md](scale.md)."));
  });

  it("name versions and machine, and no place or name of it", () => {
    const environment = environmentOf(ROOT, process.env);
    assert.ok(environment.machine.processors > 0 && environment.machine.memoryGib > 0);
    assert.match(environment.versions.podshift ?? "", /^\d+\.\d+\.\d+/);
    assert.equal(environment.versions["Node client"], "8.2.0");
    const text = JSON.stringify(environment);
    for (const secret of [ROOT, homedir(), hostname()]) assert.ok(!text.includes(secret), secret);
  });
});

describe("the catalogue of benchmarks", () => {
  it("has every file of bench/ that is a benchmark, and only those", () => {
    const shared = ["bareServer", "children", "summary", "verifyRun"];
    const files = readdirSync(join(ROOT, "bench")).filter((file) => file.endsWith(".ts"));
    const names = files.map((file) => file.slice(0, -".ts".length)).filter((name) => !shared.includes(name));
    assert.deepEqual(BENCHMARKS.map(({ name }) => name).sort(), names.sort());
  });

  it("takes half an hour in all, at most", () => {
    assert.ok(BENCHMARKS.reduce((sum, { minutes }) => sum + minutes, 0) <= 30);
  });

  it("names pages that exist", () => {
    for (const { page } of BENCHMARKS) assert.ok(page === undefined || existsSync(join(ROOT, "docs", page)), page);
  });
});

describe("npm run bench", () => {
  const read = (...words: string[]) => readOptions(words, {});

  it("runs all without a name, the named ones else", () => {
    assert.deepEqual(read().names, []);
    assert.deepEqual(read("fold", "scan", "--quick").names, ["fold", "scan"]);
    assert.throws(() => read("folds"), WrongOptions);
  });

  it("keeps its own options, and hands on the others in their order", () => {
    const { variant, into, rest } = read("verify", "--records", "1000", "--long", "--into", "folder", "--measure");
    assert.deepEqual([variant, into, rest], ["long", "folder", ["--records", "1000", "--measure"]]);
    assert.equal(read("--into=folder").into, "folder");
    assert.throws(() => read("--long", "--quick"), WrongOptions);
    assert.throws(() => read("--into"), WrongOptions);
  });

  it("knows sizes that are not the page's", () => {
    assert.equal(read("fold", "--long").own, false);
    assert.equal(read("verify", "--records", "1000").own, true);
    assert.equal(readOptions([], { BENCH_RUNS: "1" }).own, true);
  });

  it("says how a benchmark failed, and keeps what it had printed", async () => {
    const benchmark = {
      ...{ name: "../tests/unit/bench/support/failing", title: "", about: "", minutes: 1 },
      sizes: { standard: [{ BENCH_END: "3" }, { BENCH_END: "0" }], quick: [] },
    };
    const request = {
      ...{ root: ROOT, env: process.env, benchmark, variant: "standard" as const, rest: [], mostMinutes: 1 },
      show: () => {},
    };
    const { cases, failed } = await runBenchmark(request);
    assert.deepEqual(cases, [
      { name: "ends with 3", ours: 1 },
      { name: "ends with 0", ours: 1 },
    ]);
    assert.equal(failed, "ended with 3");
    const late = await runBenchmark({
      ...request,
      benchmark: { ...benchmark, sizes: { standard: [{ BENCH_END: "never" }], quick: [] } },
      mostMinutes: 0.05,
    });
    assert.equal(late.failed, "not done after 0.05 minutes");
  });
});

describe("a case of a benchmark", () => {
  it("has medians, their ratio, the spread, and whether the goal is met", () => {
    const against = { kind: "bound" as const, what: "nothing" };
    const line = summarize("it", [3, 1, 2], [4, 4, 5], "records/s", { atLeast: 0.6 }, against);
    assert.deepEqual(line, {
      ...{
        name: "it",
        ours: 2,
        baseline: 4,
        unit: "records/s",
        ratio: 0.5,
        goal: { atLeast: 0.6 },
        met: false,
        against,
      },
      ...{ runs: 3, spread: { ours: [1, 3], baseline: [4, 5] } },
    });
    assert.equal(summarize("it", [1], [2], "s", { atMost: 0.5 }).met, true);
  });
});
