// npm test: sets up, checks format and types, runs every suite, holds coverage to its goals.
// npm test -- --suite unit,e2e   some suites only      npm test -- --grep TEXT   tests whose title holds TEXT
// npm run test:long -- --matrix  the fault matrix of docs/reliability.md, and nothing else: scripts/testing/matrix.mjs
import "./setup/endOnSignal.mjs";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "./checks.mjs";
import { ensureChromium } from "./setup/chromium.mjs";
import { setUp } from "./setup/index.mjs";
import { checkCoverage } from "./testing/coverage.mjs";
import { MATRIX_OPTIONS, matrixArguments, runMatrix } from "./testing/matrix.mjs";
import { closingLine, failureLines, runSuite, SUITES } from "./testing/suites.mjs";

const { suites, grep, matrix } = readArguments();
const { root, env: pulumiEnv } = await setUp({ s3: matrix === undefined });
if (matrix !== undefined) process.exit(await runMatrix(root, pulumiEnv, matrix));
const chromium = await ensureChromium({ log: (line) => console.error(`set-up: ${line}`) });
const env = chromium === undefined ? pulumiEnv : { ...pulumiEnv, PODSHIFT_CHROMIUM: chromium };
const everything = grep === undefined && suites.length >= SUITES.filter(({ long }) => !long).length;
const results = [];

// The compiler works on one processor: the first suite runs beside it.
const checking = everything ? check(root) : [];
rmSync(join(root, "coverage"), { recursive: true, force: true });
for (const suite of suites) results.push(await runSuite(root, suite, env, grep));
results.unshift(...(await checking).map(counted));
if (everything) results.push(await checkCoverage(root));

console.log("");
for (const { name, passed, failed } of results) console.log(`${name}: ${passed} passed, ${failed} failed`);
for (const line of failureLines(results)) console.log(line);
console.log(closingLine(results));
process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);

function counted({ name, passed }) {
  return { name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      ...{ suite: { type: "string" }, grep: { type: "string" }, long: { type: "boolean", default: false } },
      ...{ matrix: { type: "boolean", default: false }, ...MATRIX_OPTIONS },
    },
  });
  const stray = Object.keys(MATRIX_OPTIONS).filter((name) => values[name] !== undefined && values[name] !== false);
  if (!values.matrix && stray.length > 0) {
    console.error(`${stray.map((name) => `--${name}`).join(", ")}: only with --matrix`);
    process.exit(2);
  }
  const names = values.suite?.split(",");
  const unknown = (names ?? []).filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(`unknown suite ${unknown.join(", ")}; known: ${SUITES.map(({ name }) => name).join(", ")}`);
    process.exit(2);
  }
  const wanted = ({ name, long = false }) => (names === undefined ? !long || values.long : names.includes(name));
  return {
    suites: SUITES.filter(wanted),
    grep: values.grep,
    matrix: values.matrix ? matrixArguments(values) : undefined,
  };
}
