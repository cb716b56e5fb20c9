// podshift beside vector-io (PyPI vdf-io), which exports a pod index to files and imports them into a serverless index: its own
// code, driven by bench/python/vector_io.py (which says what of it isn't used), each step a process of its own.
// - speed and memory: the same records by both. podshift brings every record by way of its log, as if all had been written
//   after the collection was made: its worst case, and the same work as vector-io's (read each, write each). The collection,
//   which brings them in practice, takes no time in the emulator and is not in the figure. Cutover and comparison are.
// - completeness: by kind of record, how many are the same in the serverless index afterwards, as the official client reads
//   both; vector-io is given indexes that nobody writes to. It adds the record's id to its metadata: not counted.
// BENCH_RUNS (3), BENCH_RECORDS (6,000 of 128 dimensions), BENCH_KIND_RECORDS (400 of each kind)
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Index, Pinecone, type RecordMetadata } from "@pinecone-database/pinecone";
import { endCapture } from "../provider/src/capture";
import { EmulatorProcess } from "../tests/support/load/emulatorProcess";
import { captured } from "./peers/application";
import { type Compared, compareIndexes, differing } from "./peers/compareIndexes";
import type { PodshiftTook } from "./peers/podshift";
import { inNode, lastLine } from "./peers/process";
import { vectorIoPython } from "./peers/python";
import { summarize } from "./summary";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const RECORDS = Number(process.env.BENCH_RECORDS ?? 6_000);
const KIND_RECORDS = Number(process.env.BENCH_KIND_RECORDS ?? 400);
const DIMENSION = 128;
const BATCH = 100;
const POD = "docs";
const OURS = "docs-serverless";
/** What vector-io calls the index that it makes beside one with the exported index's name. */
const THEIRS = "docs-2";
const PROGRAM = join(__dirname, "python", "vector_io.py");
const VERSION = "vector-io 0.1.248";

interface Sample {
  readonly id: string;
  readonly values: number[];
  readonly sparseValues?: { indices: number[]; values: number[] };
  readonly metadata?: RecordMetadata;
}

/** Records of one kind: what a mover has to keep. */
interface Kind {
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly of: (n: number) => Omit<Sample, "id" | "values">;
}

const PLAIN = (n: number) => ({ metadata: { lang: n % 2 === 0 ? "en" : "de", rank: n } });
const KINDS: readonly Kind[] = [
  { name: "strings and numbers as metadata", namespaces: [""], of: PLAIN },
  { name: "no metadata", namespaces: [""], of: () => ({}) },
  { name: "two namespaces", namespaces: ["", "more"], of: PLAIN },
  { name: "true and false", namespaces: [""], of: (n) => ({ metadata: { flag: n % 2 === 0 } }) },
  { name: "whole numbers beyond 2^24", namespaces: [""], of: (n) => ({ metadata: { at: 1_732_345_678_901 + n } }) },
  {
    name: "a field that only every third has",
    namespaces: [""],
    of: (n) => ({ metadata: { rank: n, ...(n % 3 === 0 ? { note: `note ${n}` } : {}) } }),
  },
  {
    name: "a number that only every third has",
    namespaces: [""],
    of: (n) => ({ metadata: { rank: n, ...(n % 3 === 0 ? { price: n + 0.5 } : {}) } }),
  },
  { name: "lists of strings", namespaces: [""], of: (n) => ({ metadata: { tags: ["a", `b${n % 7}`] } }) },
  {
    name: "sparse values",
    namespaces: [""],
    of: (n) => ({ ...PLAIN(n), sparseValues: { indices: [n, n + 7], values: [0.5, 0.25] } }),
  },
];

interface Took {
  readonly seconds: number;
  readonly peakMebibytes: number;
  /** Name of the error that ended it. */
  readonly failed?: string;
}

interface Outcome {
  readonly ours: Took;
  readonly theirs: Took;
  readonly oursCompared: Compared;
  readonly theirsCompared: Compared;
}

async function main(): Promise<void> {
  const found = await vectorIoPython();
  if ("leftOut" in found) return console.log(JSON.stringify({ name: "podshift beside vector-io", ...found }));
  const { python } = found;
  const speed: Kind = { name: "speed", namespaces: ["", "more"], of: PLAIN };
  const outcomes: Outcome[] = [];
  for (let run = 0; run < RUNS; run += 1) outcomes.push(await moveBothWays(python, speed, RECORDS / 2));
  reportSpeed(outcomes);
  for (const kind of KINDS) reportKind(kind, await moveBothWays(python, kind, KIND_RECORDS / kind.namespaces.length));
}

