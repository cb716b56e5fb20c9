// Speed of the emulator, each figure beside what it can't be faster than, in turn and in one run:
// - upserts, beside a server that only parses the same JSON (bareServer.ts)
// - an exact query over 341,479 records of 100 dimensions by HTTP, beside a loop over one Float32Array in this process
// - memory with those records, beside their floats and metadata as JSON text
// - the time until the emulator listens
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Pinecone } from "@pinecone-database/pinecone";
import { ROOT, startNode, stop } from "./children";
import { type Against, summarize } from "./summary";

const EMULATOR = [join(ROOT, "emulator", "dist", "cli.js"), "--port", "0", "--limits", "off"];
const BARE_SERVER = ["-r", "ts-node/register/transpile-only", join(__dirname, "bareServer.ts")];
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const PARALLEL = 8;
/** As many as the word vectors of the demo with `--records 341479`. */
const RECORDS = Number(process.env.BENCH_RECORDS ?? 341_479);
const DIMENSION = 100;
const TOP_K = 10;

const PARSER: Against = { kind: "bound", what: "a server that only parses the same JSON" };
const LOOP: Against = { kind: "bound", what: "a loop over one array in the same process" };
const TEXT: Against = { kind: "bound", what: "its floats, and metadata as JSON text" };
const NODE: Against = { kind: "plain", what: "an empty Node" };

const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL });

interface Server {
  readonly url: string;
  readonly process: ChildProcess;
}

async function main(): Promise<void> {
  const [emulator, bare] = await Promise.all([startEmulator(), startBareServer()]);
  try {
    const pinecone = new Pinecone({ apiKey: "bench", controllerHostUrl: emulator.url });
    for (const dimension of [128, 1536]) await upserts(pinecone, bare, dimension);
    await queries(pinecone, emulator);
  } finally {
    for (const server of [emulator, bare]) await stop(server.process);
  }
  await startUp();
}

async function upserts(pinecone: Pinecone, bare: Server, dimension: number): Promise<void> {
  const host = await makeIndex(pinecone, `upserts-${dimension}`, dimension);
  const perRequest = dimension > 1_000 ? 50 : 100;
  const bodies = Array.from({ length: 64 }, (_, at) => upsertBody(at * perRequest, perRequest, dimension));
  const rate = async (url: string) => {
    const seconds = await timed(() => inParallel(bodies, (body) => post(`${url}/vectors/upsert`, body)));
    return (bodies.length * perRequest) / seconds;
  };
  const [ours, baseline]: [number[], number[]] = [[], []];
  await rate(host);
  await rate(bare.url);
  for (let run = 0; run < RUNS; run += 1) {
    baseline.push(await rate(bare.url));
    ours.push(await rate(host));
  }
  const name = `upserts of ${dimension} dimensions, ${perRequest} a request, ${PARALLEL} in parallel`;
  console.log(JSON.stringify(summarize(name, ours, baseline, "records/s", { atLeast: 0.7 }, PARSER)));
}

