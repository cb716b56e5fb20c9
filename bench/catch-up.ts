// Catch-up against what it can't be faster than, in turn and in one run, over the same emulator:
// - `mirrored`: rounds over N logged upserts, beside the same fetches and upserts with bodies that were made beforehand
//   and answers that nobody parses, the same number side by side
// - `deferred`: a fold of the same entries, beside the official Python client that upserts the same records in its own
//   parallel way (batches of the same size, 16 requests side by side): the newest, and the last major whose
//   documentation does it by `async_req` and a pool of threads; left out where there is no Python
// BENCH_RUNS (3), BENCH_RECORDS (records of 128 dimensions, 20,000; a sixth of them at 1,536)
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { recordBatches } from "../provider/src/migration/apply/batches";
import { Pacing } from "../provider/src/migration/apply/pacing";
import { Sender } from "../provider/src/migration/apply/sender";
import { DoneMarks } from "../provider/src/migration/catchUp/doneMarks";
import { Forward } from "../provider/src/migration/catchUp/forward";
import { Rounds } from "../provider/src/migration/catchUp/rounds";
import { beginState } from "../provider/src/migration/catchUp/state";
import { Resolutions } from "../provider/src/migration/fold/resolutions";
import { FoldRunner } from "../provider/src/migration/fold/run";
import { fetchAll, fetchBatches } from "../provider/src/migration/parity/batches";
import { connect } from "../provider/src/pinecone/client";
import { upsertBody } from "../provider/src/pinecone/upsertBody";
import { systemClock } from "../provider/src/util/clock";
import { systemLeaseClock } from "../provider/src/writeLog/lease";
import { LogReader } from "../provider/src/writeLog/reader";
import { chunks, dropServerless, KEY, makeIndex, type Scene, send, setScene } from "../tests/support/load/catchUpScene";
import { EmulatorProcess } from "../tests/support/load/emulatorProcess";
import { type PythonClient, pythonClient } from "../tests/support/load/pythonClient";
import { type Against, summarize } from "./summary";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const RECORDS = Number(process.env.BENCH_RECORDS ?? 20_000);
/** As in rounds: groups of records side by side, and requests at most. */
const GROUP = 200;
const PARALLEL_GROUPS = 16;
const PARALLEL_WRITES = 16;
/** Records of one of the Python client's requests: as many as the service takes in 2 MB, as ours. */
const PYTHON_BATCH = new Map([
  [128, 570],
  [1_536, 48],
]);

