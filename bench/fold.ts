// Memory of the fold of a `deferred` log, far larger than memory may be: entries are written to a folder by a process of
// its own, then folded with a target that only counts. The baseline is the goal itself: 512 MiB, whatever the log's size.
// BENCH_ENTRIES (10,000,000), BENCH_RECORDS (2,000,000), BENCH_DIMENSION (16) make it smaller.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import type { FoldCheckpoint } from "../provider/src/migration/fold/checkpoint";
import type { FoldTarget } from "../provider/src/migration/fold/ports";
import { Resolutions } from "../provider/src/migration/fold/resolutions";
import { FoldRunner } from "../provider/src/migration/fold/run";
import { systemClock } from "../provider/src/util/clock";
import { Control, type ControlRecord, DEFAULT_TIMES } from "../provider/src/writeLog/control";
import { encodeEntry } from "../provider/src/writeLog/encoding";
import type { EntryBody } from "../provider/src/writeLog/entry";
import { fileStore } from "../provider/src/writeLog/fileStore";
import { systemLeaseClock } from "../provider/src/writeLog/lease";
import { segmentPath } from "../provider/src/writeLog/segments";

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 10_000_000);
const RECORDS = Number(process.env.BENCH_RECORDS ?? 2_000_000);
const DIMENSION = Number(process.env.BENCH_DIMENSION ?? 16);
const WRITERS = 4;
const ENTRIES_A_SEGMENT = 10_000;
const MIB = 1024 * 1024;
const GOAL_MIB = 512;

async function main(): Promise<void> {
  const [, , generateInto] = process.argv;
  if (generateInto !== undefined) return generate(generateInto);
  const folder = mkdtempSync(join(tmpdir(), "podshift-bench-fold-"));
  try {
    await inChild(join(folder, "log"));
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The log is made elsewhere, so that its making is not in this process's memory. */
async function inChild(folder: string): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, __filename, folder], { stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`the generator ended with ${code}`);
}

function generate(folder: string): void {
  const next = new Array<number>(WRITERS).fill(0);
  for (let first = 0, turn = 0; first < ENTRIES; first += ENTRIES_A_SEGMENT, turn += 1) {
    const writer = turn % WRITERS;
    const lines: string[] = [];
    for (let at = first; at < Math.min(ENTRIES, first + ENTRIES_A_SEGMENT); at += 1) {
      lines.push(encodeEntry({ v: 1, t: at + 1, n: 0, w: `w${writer}`, e: 1, ns: "", ...bodyOf(at) }));
    }
    put(folder, segmentPath(`w${writer}`, next[writer] ?? 0), `${lines.join("\n")}\n`);
    next[writer] = (next[writer] ?? 0) + 1;
  }
  put(folder, "control/000000000001.json", JSON.stringify(controlOf(next)));
}

/** Every id comes up equally often, far apart: upserts, updates of metadata, and a few deletes. */
function bodyOf(at: number): EntryBody {
  const id = `record-${(at * 7_919) % RECORDS}`;
  if (at % 20 === 19) return { op: "delete", ids: [id] };
  if (at % 2 === 1) return { op: "update", id, md: { round: at % 97 } };
  const values = Float32Array.from({ length: DIMENSION }, (_, k) => Math.fround(Math.sin(at + k)));
  return { op: "upsert", id, values, md: { lang: at % 3 === 0 ? "en" : "de", round: at % 97 } };
}

function controlOf(ends: readonly number[]): ControlRecord {
  return {
    ...{ v: 1, log: "bench", epoch: 1, state: "open", active: "pod", writes: "deferred", by: "bench", floor: 0 },
    ...{ pod: { name: "docs", host: "" }, times: DEFAULT_TIMES, soon: false, applier: "" },
    writers: Object.fromEntries(ends.map((end, writer) => [`w${writer}`, { end }])),
  };
}

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function measure(folder: string): Promise<void> {
  const counts = { brought: 0, fetched: 0 };
  const runner = runnerOn(folder, counts);
  const began = performance.now();
  const pass = await runner.pass();
  const seconds = (performance.now() - began) / 1_000;
  if (pass.kind !== "done" || pass.entries !== ENTRIES) throw new Error(`not all was folded: ${JSON.stringify(pass)}`);
  const peak = Math.round((process.resourceUsage().maxRSS * 1024) / MIB);
  const line = {
    name: `fold of ${ENTRIES} entries over ${RECORDS} records of ${DIMENSION} dimensions: peak memory`,
    ...{ ours: peak, baseline: GOAL_MIB, unit: "MiB", ratio: Number((peak / GOAL_MIB).toFixed(2)) },
    ...{
      against: { kind: "goal", what: "the goal" },
      goal: { atMost: 1 },
      met: peak <= GOAL_MIB,
      runs: 1,
      spread: { ours: [peak, peak], baseline: [512, 512] },
    },
    ...{ entriesPerSecond: Math.round(ENTRIES / seconds), seconds: Number(seconds.toFixed(1)), ...counts },
  };
  console.log(JSON.stringify(line));
}

function runnerOn(folder: string, counts: { brought: number; fetched: number }): FoldRunner {
  const store = fileStore(join(folder, "log"));
  const control = new Control(store, systemClock, () => "bench");
  let checkpoint: FoldCheckpoint | undefined;
  return new FoldRunner({
    ...{ store, control, clock: systemClock, leaseClock: systemLeaseClock, lateMs: 0 },
    target: countingTarget(counts),
    resolutions: new Resolutions(store, () => "bench"),
    checkpoints: {
      load: async () => checkpoint,
      save: async (saved) => {
        checkpoint = saved;
      },
    },
    fold: { folder: join(folder, "fold") },
  });
}

async function* nothing(): AsyncGenerator<readonly string[]> {}

function countingTarget(counts: { brought: number; fetched: number }): FoldTarget {
  return {
    bring: async (_namespace, records) => {
      counts.brought += records.size;
      return { unsure: false };
    },
    fresh: async () => undefined,
    fetch: async (_namespace, ids) => {
      counts.fetched += ids.length;
      return new Map();
    },
    idsByFilter: nothing,
    listIds: nothing,
  };
}

void main();