async function queries(pinecone: Pinecone, emulator: Server): Promise<void> {
  const host = await makeIndex(pinecone, "queries", DIMENSION);
  const before = residentBytes(emulator);
  const table = new Float32Array(RECORDS * DIMENSION);
  let metadataBytes = 0;
  const starts = Array.from({ length: Math.ceil(RECORDS / 1_000) }, (_, at) => at * 1_000);
  await inParallel(starts, async (start) => {
    const vectors = recordsFrom(start, Math.min(1_000, RECORDS - start), DIMENSION);
    for (const { values, metadata } of vectors) metadataBytes += JSON.stringify(metadata).length + values.length * 0;
    for (const [at, { values }] of vectors.entries()) table.set(values, (start + at) * DIMENSION);
    await post(`${host}/vectors/upsert`, Buffer.from(JSON.stringify({ vectors })));
  });
  const grown = residentBytes(emulator) - before;
  const [ours, baseline]: [number[], number[]] = [[], []];
  for (let run = -2; run < RUNS * 3; run += 1) {
    const probe = table.subarray(run * 10 * DIMENSION + 2_000, run * 10 * DIMENSION + 2_000 + DIMENSION);
    const body = Buffer.from(JSON.stringify({ vector: [...probe], topK: TOP_K }));
    const loop = (await timed(async () => void nearest(table, probe))) * 1_000;
    const query = (await timed(() => post(`${host}/query`, body))) * 1_000;
    if (run < 0) continue;
    baseline.push(loop);
    ours.push(query);
  }
  const name = `exact query of ${RECORDS} x ${DIMENSION}, top ${TOP_K}`;
  console.log(JSON.stringify(summarize(name, ours, baseline, "ms", { atMost: 1.5 }, LOOP)));
  const megabytes = (bytes: number) => bytes / 1_000_000;
  const least = megabytes(table.byteLength + metadataBytes);
  const memory = `memory of ${RECORDS} x ${DIMENSION} with metadata`;
  console.log(JSON.stringify(summarize(memory, [megabytes(grown)], [least], "MB", { atMost: 1.5 }, TEXT)));
}

async function startUp(): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const server = await startEmulator();
    times.push(performance.now() - start);
    await stop(server.process);
  }
  const node = await Promise.all([timed(() => once(spawn(process.execPath, ["-e", "0"]), "exit"))]);
  const baseline = node.map((seconds) => seconds * 1_000);
  console.log(JSON.stringify({ ...summarize("start-up", times, baseline, "ms", undefined, NODE), goalMs: 400 }));
}

/** The tight loop: dot products over one Float32Array, the best ten kept. */
function nearest(table: Float32Array, probe: Float32Array): number[] {
  const best: { row: number; score: number }[] = [];
  const rows = table.length / probe.length;
  for (let row = 0; row < rows; row += 1) {
    const start = row * probe.length;
    let score = 0;
    for (let at = 0; at < probe.length; at += 1) score += (table[start + at] as number) * (probe[at] as number);
    if (best.length === TOP_K && score <= (best[TOP_K - 1]?.score ?? 0)) continue;
    best.push({ row, score });
    best.sort((a, b) => b.score - a.score);
    best.length = Math.min(best.length, TOP_K);
  }
  return best.map(({ row }) => row);
}

async function makeIndex(pinecone: Pinecone, name: string, dimension: number): Promise<string> {
  const index = await pinecone.createIndex({
    name,
    dimension,
    metric: "cosine",
    spec: { pod: { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 } },
  });
  return String(index?.host);
}

interface Row {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata: { readonly word: string; readonly rank: number };
}

/** Float32 numbers as a client sends them; the same for the same row. */
function recordsFrom(start: number, count: number, dimension: number): Row[] {
  return Array.from({ length: count }, (_, row) => {
    let state = (start + row + 1) * 2_654_435_761;
    const values = Array.from({ length: dimension }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return Math.fround(state / 2 ** 31);
    });
    return { id: `r-${start + row}`, values, metadata: { word: `word-${start + row}`, rank: start + row } };
  });
}

function upsertBody(start: number, count: number, dimension: number): Buffer {
  return Buffer.from(JSON.stringify({ vectors: recordsFrom(start, count, dimension) }));
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function post(url: string, body: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    const headers = { "api-key": "bench", "content-type": "application/json", "content-length": body.length };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? done() : failed(new Error(`${response.statusCode}`))));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1_000;
}

async function startEmulator(): Promise<Server> {
  const { process: child, line } = await startNode(EMULATOR);
  return { process: child, url: String(line.controlPlane) };
}

async function startBareServer(): Promise<Server> {
  const { process: child, line } = await startNode(BARE_SERVER);
  return { process: child, url: `http://127.0.0.1:${String(line.port)}` };
}

/** What the process holds in memory, by the system's own figure (Linux). */
function residentBytes({ process: child }: Server): number {
  const pages = Number(readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]);
  return pages * 4_096;
}

void main();
