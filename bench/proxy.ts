// What the proxy costs an application: queries and single-record upserts to the emulator, through `podshift proxy` (a
// process of its own, its write log in a folder, fsync on) beside the same client straight to the emulator; in turn and in
// one run. REST by the official Node client, gRPC by @grpc/grpc-js.
// - throughput with 32 calls under way, from a service that answers after 20 ms, as one over a network does
// - the same from one that answers at once: on a machine whose processors the client and the emulator fill, what the proxy
//   takes of them is missing to the others, so that this is a bound rather than what an application sees
// - what the median call takes longer when it is the only one
// - processor time of the proxy's process a call (Linux): unlike the others it doesn't depend on what else the machine does
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Pinecone } from "@pinecone-database/pinecone";
import { systemClock } from "../provider/src/util/clock";
import { DEFAULT_TIMES } from "../provider/src/writeLog/control";
import { openLog } from "../provider/src/writeLog/openLog";
import { GrpcClient } from "../tests/integration/emulator/grpcClient";
import { type Against, median, summarize } from "./summary";

const ROOT = join(__dirname, "..");
const EMULATOR = [join(ROOT, "emulator", "dist", "cli.js"), "--port", "0", "--limits", "off"];
const CLI = [join(ROOT, "provider", "dist", "cli", "main.js")];
/** Pairs of rounds. Short rounds side by side: what else the machine does strikes both. */
const RUNS = Number(process.env.BENCH_RUNS ?? 15);
const DIMENSION = 128;
const RECORDS = 500;
/** Milliseconds that a service over a network takes at least. */
const SERVICE_MS = 20;
/** The system counts processor time in hundredths of a second. */
const TICK_MICROSECONDS = 10_000;

const STRAIGHT: Against = { kind: "plain", what: "the same client, straight to the service" };

/** One kind of call, by its number. */
type Work = (call: number) => Promise<unknown>;

interface Sides {
  readonly direct: Work;
  readonly through: Work;
}

/** One round: calls a second, and the median of what each took in milliseconds. */
interface Round {
  readonly rate: number;
  readonly latency: number;
  /** Microseconds of the proxy's processor time a call. */
  readonly processor: number;
}

interface Child {
  readonly process: ChildProcess;
  readonly line: Record<string, unknown>;
}

async function main(): Promise<void> {
  const emulator = await start(EMULATOR, "stdout");
  const folder = await mkdtemp(join(tmpdir(), "podshift-bench-"));
  const log = pathToFileURL(folder).href;
  const pinecone = new Pinecone({
    apiKey: "bench",
    controllerHostUrl: String(emulator.line.controlPlane),
    maxRetries: 0,
  });
  const host = await makeIndex(pinecone);
  await openLog(log, { clock: systemClock, nonce: randomUUID }).control.begin({
    ...{ writes: "mirrored", pod: { name: "docs", host }, times: { ...DEFAULT_TIMES, leaseMs: 30_000 } },
  });
  const proxy = await start([...CLI, "proxy", "--log", log, "--listen", "127.0.0.1:0"], "stderr");
  try {
    const through = worksOf(pinecone, `http://${proxy.line.listen}`);
    const direct = worksOf(pinecone, host);
    for (const name of Object.keys(direct) as (keyof typeof direct)[]) {
      const sides = { direct: direct[name], through: through[name] };
      await compare(name, sides, String(emulator.line.controlPlane), proxy.process.pid ?? 0);
    }
  } finally {
    for (const child of [proxy, emulator]) await stop(child.process);
    await rm(folder, { recursive: true, force: true });
  }
  process.exit(0);
}

function worksOf(pinecone: Pinecone, host: string) {
  const rest = pinecone.index({ host });
  const grpc = new GrpcClient(host, "bench");
  return {
    "REST queries": (call: number) => rest.query({ vector: valuesOf(call), topK: 10 }),
    "REST upserts": (call: number) => rest.upsert({ records: [recordOf(call % RECORDS)] }),
    "gRPC queries": (call: number) => grpc.call("Query", { vector: valuesOf(call), topK: 10 }),
    "gRPC upserts": (call: number) => grpc.call("Upsert", { vectors: [recordOf(call % RECORDS)] }),
  } satisfies Record<string, Work>;
}

