// Catch-up against what it can't be faster than, in turn and in one run, over the same emulator:
// - `mirrored`: rounds over N logged upserts, beside the same fetches and upserts with bodies that were made beforehand
//   and answers that nobody parses, the same number side by side
// BENCH_RUNS (3), BENCH_RECORDS (records of 128 dimensions, 20,000; a sixth of them at 1,536)
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Pinecone } from "@pinecone-database/pinecone";
import { recordBatches } from "../provider/src/migration/apply/batches";
import { Pacing } from "../provider/src/migration/apply/pacing";
import { Sender } from "../provider/src/migration/apply/sender";
import { DoneMarks } from "../provider/src/migration/catchUp/doneMarks";
import { Forward } from "../provider/src/migration/catchUp/forward";
import { Rounds } from "../provider/src/migration/catchUp/rounds";
import { beginState } from "../provider/src/migration/catchUp/state";
import { fetchBatches } from "../provider/src/migration/parity/batches";
import { connect } from "../provider/src/pinecone/client";
import type { StoredRecord } from "../provider/src/pinecone/types";
import { systemClock } from "../provider/src/util/clock";
import { Appender } from "../provider/src/writeLog/appender";
import type { Entry } from "../provider/src/writeLog/entry";
import { type OpenLog, openLog } from "../provider/src/writeLog/openLog";
import { LogReader } from "../provider/src/writeLog/reader";
import { EmulatorProcess } from "../tests/support/load/emulatorProcess";
import { summarize } from "./summary";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const RECORDS = Number(process.env.BENCH_RECORDS ?? 20_000);
/** Namespaces share the work, as the service's limits are by namespace. */
const NAMESPACES = 8;
/** As in rounds: groups of records side by side, and requests at most. */
const GROUP = 1_000;
const PARALLEL_GROUPS = 8;
const PARALLEL_WRITES = 16;
const KEY = "bench";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

interface Scene {
  readonly emulator: EmulatorProcess;
  readonly pod: string;
  readonly dimension: number;
  readonly records: ReadonlyMap<string, StoredRecord[]>;
  readonly log: OpenLog;
}

