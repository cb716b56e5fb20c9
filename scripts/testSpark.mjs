// npm run test:spark: the distributed catch-up in a Spark of this machine, against the engine of one process and against the
// emulator. Needs Python 3.10 or newer and Java 17; sets up PySpark and, where there is Maven, the jars with which it writes to S3.
// npm run test:spark -- --long    also a log of five million entries      -- --grep TEXT   tests whose title holds TEXT
import "./setup/endOnSignal.mjs";
import { parseArgs } from "node:util";
import { setUp } from "./setup/index.mjs";
import { ensureSpark, SparkMissing } from "./spark/pyspark.mjs";
import { ensureS3a } from "./spark/s3a.mjs";
import { closingLine, failureLines, runSuite } from "./testing/suites.mjs";

/** Exit code of a run that tested nothing: there is no Python or no Java. */
const SKIPPED = 77;

const { values } = parseArgs({ options: { long: { type: "boolean", default: false }, grep: { type: "string" } } });
const { root } = await setUp({ pulumi: false });
const python = await ensureSpark({ root, log: (line) => console.error(`set-up: ${line}`) }).catch((error) => {
  if (!(error instanceof SparkMissing)) throw error;
  console.error(`skipped, nothing was tested: ${error.message}`);
  process.exit(SKIPPED);
});
const s3a = await ensureS3a({ root, log: (line) => console.error(`set-up: ${line}`) });
if (s3a === undefined)
  console.error("set-up: no Maven, or another Spark: tests that need Spark to write to S3 are skipped");
const args = ["--timeout", values.long ? "3600000" : "600000"];
const suites = [{ name: "spark", files: "tests/spark/*.test.ts", args }];
if (values.long) suites.push({ name: "spark, long", files: "tests/spark/long/*.test.ts", args });
const env = { ...process.env, PODSHIFT_SPARK_PYTHON: python, PODSHIFT_SPARK_S3A: (s3a ?? []).join(",") };
const results = [];
for (const suite of suites) {
  results.push(await runSuite(root, suite, env, values.grep));
}
for (const line of failureLines(results)) console.log(line);
console.log(closingLine(results));
process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);
