// What the proxy costs an application: queries and single-record upserts through `podshift proxy` (a process of its own,
// its write log in a folder, every segment synced) beside the same client straight to the service; in turn and in one run.
// - lean: client and service in Go (bench/proxy/lean), which leave a processor to the proxy. The service answers after 10 to 30
//   ms, as one over a network does: its answers to calls that came together don't come together
// - official: the official Node client (REST), @grpc/grpc-js (gRPC) and the emulator. They fill two processors by
//   themselves, so that what the proxy takes is missing to them: a bound rather than what an application sees. After 20
//   ms, and at once
// Each with 32 calls under way, and what the median call takes longer when it is the only one.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { Pinecone } from "@pinecone-database/pinecone";
import { systemClock } from "../provider/src/util/clock";
import { DEFAULT_TIMES } from "../provider/src/writeLog/control";
import { openLog } from "../provider/src/writeLog/openLog";
import { GrpcClient } from "../tests/integration/emulator/grpcClient";
import { ROOT, startNode, stop } from "./children";
import { printLatency, printProcessor, printRates, type Sides } from "./proxy/costs";
import { startLean, type Taken } from "./proxy/leanPair";
import { type Against, median } from "./summary";

const EMULATOR = [join(ROOT, "emulator", "dist", "cli.js"), "--port", "0", "--limits", "off"];
const CLI = [join(ROOT, "provider", "dist", "cli", "main.js")];
const DIMENSION = 128;
const RECORDS = 500;
/** Milliseconds that a service over a network takes. */
const SERVICE_MS = 20;
const KINDS = ["REST queries", "REST upserts", "gRPC queries", "gRPC upserts"] as const;

const OFFICIAL: Against = { kind: "plain", what: "the same client, straight to the service" };
const LEAN: Against = { kind: "plain", what: "the same client in Go, straight to the service in Go" };

/** One call, by its number. */
type Work = (call: number) => Promise<unknown>;

async function main(): Promise<void> {
  await lean();
  await official();
  process.exit(0);
}

async function lean(): Promise<void> {
  const pair = await startLean();
  await throughProxy(pair.host, async (proxy, pid) => {
    for (const kind of KINDS) {
      const side = (host: string) => (parallel: number, calls: number) => pair.round(host, kind, parallel, calls);
      const title = `${kind} through the proxy, client and service in Go`;
      const sides = { ...{ title, against: LEAN, pid }, direct: side(pair.host), through: side(proxy) };
      await pair.around(SERVICE_MS);
      await printRates(sides, `answers after ${SERVICE_MS / 2} to ${SERVICE_MS * 1.5} ms`);
      await pair.around(0);
      await printLatency(sides);
    }
  }).finally(() => pair.stop());
}

async function official(): Promise<void> {
  const emulator = await startNode(EMULATOR);
  const controlPlane = String(emulator.line.controlPlane);
  const pinecone = new Pinecone({ apiKey: "bench", controllerHostUrl: controlPlane, maxRetries: 0 });
  try {
    const host = await makeIndex(pinecone);
    await throughProxy(host, async (proxy, pid) => {
      const [direct, through] = [worksOf(pinecone, host), worksOf(pinecone, proxy)];
      for (const kind of KINDS) {
        const title = `${kind} through the proxy`;
        const rounds = { direct: roundsOf(direct[kind]), through: roundsOf(through[kind]) };
        await printOfficial({ ...{ title, against: OFFICIAL, pid }, ...rounds }, controlPlane);
      }
    });
  } finally {
    await stop(emulator.process);
  }
}

async function printOfficial(sides: Sides, emulator: string): Promise<void> {
  for (const delay of [SERVICE_MS, 0]) {
    await answerAfter(emulator, delay);
    await printRates(sides, `answers after ${delay} ms`);
  }
  await printProcessor(sides);
  await printLatency(sides);
}

/** A proxy in front of this index, with a log of its own. */
async function throughProxy(host: string, work: (proxy: string, pid: number) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "podshift-bench-"));
  const log = pathToFileURL(folder).href;
  await openLog(log, { clock: systemClock, nonce: randomUUID }).control.begin({
    ...{ writes: "mirrored", pod: { name: "docs", host }, times: { ...DEFAULT_TIMES, leaseMs: 30_000 } },
  });
  const proxy = await startNode([...CLI, "proxy", "--log", log, "--listen", "127.0.0.1:0"], "stderr");
  try {
    await work(`http://${proxy.line.listen}`, proxy.process.pid ?? 0);
  } finally {
    await stop(proxy.process);
    await rm(folder, { recursive: true, force: true });
  }
}

function worksOf(pinecone: Pinecone, host: string): Record<(typeof KINDS)[number], Work> {
  const rest = pinecone.index({ host });
  const grpc = new GrpcClient(host, "bench");
  return {
    "REST queries": (call) => rest.query({ vector: valuesOf(call), topK: 10 }),
    "REST upserts": (call) => rest.upsert({ records: [recordOf(call % RECORDS)] }),
    "gRPC queries": (call) => grpc.call("Query", { vector: valuesOf(call), topK: 10 }),
    "gRPC upserts": (call) => grpc.call("Upsert", { vectors: [recordOf(call % RECORDS)] }),
  };
}

function roundsOf(work: Work): (parallel: number, calls: number) => Promise<Taken> {
  return async (parallel, calls) => {
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
    const begun = performance.now();
    await Promise.all(Array.from({ length: parallel }, worker));
    return { rate: (calls / (performance.now() - begun)) * 1_000, latency: median(took) };
  };
}

/** How long the emulator takes to answer queries and upserts from now on. */
async function answerAfter(emulator: string, ms: number): Promise<void> {
  const late = (path: string) => ({ plane: "data", path, fault: { kind: "delay", ms } });
  const rules = ms === 0 ? [] : ["/query", "/vectors/upsert", "/VectorService/*"].map(late);
  const body = JSON.stringify({ seed: 1, rules });
  const { ok, status } = await fetch(new URL("/_emulator/faults", emulator), { method: "POST", body });
  if (!ok) throw new Error(`the emulator refused the delay: ${status}`);
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

void main();