async function main(): Promise<void> {
  for (const [dimension, count] of [
    [128, RECORDS],
    [1_536, Math.ceil(RECORDS / 6)],
  ] as const) {
    const folder = await mkdtemp(join(tmpdir(), "podshift-bench-"));
    const emulator = await EmulatorProcess.start({ apiKey: KEY });
    try {
      const scene = await setScene(emulator, folder, dimension, count);
      await compareMirrored(scene);
      await compareDeferred(scene, "python10", "10.2 (upsert with max_concurrency)");
      await compareDeferred(scene, "python8-rest", "8.1 (upsert with async_req)");
    } finally {
      await emulator.kill();
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function compareMirrored(scene: Scene): Promise<void> {
  const count = [...scene.records.values()].reduce((sum, records) => sum + records().length, 0);
  const [ours, baseline]: [number[], number[]] = [[], []];
  for (let run = -1; run < RUNS; run += 1) {
    const raw = await rawBound(scene, `raw-${scene.dimension}-${run + 1}`);
    const rounds = await timed(() => oneRound(scene, `ours-${scene.dimension}-${run + 1}`));
    await dropServerless(scene.emulator);
    if (run < 0) continue;
    baseline.push(count / raw);
    ours.push(count / rounds);
  }
  const name = `mirrored catch-up of ${count} records of ${scene.dimension} dimensions (fetched and upserted)`;
  const against: Against = { kind: "bound", what: "the same requests alone" };
  console.log(JSON.stringify(summarize(name, ours, baseline, "records/s", { atLeast: 0.85 }, against)));
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

async function compareDeferred(scene: Scene, client: PythonClient, version: string): Promise<void> {
  const { emulator, folder, dimension, records } = scene;
  const count = [...records.values()].reduce((sum, each) => sum + each().length, 0);
  const name = `deferred catch-up of ${count} records of ${dimension} dimensions, upserts alone`;
  const python = await pythonClient(client);
  if (python === undefined) return console.log(JSON.stringify({ name, leftOut: "no Python" }));
  const file = join(folder, "records.jsonl");
  const lines = [...records].map(([namespace, each]) => JSON.stringify({ namespace, vectors: each() }));
  await writeFile(file, `${lines.join("\n")}\n`);
  const batchSize = PYTHON_BATCH.get(dimension) ?? 100;
  const [ours, baseline]: [number[], number[]] = [[], []];
  for (let run = -1; run < RUNS; run += 1) {
    const host = await makeIndex(emulator, `${client}-${dimension}-${run + 1}`, dimension, "serverless");
    const theirs = await python.upsert({ url: emulator.url, host, file, batchSize, concurrency: PARALLEL_WRITES });
    const target = await makeIndex(emulator, `fold-${client}-${dimension}-${run + 1}`, dimension, "serverless");
    const fold = await timed(() => onePass(scene, target));
    await dropServerless(emulator);
    if (run < 0) continue;
    baseline.push(count / theirs);
    ours.push(count / fold);
  }
  const against: Against = { kind: "instead", what: `the official Python client ${version}` };
  console.log(JSON.stringify(summarize(name, ours, baseline, "records/s", { atLeast: 5 }, against)));
}

/** As for a migration with `deferred` writes; there is no bulk entry, so nothing is asked of the index. */
async function onePass({ emulator, folder, log }: Scene, target: string): Promise<void> {
  const clock = systemClock;
  const client = connect({ apiKey: KEY, controllerHost: emulator.url });
  const sender = new Sender({
    ...{ writer: client.writer(target), pacing: new Pacing(clock), clock, requestMs: 20_000 },
    mayApply: () => {},
  });
  const failed = (what: string) => () => {
    throw new Error(what);
  };
  const { times } = await log.control.read();
  const runner = new FoldRunner({
    ...{ ...log, clock, leaseClock: systemLeaseClock, lateMs: times.lateMs, fold: { folder: join(folder, "fold") } },
    target: {
      bring: async (namespace, records) => {
        await sender.bring(namespace, records, {
          ...{ onUnknown: failed("unknown"), onRefused: failed("refused"), onApplied: () => {} },
        });
        return { unsure: false };
      },
      fresh: async () => {},
      fetch: (namespace, ids) => fetchAll(client.reader(target), namespace, ids),
      ...{ idsByFilter: failed("a filter"), listIds: failed("a list") },
    },
    resolutions: new Resolutions(log.store, randomUUID),
    checkpoints: { load: async () => undefined, save: async () => {} },
  });
  await runner.pass();
}

/** The same requests with nothing to do before and after them; answers the seconds that they took. */
async function rawBound({ emulator, pod, dimension, records }: Scene, name: string): Promise<number> {
  const target = await makeIndex(emulator, name, dimension, "serverless");
  const source = connect({ apiKey: KEY, controllerHost: emulator.url }).reader(pod);
  const groups: { fetches: string[]; bodies: Buffer[] }[] = [];
  for (const [namespace, all] of records) {
    for (const group of chunks(all(), GROUP)) {
      const ids = group.map(({ id }) => id);
      // Numbers as the pod index writes them: a round hands them on, and other digits would make other requests.
      const found = [...(await fetchAll(source, namespace, ids)).values()];
      groups.push({
        fetches: fetchBatches(ids).map((some) => fetchPath(namespace, some)),
        bodies: [...recordBatches(found)].map(({ records: batch }) => Buffer.from(upsertBody(namespace, batch))),
      });
    }
  }
  return timed(() =>
    inParallel(groups, PARALLEL_GROUPS, async ({ fetches, bodies }) => {
      await Promise.all(fetches.map((path) => send("GET", `${pod}${path}`)));
      await Promise.all(bodies.map((body) => send("POST", `${target}/vectors/upsert`, body)));
    }),
  );
}

function fetchPath(namespace: string, ids: readonly string[]): string {
  return `/vectors/fetch?${ids.map((id) => `ids=${encodeURIComponent(id)}`).join("&")}&namespace=${namespace}`;
}

async function inParallel<T>(items: readonly T[], places: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: places }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

void main();