async function moveBothWays(python: string, kind: Kind, perNamespace: number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "podshift-bench-vector-io-"));
  const emulator = await EmulatorProcess.start({ apiKey: "bench" });
  try {
    const pinecone = new Pinecone({ apiKey: "bench", controllerHostUrl: emulator.url, maxRetries: 0 });
    const metric = kind.name === "sparse values" ? "dotproduct" : "cosine";
    const spec = { pod: { environment: "us-east-1-aws", podType: "p1.x1" as const, pods: 1 } };
    await pinecone.createIndex({ name: POD, dimension: DIMENSION, metric, spec, waitUntilReady: true });
    const host = (await pinecone.describeIndex(POD)).host;
    const logUrl = pathToFileURL(join(folder, "log")).href;
    const index = await captured(pinecone.index({ host }), { podIndex: POD, host, logUrl }, (at) =>
      pinecone.index({ host: at }),
    );
    const ids = await fill(index, kind, perNamespace);
    const theirs = await moveByVectorIo(python, emulator.url, folder);
    const task = { url: emulator.url, podIndex: POD, serverlessIndex: OURS, logUrl, dimension: DIMENSION, metric };
    await inNode("podshift.ts", { step: "copy", ...task });
    const ours = await inNode<PodshiftTook>("podshift.ts", { step: "bring", ...task });
    await endCapture(index);
    const pod = pinecone.index({ host });
    const [oursCompared, theirsCompared] = [
      await compareWith(pinecone, pod, OURS, ids),
      await compareWith(pinecone, pod, THEIRS, ids, ["id"]),
    ];
    return { ours, theirs, oursCompared, theirsCompared };
  } finally {
    await emulator.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(index: Index, kind: Kind, perNamespace: number): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  for (const namespace of kind.namespaces) {
    const records = Array.from({ length: perNamespace }, (_, n) => sampleOf(namespace, n, kind));
    for (let at = 0; at < records.length; at += BATCH) {
      await index.upsert({ namespace, records: records.slice(at, at + BATCH) });
    }
    ids.set(
      namespace,
      records.map(({ id }) => id),
    );
  }
  return ids;
}

function sampleOf(namespace: string, n: number, kind: Kind): Sample {
  let state = (n + namespace.length * 1_000_003 + 1) * 2_654_435_761;
  const values = Array.from({ length: DIMENSION }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.fround(state / 2 ** 31);
  });
  return { id: `record-${n}`, values, ...kind.of(n) };
}

/** Export, then import; the memory is that of the larger one. What fails ends it, as it would for a user. */
async function moveByVectorIo(python: string, url: string, folder: string): Promise<Took> {
  const work = join(folder, "vector-io");
  await mkdir(work);
  const exported = await lastLine<Took & { folder?: string }>(python, [PROGRAM, "export", url, POD], work);
  if (exported.folder === undefined) return exported;
  const imported = await lastLine<Took>(python, [PROGRAM, "import", url, exported.folder], work);
  return {
    ...imported,
    seconds: exported.seconds + imported.seconds,
    peakMebibytes: Math.max(exported.peakMebibytes, imported.peakMebibytes),
  };
}

async function compareWith(
  pinecone: Pinecone,
  pod: Index,
  name: string,
  ids: ReadonlyMap<string, readonly string[]>,
  added: readonly string[] = [],
): Promise<Compared> {
  const { indexes = [] } = await pinecone.listIndexes();
  const host = indexes.find((index) => index.name === name)?.host;
  if (host !== undefined) return compareIndexes(pod, pinecone.index({ host }), ids, added);
  const missing = [...ids.values()].reduce((sum, all) => sum + all.length, 0);
  const parts = { values: 0, sparseValues: 0, metadata: 0 };
  return { equal: 0, missing, extra: 0, different: 0, parts };
}

function reportSpeed(outcomes: readonly Outcome[]): void {
  const against = { kind: "instead" as const, what: `${VERSION}, export and import` };
  const [ours, theirs] = [outcomes.map((each) => each.ours), outcomes.map((each) => each.theirs)];
  const failed = theirs.find((each) => each.failed !== undefined)?.failed;
  const title = `${RECORDS} records of ${DIMENSION} dimensions moved through the client`;
  if (failed !== undefined) {
    console.log(JSON.stringify({ name: title, leftOut: `${VERSION} ended: ${failed}` }));
    return;
  }
  const rates = (all: readonly Took[]) => all.map(({ seconds }) => RECORDS / seconds);
  console.log(JSON.stringify(summarize(title, rates(ours), rates(theirs), "records/s", undefined, against)));
  const peaks = (all: readonly Took[]) => all.map(({ peakMebibytes }) => peakMebibytes);
  const memory = `peak memory, ${title}`;
  console.log(JSON.stringify(summarize(memory, peaks(ours), peaks(theirs), "MiB", undefined, against)));
}

function reportKind({ name }: Kind, { theirs, oursCompared, theirsCompared }: Outcome): void {
  const [ours, baseline] = [differing(oursCompared), differing(theirsCompared)];
  const { equal, missing, extra, different, parts } = theirsCompared;
  console.log(
    JSON.stringify({
      ...summarize(`records that differ afterwards: ${name}`, [ours], [baseline], "records"),
      ...{ ratio: null, goal: { oursAtMost: 0 }, met: ours === 0 },
      against: { kind: "instead", what: VERSION },
      ofTheirs: { equal, missing, extra, different, ...(different === 0 ? {} : { differentIn: parts }) },
      ...(theirs.failed === undefined ? {} : { theirsEndedWith: theirs.failed }),
    }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
