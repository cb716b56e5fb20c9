// What capture costs an application: single-record upserts by the official client to the emulator (a process of its
// own), captured into a write log in a folder (fsync on), beside the same client alone; in turn and in one run.
// - throughput with 32 calls under way, and what a call takes longer then
// - what a call takes longer when it is the only one
// - processor time of the main thread a call (Linux): unlike the others it doesn't depend on what else the machine does
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../provider/src/capture";
import { systemClock } from "../provider/src/util/clock";
import { DEFAULT_TIMES } from "../provider/src/writeLog/control";
import { openLog } from "../provider/src/writeLog/openLog";
import { ROOT, startNode, stop } from "./children";
import { type Against, median, summarize } from "./summary";

const EMULATOR = [join(ROOT, "emulator", "dist", "cli.js"), "--port", "0", "--limits", "off"];
/** Pairs of rounds. Short rounds side by side: what else the machine does strikes both. */
const RUNS = Number(process.env.BENCH_RUNS ?? 25);
const DIMENSIONS = [128, 1536];
const PLAIN: Against = { kind: "plain", what: "the plain client" };

/** One round: calls a second, and the median of what each took in milliseconds. */
interface Round {
  readonly rate: number;
  readonly latency: number;
  /** Microseconds of the main thread's processor time a call. */
  readonly processor: number;
}

async function main(): Promise<void> {
  const emulator = await startEmulator();
  const folder = await mkdtemp(join(tmpdir(), "podshift-bench-"));
  try {
    for (const dimension of DIMENSIONS) await compare(emulator.url, join(folder, String(dimension)), dimension);
  } finally {
    await stop(emulator.process);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The median of what each pair of rounds gives. */
function paired(ours: readonly number[], baseline: readonly number[], of: (a: number, b: number) => number): number {
  return Number(median(ours.map((each, at) => of(each, baseline[at] ?? Number.NaN))).toFixed(2));
}

async function compare(url: string, folder: string, dimension: number): Promise<void> {
  const pinecone = new Pinecone({ apiKey: "bench", controllerHostUrl: url, maxRetries: 0 });
  const plain = await makeIndex(pinecone, `docs-${dimension}`, dimension);
  const captured = await capture(pinecone, plain, folder);
  for (const [parallel, calls] of [
    [32, 500],
    [1, 100],
  ] as const) {
    const rounds = await alternate(plain, captured, parallel, calls, dimension);
    const name = `upserts of one record, ${dimension} dimensions, ${parallel} under way`;
    const rates = [rounds.ours.map(({ rate }) => rate), rounds.baseline.map(({ rate }) => rate)] as const;
    const ratio = paired(...rates, (ours, baseline) => ours / baseline);
    // One call at a time is all latency: its goal is below.
    const goal = parallel > 1 ? { goal: { atLeast: 0.9 }, met: ratio >= 0.9 } : {};
    const line = summarize(`captured ${name}`, ...rates, "calls/s", undefined, PLAIN);
    console.log(JSON.stringify({ ...line, ratio, ...goal }));
    const times = [rounds.ours.map(({ latency }) => latency), rounds.baseline.map(({ latency }) => latency)] as const;
    const added = paired(...times, (ours, baseline) => ours - baseline);
    const latency = summarize(`median latency of captured ${name}`, ...times, "ms", undefined, PLAIN);
    console.log(JSON.stringify({ ...latency, added, goal: { addedAtMost: 1 }, met: added <= 1 }));
    const work = [
      rounds.ours.map(({ processor }) => processor),
      rounds.baseline.map(({ processor }) => processor),
    ] as const;
    const addedWork = paired(...work, (ours, baseline) => ours - baseline);
    console.log(
      JSON.stringify({
        ...summarize(`main thread of captured ${name}`, ...work, "us/call", undefined, PLAIN),
        added: addedWork,
      }),
    );
  }
  await endCapture(captured);
}

/** The order within a pair changes, so that neither side is always second. */
async function alternate(plain: Index, captured: Index, parallel: number, calls: number, dimension: number) {
  const records = Array.from({ length: 500 }, (_, at) => recordOf(at, dimension));
  const [ours, baseline]: [Round[], Round[]] = [[], []];
  for (const index of [plain, captured]) await round(index, records, parallel, calls);
  for (let run = 0; run < RUNS; run += 1) {
    const first = run % 2 === 0 ? plain : captured;
    for (const index of [first, first === plain ? captured : plain]) {
      (index === plain ? baseline : ours).push(await round(index, records, parallel, calls));
    }
  }
  return { ours, baseline };
}

async function round(index: Index, records: readonly Row[], parallel: number, calls: number): Promise<Round> {
  const took: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      const record = records[next % records.length] as Row;
      next += 1;
      const begun = performance.now();
      await index.upsert({ records: [record] });
      took.push(performance.now() - begun);
    }
  };
  const [begun, worked] = [performance.now(), mainThreadMicroseconds()];
  await Promise.all(Array.from({ length: parallel }, worker));
  return {
    rate: (calls / (performance.now() - begun)) * 1_000,
    latency: median(took),
    processor: (mainThreadMicroseconds() - worked) / calls,
  };
}

/** By the system's own figure. */
function mainThreadMicroseconds(): number {
  if (process.platform !== "linux") return Number.NaN;
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]) / 1_000;
}

async function capture(pinecone: Pinecone, plain: Index, folder: string): Promise<Index> {
  const log = pathToFileURL(folder).href;
  const { control } = openLog(log, { clock: systemClock, nonce: randomUUID });
  const host = String(Reflect.get(Reflect.get(plain, "target"), "indexHostUrl"));
  await control.begin({
    writes: "mirrored",
    pod: { name: "docs", host },
    times: { ...DEFAULT_TIMES, leaseMs: 30_000 },
  });
  return captureWrites(pinecone.index({ host }), { log, connect: (place) => pinecone.index({ host: place.host }) });
}

async function makeIndex(pinecone: Pinecone, name: string, dimension: number): Promise<Index> {
  const pod = { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 };
  const index = await pinecone.createIndex({ name, dimension, metric: "cosine", spec: { pod } });
  return pinecone.index({ host: String(index?.host) });
}

interface Row {
  readonly id: string;
  readonly values: number[];
  readonly metadata: { readonly word: string; readonly rank: number };
}

function recordOf(row: number, dimension: number): Row {
  let state = (row + 1) * 2_654_435_761;
  const values = Array.from({ length: dimension }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.fround(state / 2 ** 31);
  });
  return { id: `r-${row}`, values, metadata: { word: `word-${row}`, rank: row } };
}

async function startEmulator(): Promise<{ url: string; process: ChildProcess }> {
  const { process, line } = await startNode(EMULATOR);
  return { process, url: String(line.controlPlane) };
}

void main();
