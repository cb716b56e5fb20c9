// A parity check of all records of two indexes (level 3, a digest kept of each), beside two others, in turn and in one
// run, each in a process of its own, over the same emulator in another:
// - the raw bound: the same lists and fetches by the same client, the same number side by side, nothing compared
// - a straightforward script: the official client lists ids, fetches one side, then the other, and node:assert compares
//   them, page by page; also (without a goal) with both sides fetched at once
// Prints the ratios, and the most memory that a process which verifies had (resident, the peak by the system's own count).
// The records are those of the demo with `--records 341479`: words with vectors of 100 dimensions, three namespaces.
// --records N (or BENCH_RECORDS; 341,479), BENCH_RUNS (3)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connect } from "../provider/src/pinecone/client";
import { createPodIndex } from "../scripts/demo/loadRecords";
import { loadWordVectors } from "../scripts/demo/wordVectors";
import { EmulatorProcess } from "../tests/support/load/emulatorProcess";
import { type Against, summarize } from "./summary";
import type { VerifyRun } from "./verifyRun";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const { values: options } = parseArgs({ options: { records: { type: "string" } } });
const RECORDS = Number(options.records ?? process.env.BENCH_RECORDS ?? 341_479);
const KEY = "bench";
const CACHE = process.env.PODSHIFT_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "podshift");
const RUN = ["-r", "ts-node/register/transpile-only", join(__dirname, "verifyRun.ts")];
const MOST_MEBIBYTES = 400;
const GOAL: Against = { kind: "goal", what: "the goal" };

type Way = VerifyRun["way"];
const WAYS: readonly Way[] = ["raw", "ours", "script", "scriptAtOnce"];

async function main(): Promise<void> {
  const emulator = await EmulatorProcess.start({ apiKey: KEY });
  try {
    const hosts = await twoIndexes(emulator.url);
    const taken = await measure({ url: emulator.url, ...hosts });
    const rates = (way: Way) => taken[way].map(({ seconds }) => RECORDS / seconds);
    const what = `${RECORDS} records compared in full`;
    print(what, rates("ours"), rates("raw"), { kind: "bound", what: "the same requests with nothing compared" }, 0.8);
    const script = "a script with the official client, page by page";
    print(what, rates("ours"), rates("script"), { kind: "instead", what: script }, 2);
    const atOnce = "that script with both sides fetched at once";
    print(what, rates("ours"), rates("scriptAtOnce"), { kind: "instead", what: atOnce });
    const memory = taken.ours.map(({ peakMebibytes }) => peakMebibytes);
    const limit = memory.map(() => MOST_MEBIBYTES);
    console.log(JSON.stringify(summarize(`peak memory, ${what}`, memory, limit, "MiB", { atMost: 1 }, GOAL)));
  } finally {
    await emulator.kill();
  }
}

function print(
  name: string,
  ours: readonly number[],
  baseline: readonly number[],
  against: Against,
  atLeast?: number,
): void {
  const goal = atLeast === undefined ? undefined : { atLeast };
  console.log(JSON.stringify(summarize(name, ours, baseline, "records/s", goal, against)));
}

/** A pod index with the words, and a serverless index made from its collection. */
async function twoIndexes(url: string): Promise<{ podHost: string; serverlessHost: string }> {
  const signal = new AbortController().signal;
  const vectors = await loadWordVectors(CACHE, { count: RECORDS, others: [], log: console.error, signal });
  const podHost = await createPodIndex({ apiKey: KEY, controlPlane: url }, "words", {
    vectors,
    count: RECORDS,
    signal,
  });
  const client = connect({ apiKey: KEY, controllerHost: url });
  await client.createCollection("words", "words");
  while ((await client.describeCollection("words"))?.status !== "Ready") await delay(50);
  await client.createServerlessIndex({
    ...{ name: "words-serverless", dimension: 100, metric: "dotproduct", cloud: "aws", region: "us-east-1" },
    ...{ sourceCollection: "words", tags: {} },
  });
  for (;;) {
    const index = await client.describeIndex("words-serverless");
    if (index?.ready) return { podHost, serverlessHost: index.host };
    await delay(50);
  }
}

async function measure(place: Omit<VerifyRun, "way">): Promise<Record<Way, Taken[]>> {
  const taken: Record<Way, Taken[]> = { raw: [], ours: [], script: [], scriptAtOnce: [] };
  await runOnce({ ...place, way: "raw" });
  for (let run = 0; run < RUNS; run += 1) {
    for (const way of WAYS) taken[way].push(await runOnce({ ...place, way }));
  }
  return taken;
}

export interface Taken {
  readonly seconds: number;
  /** Of the processor, its start included. */
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
  readonly records: number;
}

async function runOnce(run: VerifyRun): Promise<Taken> {
  const child = spawn(process.execPath, [...RUN, JSON.stringify(run)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${run.way} ended with ${code}`);
  const taken = JSON.parse(text) as Taken;
  if (taken.records !== RECORDS) throw new Error(`${run.way} saw ${taken.records} of ${RECORDS} records`);
  if (process.env.BENCH_SHOW) console.error(run.way, text.trim());
  return taken;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
