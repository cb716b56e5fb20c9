// Entries a second that Spark folds on two cores of this machine (local[2]), against the engine of one process
// (`podshift spread fold`): the same logs, the same lines out. Small records (BENCH_DIMENSION, 8): the fold is measured, not the
// disk. BENCH_ENTRIES (1000000,10000000) are the sizes; a fifth as many records. Last, where the two cross, if they do. Needs
// Python 3.10 and Java 17, as npm run test:spark does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { makeLargeLog } from "../tests/spark/support/largeLog";
import type { MadeLog } from "../tests/spark/support/randomLog";
import { PODSHIFT, SparkFolds } from "../tests/spark/support/spark";
import { type Against, summarize } from "./summary";

const SIZES = (process.env.BENCH_ENTRIES ?? "1000000,10000000").split(",").map(Number);
const DIMENSION = Number(process.env.BENCH_DIMENSION ?? 8);
const ENTRIES_A_RECORD = 5;
const PARTS = 8;
const CHUNKS = 8;
const ONE: Against = { kind: "plain", what: "podshift in one process" };

/** Seconds that a fold took, by either engine. */
interface Took {
  readonly entries: number;
  readonly spark: number;
  readonly one: number;
}

async function main(): Promise<void> {
  const [, , generateInto, entries] = process.argv;
  if (generateInto !== undefined) {
    const records = Math.ceil(Number(entries) / ENTRIES_A_RECORD);
    process.send?.(makeLargeLog(generateInto, { entries: Number(entries), records, dimension: DIMENSION }));
    return;
  }
  await findPython();
  const began = performance.now();
  const spark = new SparkFolds("2g");
  const version = await spark.ready();
  const startSeconds = since(began);
  const all: Took[] = [];
  try {
    for (const size of SIZES) all.push(await measure(spark, size));
  } finally {
    await spark.end();
  }
  console.log(JSON.stringify({ name: `start of Spark ${version}`, seconds: round(startSeconds) }));
  console.log(
    JSON.stringify({ name: "Spark on two cores is faster, its start included", ...crossing(all, startSeconds) }),
  );
}

async function findPython(): Promise<void> {
  const root = resolve(__dirname, "..");
  const { ensureSpark } = await import(join(root, "scripts", "spark", "pyspark.mjs"));
  process.env.PODSHIFT_SPARK_PYTHON ??= await ensureSpark({ root, log: (line: string) => console.error(line) });
}

async function measure(spark: SparkFolds, entries: number): Promise<Took> {
  const folder = mkdtempSync(join(tmpdir(), "podshift-bench-spark-"));
  try {
    const log = await generated(join(folder, "log"), entries);
    const one = await foldByOne(log);
    const answer = await spark.fold(log, join(folder, "out"), { parts: PARTS, chunks: CHUNKS });
    if (answer.error !== undefined) throw new Error(answer.error);
    if (answer.entries !== entries || answer.records !== one.records) {
      throw new Error(`not the same was folded: ${JSON.stringify({ entries, answer, one })}`);
    }
    const name = `fold of ${entries} entries over ${one.records} records of ${DIMENSION} dimensions by Spark (local[2])`;
    const summary = summarize(name, [entries / answer.seconds], [entries / one.seconds], "entries/s", undefined, ONE);
    console.log(JSON.stringify({ ...summary, seconds: { spark: round(answer.seconds), one: round(one.seconds) } }));
    return { entries, spark: answer.seconds, one: one.seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Made in a process of its own. */
async function generated(folder: string, entries: number): Promise<MadeLog> {
  const child = spawn(process.execPath, [...process.execArgv, __filename, folder, `${entries}`], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [[log]] = await Promise.all([once(child, "message"), once(child, "exit")]);
  return log as MadeLog;
}

/** Counts its lines and throws them away. Starting it is part of what it takes, as for each of Spark's readers. */
async function foldByOne({ url, watermark }: MadeLog): Promise<{ records: number; seconds: number }> {
  const began = performance.now();
  const args = [PODSHIFT, "spread", "fold", "--log", url, "--whole", "--watermark", `${watermark}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let records = 0;
  for await (const chunk of child.stdout) for (const byte of chunk as Buffer) if (byte === 10) records += 1;
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`podshift spread fold ended with ${code}`);
  return { records, seconds: since(began) };
}

/** Where Spark's time, its start included, becomes the smaller one: by a straight line between two measured sizes, or not at all. */
function crossing(all: readonly Took[], startSeconds: number): object {
  const gains = all.map(({ entries, spark, one }) => ({ entries, gain: one - spark - startSeconds }));
  const [first] = gains;
  if (first !== undefined && first.gain > 0) return { from: `${first.entries} entries or fewer`, measured: true };
  for (const [at, after] of gains.entries()) {
    const before = gains[at - 1];
    if (before === undefined || after.gain <= 0) continue;
    const share = before.gain / (before.gain - after.gain);
    return {
      from: Math.round(before.entries + share * (after.entries - before.entries)),
      measured: "by a straight line",
    };
  }
  return { from: null, measured: `not up to ${gains.at(-1)?.entries} entries` };
}

const since = (began: number) => (performance.now() - began) / 1_000;
const round = (seconds: number) => Number(seconds.toFixed(1));

void main();