async function main(): Promise<void> {
  for (const [dimension, count] of [
    [128, RECORDS],
    [1_536, Math.ceil(RECORDS / 6)],
  ] as const) {
    const folder = await mkdtemp(join(tmpdir(), "podshift-bench-"));
    const emulator = await EmulatorProcess.start({ apiKey: KEY });
    try {
      await compare(await setScene(emulator, folder, dimension, count));
    } finally {
      await emulator.kill();
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function compare(scene: Scene): Promise<void> {
  const count = [...scene.records.values()].reduce((sum, records) => sum + records.length, 0);
  const [ours, baseline]: [number[], number[]] = [[], []];
  for (let run = -1; run < RUNS; run += 1) {
    const raw = await rawBound(scene, `raw-${scene.dimension}-${run + 1}`);
    const rounds = await timed(() => oneRound(scene, `ours-${scene.dimension}-${run + 1}`));
    if (run < 0) continue;
    baseline.push(count / raw);
    ours.push(count / rounds);
  }
  const name = `mirrored catch-up of ${count} records of ${scene.dimension} dimensions, beside the raw requests`;
  console.log(JSON.stringify(summarize(name, ours, baseline, "records/s", { atLeast: 0.85 })));
}

async function oneRound({ emulator, pod, dimension, log }: Scene, name: string): Promise<void> {
  const target = await makeIndex(emulator, name, dimension, "serverless");
  const client = connect({ apiKey: KEY, controllerHost: emulator.url });
  const clock = systemClock;
  const unlimited = Number.POSITIVE_INFINITY;
  const pacing = new Pacing(clock, {
    startConcurrency: PARALLEL_WRITES,
    mostConcurrency: PARALLEL_WRITES,
    budgets: { requests: unlimited, bytes: unlimited, deletes: unlimited },
  });
  const { log: id, times } = await log.control.read();
  const rounds = new Rounds(
    {
      log: new LogReader(log.store, log.control),
      done: new DoneMarks({ ...log, monotonic: () => performance.now() }),
      truth: client.reader(pod),
      bringer: new Sender({ writer: client.writer(target), pacing, clock, requestMs: 20_000, mayApply: () => {} }),
      direction: new Forward({ serverless: client.catchUpReader(target), freshness: { fresh: async () => {} } }),
      ...{ clock, times, concurrency: PARALLEL_GROUPS },
      save: async () => {},
    },
    { ...beginState(id, {}), baseShown: true },
    { smallRecords: Number.POSITIVE_INFINITY },
  );
  await rounds.catchUp();
}

/** The same requests with nothing to do before and after them; answers the seconds that they took. */
async function rawBound({ emulator, pod, dimension, records }: Scene, name: string): Promise<number> {
  const target = await makeIndex(emulator, name, dimension, "serverless");
  const groups = [...records].flatMap(([namespace, all]) =>
    chunks(all, GROUP).map((group) => ({
      fetches: fetchBatches(group.map(({ id }) => id)).map((ids) => fetchPath(namespace, ids)),
      bodies: [...recordBatches(group)].map(({ records: batch }) =>
        Buffer.from(JSON.stringify({ namespace, vectors: batch })),
      ),
    })),
  );
  return timed(() =>
    inParallel(groups, PARALLEL_GROUPS, async ({ fetches, bodies }) => {
      await Promise.all(fetches.map((path) => send("GET", `${pod}${path}`)));
      await Promise.all(bodies.map((body) => send("POST", `${target}/vectors/upsert`, body)));
    }),
  );
}

async function setScene(emulator: EmulatorProcess, folder: string, dimension: number, count: number): Promise<Scene> {
  const pod = await makeIndex(emulator, `pod-${dimension}`, dimension, "pod");
  const records = new Map(
    Array.from({ length: NAMESPACES }, (_, at): [string, StoredRecord[]] => [
      `ns-${at}`,
      Array.from({ length: Math.ceil(count / NAMESPACES) }, (_record, n) => recordAt(at * count + n, dimension)),
    ]),
  );
  for (const [namespace, all] of records) {
    for (const { records: batch } of recordBatches(all)) {
      await send("POST", `${pod}/vectors/upsert`, Buffer.from(JSON.stringify({ namespace, vectors: batch })));
    }
  }
  return { emulator, pod, dimension, records, log: await writeLog(folder, records) };
}

async function writeLog(folder: string, records: ReadonlyMap<string, StoredRecord[]>): Promise<OpenLog> {
  const log = openLog(`file://${folder}`, { clock: systemClock, nonce: randomUUID });
  const times = { leaseMs: 3_000, fenceMs: 6_000, settleMs: 0, lateMs: 0 };
  await log.control.begin({ writes: "mirrored", pod: { name: "docs", host: "" }, times });
  const appender = new Appender(log.store, "w.1");
  const counter = numbers();
  for (const [ns, all] of records) {
    for (const group of chunks(all, 200)) {
      const entries = group.map(
        ({ id, values, metadata }): Entry => ({
          ...{ v: 1, t: 1, n: counter.next().value, w: "w.1", e: 1, ns, op: "upsert", id, values },
          ...(metadata === undefined ? {} : { md: metadata }),
        }),
      );
      await appender.append(entries);
    }
  }
  await log.control.swap(() => ({ writers: { "w.1": { end: appender.next } } }));
  return log;
}

function* numbers(): Generator<number, never> {
  for (let n = 0; ; n += 1) yield n;
}

function recordAt(n: number, dimension: number): StoredRecord {
  const values = Float32Array.from({ length: dimension }, (_, at) => Math.sin(n * 31 + at * 17));
  return { id: `record-${n}`, values: [...values], metadata: { n, lang: n % 2 === 0 ? "en" : "de" } };
}

async function makeIndex(emulator: EmulatorProcess, name: string, dimension: number, kind: "pod" | "serverless") {
  const client = new Pinecone({ apiKey: KEY, controllerHostUrl: emulator.url });
  const spec =
    kind === "pod"
      ? { pod: { environment: "us-east-1-aws", podType: "s1.x1" } }
      : { serverless: { cloud: "aws" as const, region: "us-east-1" } };
  await client.createIndex({ name, dimension, metric: "cosine", spec });
  return (await client.describeIndex(name)).host;
}

function fetchPath(namespace: string, ids: readonly string[]): string {
  return `/vectors/fetch?${ids.map((id) => `ids=${encodeURIComponent(id)}`).join("&")}&namespace=${namespace}`;
}

function send(method: string, url: string, body?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      "Api-Key": KEY,
      "X-Pinecone-Api-Version": "2026-04",
      ...(body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": body.length }),
    };
    const sent = request(url, { method, agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

async function inParallel<T>(items: readonly T[], places: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: places }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

void main();