async function compare(name: string, { direct, through }: Sides, emulator: string, pid: number): Promise<void> {
  const title = `${name} through the proxy`;
  for (const delay of [SERVICE_MS, 0]) {
    await answerAfter(emulator, delay);
    const { ours, baseline } = await alternate(direct, through, 32, 400, pid);
    const rates = [ours.map(({ rate }) => rate), baseline.map(({ rate }) => rate)] as const;
    const ratio = paired(...rates, (a, b) => a / b);
    const line = summarize(
      `${title}, 32 under way, answers after ${delay} ms`,
      ...rates,
      "calls/s",
      { atLeast: 0.8 },
      STRAIGHT,
    );
    console.log(JSON.stringify({ ...line, ratio, met: ratio >= 0.8 }));
    const work = round(median(ours.map(({ processor }) => processor)));
    if (delay === 0) console.log(JSON.stringify({ name: `processor time, ${title}`, ours: work, unit: "us/call" }));
  }
  const { ours, baseline } = await alternate(direct, through, 1, 80, pid);
  const times = [ours.map(({ latency }) => latency), baseline.map(({ latency }) => latency)] as const;
  const added = paired(...times, (a, b) => a - b);
  const line = summarize(`median latency, ${title}, 1 under way`, ...times, "ms", undefined, STRAIGHT);
  console.log(JSON.stringify({ ...line, added, goal: { addedAtMost: 1 }, met: added <= 1 }));
}

/** How long the emulator takes to answer queries and upserts from now on. */
async function answerAfter(emulator: string, ms: number): Promise<void> {
  const late = (path: string) => ({ plane: "data", path, fault: { kind: "delay", ms } });
  const rules = ms === 0 ? [] : ["/query", "/vectors/upsert", "/VectorService/*"].map(late);
  const body = JSON.stringify({ seed: 1, rules });
  const { ok, status } = await fetch(new URL("/_emulator/faults", emulator), { method: "POST", body });
  if (!ok) throw new Error(`the emulator refused the delay: ${status}`);
}

/** The median of what each pair of rounds gives. */
function paired(ours: readonly number[], baseline: readonly number[], of: (a: number, b: number) => number): number {
  return round(median(ours.map((each, at) => of(each, baseline[at] ?? Number.NaN))));
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

/** The order within a pair changes, so that neither side is always second. */
async function alternate(direct: Work, through: Work, parallel: number, calls: number, pid: number) {
  const [ours, baseline]: [Round[], Round[]] = [[], []];
  for (const work of [direct, through]) await oneRound(work, parallel, calls * 2, pid);
  for (let run = 0; run < RUNS; run += 1) {
    for (const work of run % 2 === 0 ? [direct, through] : [through, direct]) {
      (work === direct ? baseline : ours).push(await oneRound(work, parallel, calls, pid));
    }
  }
  return { ours, baseline };
}

async function oneRound(work: Work, parallel: number, calls: number, pid: number): Promise<Round> {
  const took: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      const call = next;
      next += 1;
      const begun = performance.now();
      await work(call);
      took.push(performance.now() - begun);
    }
  };
  const [begun, worked] = [performance.now(), processorMicroseconds(pid)];
  await Promise.all(Array.from({ length: parallel }, worker));
  return {
    rate: (calls / (performance.now() - begun)) * 1_000,
    latency: median(took),
    processor: (processorMicroseconds(pid) - worked) / calls,
  };
}

/** By the system's own figure (proc(5): utime and stime, fields 14 and 15). */
function processorMicroseconds(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
}

async function makeIndex(pinecone: Pinecone): Promise<string> {
  const pod = { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 };
  const index = await pinecone.createIndex({ name: "docs", dimension: DIMENSION, metric: "cosine", spec: { pod } });
  const host = String(index?.host);
  await pinecone.index({ host }).upsert({ records: Array.from({ length: RECORDS }, (_, row) => recordOf(row)) });
  return host;
}

function recordOf(row: number) {
  return { id: `r-${row}`, values: valuesOf(row) };
}

function valuesOf(row: number): number[] {
  let state = (row + 1) * 2_654_435_761;
  return Array.from({ length: DIMENSION }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.fround(state / 2 ** 31);
  });
}

/** Its first line is JSON. */
async function start(args: readonly string[], output: "stdout" | "stderr"): Promise<Child> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], cwd: ROOT });
  const other = output === "stdout" ? child.stderr : child.stdout;
  other.pipe(process.stderr);
  const [line] = (await once(createInterface({ input: child[output] }), "line")) as [string];
  return { process: child, line: JSON.parse(line) as Record<string, unknown> };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

void main();
