import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { recordBatches } from "../../../provider/src/migration/apply/batches";
import { Fold } from "../../../provider/src/migration/fold/fold";
import { Merge } from "../../../provider/src/migration/fold/merge";
import { connect } from "../../../provider/src/pinecone/client";
import { upsertBody } from "../../../provider/src/pinecone/upsertBody";
import { encodeEntry } from "../../../provider/src/writeLog/encoding";
import { isBulk } from "../../../provider/src/writeLog/entry";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { segmentPath } from "../../../provider/src/writeLog/segments";
import { sampleId, sampleMetadata, sampleRecord, sampleValues } from "./sampleRecord";

/** What one process does on the machine that it was measured on. */
export interface Speed {
  readonly dimension: number;
  /**
   * Entries of a log (upserts of whole records) read, checked, folded and drained a second, the disk in it: of so many that
   * the fold writes each to disk once (up to 1.5 GB of records), and twice (up to 98 GB).
   */
  readonly foldedOncePerSecond: number;
  readonly foldedTwicePerSecond: number;
  /** MB of request bodies made a second of processor time: JSON alone. */
  readonly encodedMbPerCpuSecond: number;
  /** MB of request bodies sent by the official client a second of processor time, JSON in it; to a server without TLS. */
  readonly sentMbPerCpuSecond: number;
  /** Bytes of a record as it is sent, and of an entry in the log. */
  readonly sentBytes: number;
  readonly loggedBytes: number;
}

const ENTRIES_A_SEGMENT = 1_000;
const MB = 1_000_000;

/** Bytes of records in memory that make a fold write each once, and twice: 64 partitions of 24 MB [migration/fold]. */
const ONCE_BYTES = 250_000_000;
const TWICE_BYTES = 1_900_000_000;
/** Bytes of a record in the fold's own count, beside its values. */
const HELD_BYTES = 920;

/** Measures one dimension: some two minutes, and 6 GB of disk. */
export async function measureSpeed(dimension: number): Promise<Speed> {
  const batches = [...recordBatches(Array.from({ length: 2_000 }, (_, at) => sampleRecord(dimension, at)))];
  const encoded = await perCpuSecond(async () => {
    let bytes = 0;
    for (const { records } of batches) bytes += upsertBody("ns-00001", records).length;
    return bytes;
  });
  const sent = await sendingSpeed(batches);
  const held = HELD_BYTES + 4 * dimension;
  const { perSecond, loggedBytes } = await foldingSpeed(dimension, Math.round(ONCE_BYTES / held));
  const twice = await foldingSpeed(dimension, Math.round(TWICE_BYTES / held));
  const sentBytes = encoded.done / batches.reduce((sum, { records }) => sum + records.length, 0);
  return {
    dimension,
    foldedOncePerSecond: Math.round(perSecond),
    foldedTwicePerSecond: Math.round(twice.perSecond),
    encodedMbPerCpuSecond: Math.round(encoded.rate / MB),
    sentMbPerCpuSecond: Math.round(sent / MB),
    sentBytes: Math.round(sentBytes),
    loggedBytes: Math.round(loggedBytes),
  };
}

/** What was done for each second of this process's processor time; the first time only warms up. */
async function perCpuSecond(work: () => Promise<number>): Promise<{ done: number; rate: number }> {
  await work();
  const before = process.cpuUsage();
  let done = 0;
  for (let run = 0; run < 3; run += 1) done += await work();
  const { user, system } = process.cpuUsage(before);
  return { done: done / 3, rate: done / ((user + system) / 1e6) };
}

async function sendingSpeed(batches: readonly { records: Parameters<typeof upsertBody>[1] }[]): Promise<number> {
  const server = spawn(process.execPath, [...process.execArgv, join(__dirname, "../../../bench/bareServer.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface(server.stdout), "line")) as [string];
    const { port } = JSON.parse(line) as { port: number };
    const host = `http://127.0.0.1:${port}`;
    const writer = connect({ apiKey: "bench", controllerHost: host }).writer(host);
    const { rate } = await perCpuSecond(async () => {
      const outcomes = await Promise.all(batches.map(({ records }) => writer.upsert("ns-00001", records)));
      if (outcomes.some(({ kind }) => kind !== "applied")) throw new Error("the server did not take a request");
      return batches.reduce((sum, { records }) => sum + upsertBodyBytes(records), 0);
    });
    return rate;
  } finally {
    server.kill();
  }
}

const known = new Map<object, number>();

/** Bytes of the body, made once: what is measured is the making inside of the client. */
function upsertBodyBytes(records: Parameters<typeof upsertBody>[1]): number {
  const bytes = known.get(records) ?? upsertBody("ns-00001", records).length;
  known.set(records, bytes);
  return bytes;
}

/** Folds as a catch-up does, over a log of upserts of different records: the most that a fold can have to do. */
async function foldingSpeed(dimension: number, entries: number): Promise<{ perSecond: number; loggedBytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), "podshift-bench-scale-"));
  try {
    const bytes = writeLog(join(folder, "log"), dimension, entries);
    const began = performance.now();
    const fold = new Fold({ folder });
    const store = fileStore(join(folder, "log"));
    const merge = new Merge({ store, writers: { w: undefined }, from: {}, watermark: Number.POSITIVE_INFINITY });
    for await (const batch of merge.batches()) {
      for (const { entry } of batch) if (!isBulk(entry)) fold.add(entry.ns, entry);
    }
    let records = 0;
    for (const _record of fold.drain()) records += 1;
    if (records !== entries) throw new Error(`${records} of ${entries} records came out of the fold`);
    return { perSecond: entries / ((performance.now() - began) / 1_000), loggedBytes: bytes / entries };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function writeLog(folder: string, dimension: number, entries: number): number {
  const md = sampleMetadata();
  let bytes = 0;
  for (let first = 0; first < entries; first += ENTRIES_A_SEGMENT) {
    const values = Float32Array.from(sampleValues(dimension, first + 1));
    const lines = Array.from({ length: Math.min(ENTRIES_A_SEGMENT, entries - first) }, (_, line) => {
      const at = first + line;
      values[0] = at;
      return encodeEntry({
        v: 1,
        t: at + 1,
        n: 0,
        w: "w",
        e: 1,
        ns: "ns-00001",
        op: "upsert",
        id: sampleId(at),
        values,
        md,
      });
    });
    const text = `${lines.join("\n")}\n`;
    const path = join(folder, segmentPath("w", first / ENTRIES_A_SEGMENT));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    bytes += text.length;
  }
  return bytes;
}
