import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailed, run } from "../setup/run.mjs";

/** Files and folders that take longest begin first, so that no job waits alone for one of them at the end. */
const INTEGRATION_FIRST =
  "loggedReview|lateWrites|mirrored|verify|cli|faultyS3|killed|processes|logRights|logOwner|spreadInProcess";
const E2E_FIRST =
  "no-write-is-lost-*|retire-*|the-key-*|forbidden-*|getting-started-*|a-new-project-*|each-phase-*|only-what-*|a-saved-plan-*|killed-*";

/**
 * Every suite: where its tests are, and how they run. Several files at once, each in a process with its own emulator: those
 * that start the CLI mostly wait. Of those the handlers run in other processes, so coverage is
 * counted without them.
 */
export const SUITES = [
  { name: "unit", files: "tests/unit/**/*.test.ts", covered: true, args: ["--parallel", "--jobs", "2"] },
  {
    name: "integration",
    files: [
      `tests/integration/**/@(${INTEGRATION_FIRST}).test.ts`,
      `tests/integration/**/!(${INTEGRATION_FIRST}).test.ts`,
    ],
    covered: true,
    args: ["--parallel", "--jobs", "6"],
  },
  {
    name: "e2e",
    files: [`tests/e2e/@(${E2E_FIRST})/**/*.test.ts`, `tests/e2e/!(${E2E_FIRST})/**/*.test.ts`],
    covered: false,
    args: ["--parallel", "--jobs", "6", "--timeout", "360000"],
  },
  { name: "long", files: "tests/long/**/*.test.ts", covered: false, args: ["--timeout", "3600000"], long: true },
];

/**
 * Runs one suite by mocha and counts. A suite that ends without a count (a file that can't be loaded, a crash) counts as
 * one failure: silence is not success.
 * @returns {Promise<{name: string, passed: number, failed: number, skipped: number, failures: string[]}>}
 */
export async function runSuite(root, suite, env, grep) {
  const folder = mkdtempSync(join(tmpdir(), "podshift-counts-"));
  const counts = join(folder, "counts.json");
  const args = [
    join(root, "node_modules", "mocha", "bin", "mocha.js"),
    ...["--reporter", join(root, "scripts", "testing", "countingReporter.cjs")],
    ...suite.args,
    ...(grep === undefined ? [] : ["--grep", grep]),
    ...[suite.files].flat(),
  ];
  const coverage = suite.covered ? { NODE_V8_COVERAGE: join(root, "coverage", "tmp") } : {};
  try {
    console.log(`\n=== ${suite.name} ===`);
    const failed = await run(process.execPath, args, {
      cwd: root,
      env: { ...env, ...coverage, PODSHIFT_TEST_COUNTS: counts },
      show: true,
    }).then(
      () => false,
      (error) => {
        if (error instanceof CommandFailed) return true;
        throw error;
      },
    );
    return withExitCode({ name: suite.name, ...readCounts(counts) }, failed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that failed though no test did (a hook, a leak, a crash) is a failure all the same. */
export function withExitCode(counts, exitedWithFailure) {
  if (!exitedWithFailure || counts.failed > 0) return counts;
  return { ...counts, failed: 1, failures: ["the suite failed though no test did: a hook, a leak, a crash"] };
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: ["the suite ended without a count"] };
  }
}

/** What failed, a line each, by suite: the end of a run says it once more, so that nobody has to look for it. */
export function failureLines(results) {
  return results.flatMap(({ name, failures = [] }) => failures.map((failure) => `FAILED ${name}: ${failure}`));
}

/** The line that ends a run, over all suites and checks. */
export function closingLine(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return `${sum("passed")} passed, ${sum("failed")} failed`;
}
