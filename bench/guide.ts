// The migration by the guide's own words beside podshift's, over the same writes: an application of four writers, 32 writes under
// way, upserts, updates, deletes, deletes by filter and of whole namespaces, writes to a pod index by capture and beside it keeps
// logs by hand. While it writes, a collection and a serverless index are made both ways. Once it is quiet,
// - podshift: catch-up, then the switch with its last round and its comparison
// - by hand: the log kept by hand is replayed in its order by a script with the official Node client (one by one; upserts that
//   follow each other in one request; 16 at once) and with the official Python client (one by one), each into a copy of its own
// and every record of each serverless index is compared with the pod index by the official client alone. A second time with a
// pod index that answers one write in 100 by 503 before its effect, one after it; the application gives such a write up.
// Small records (4 dimensions): requests are measured. The emulator makes collections and indexes at once: their time isn't in
// any figure.
// BENCH_RUNS (3), BENCH_WRITES (6,000)
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { endCapture } from "../provider/src/capture";
import { EmulatorProcess } from "../tests/support/load/emulatorProcess";
import { DIMENSION } from "../tests/support/load/operation";
import { Application, captured, everyId, type LogsByHand, loadBase } from "./peers/application";
import type { ByHandTook, Replay } from "./peers/byHand";
import { type Compared, compareIndexes, differing } from "./peers/compareIndexes";
import type { PodshiftTook } from "./peers/podshift";
import { inNode, lastLine } from "./peers/process";
import { officialPython } from "./peers/python";
import { median, summarize } from "./summary";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const WRITES = Number(process.env.BENCH_WRITES ?? 6_000);
/** Share of the writes that are answered by 503 without their effect, and with it. */
const FAILURES = 0.01;
const POD = "docs";
const OURS = "docs-serverless";

/** One way of replaying a log by hand. */
interface Way {
  readonly name: string;
  readonly log: keyof LogsByHand;
  readonly how: Replay | "python";
}

const SMOOTH: readonly Way[] = [
  { name: "replayed one by one, Node client", log: "acknowledged", how: "one by one" },
  { name: "replayed with upserts in batches, Node client", log: "acknowledged", how: "in batches" },
  { name: "replayed 16 at once, Node client", log: "acknowledged", how: "16 at once" },
  { name: "replayed one by one, Python client", log: "acknowledged", how: "python" },
];
const ROUGH: readonly Way[] = [
  { name: "of acknowledged writes, replayed one by one", log: "acknowledged", how: "one by one" },
  { name: "of writes before they were sent, replayed one by one", log: "before", how: "one by one" },
];

interface Result {
  readonly seconds: number;
  readonly refused: number;
  readonly compared: Compared;
}

/** Of one run: ours, and that of each way that was tried. */
interface Results {
  readonly ours: Result;
  readonly byHand: ReadonlyMap<Way, Result>;
}

interface Place {
  readonly folder: string;
  readonly emulator: EmulatorProcess;
  readonly pinecone: Pinecone;
  readonly python: string | undefined;
  readonly ways: readonly Way[];
  readonly rough: boolean;
}

async function main(): Promise<void> {
  const found = await officialPython();
  const python = "python" in found ? found.python : undefined;
  if ("leftOut" in found) console.log(JSON.stringify({ name: "the log replayed by the Python client", ...found }));
  for (const rough of [false, true]) {
    const ways = (rough ? ROUGH : SMOOTH).filter(({ how }) => how !== "python" || python !== undefined);
    const runs: Results[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await oneRun({ python, ways, rough }));
    for (const way of ways) report(way, rough, runs);
  }
}

async function oneRun(options: Pick<Place, "python" | "ways" | "rough">): Promise<Results> {
  const folder = await mkdtemp(join(tmpdir(), "podshift-bench-guide-"));
  const emulator = await EmulatorProcess.start({ apiKey: "bench" });
  const pinecone = new Pinecone({ apiKey: "bench", controllerHostUrl: emulator.url, maxRetries: 0 });
  try {
    return await migrateBothWays({ folder, emulator, pinecone, ...options });
  } finally {
    await emulator.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function migrateBothWays(place: Place): Promise<Results> {
  const { folder, emulator, pinecone } = place;
  const spec = { pod: { environment: "us-east-1-aws", podType: "p1.x1" as const, pods: 1 } };
  await pinecone.createIndex({ name: POD, dimension: DIMENSION, metric: "cosine", spec, waitUntilReady: true });
  const host = (await pinecone.describeIndex(POD)).host;
  const [pod, logUrl] = [pinecone.index({ host }), pathToFileURL(join(folder, "log")).href];
  await loadBase(pod);
  const index = await captured(pinecone.index({ host }), { podIndex: POD, host, logUrl }, (at) =>
    pinecone.index({ host: at }),
  );
  const ours = { podIndex: POD, serverlessIndex: OURS, logUrl, dimension: DIMENSION, metric: "cosine" as const };
  const logs = { before: join(folder, "before.jsonl"), acknowledged: join(folder, "acknowledged.jsonl") };
  await write(place, new Application(index, WRITES, logs), async () => {
    await inNode("byHand.ts", { step: "collection", url: emulator.url, source: POD, name: "by-hand" });
    await inNode("podshift.ts", { step: "copy", url: emulator.url, ...ours });
  });
  const byHand = new Map<Way, Result>();
  for (const way of place.ways) byHand.set(way, await replay(place, way, logs[way.log], pod));
  const took = await inNode<PodshiftTook>("podshift.ts", { step: "bring", url: emulator.url, ...ours });
  const result = { ...took, refused: 0, compared: await compared(place, pod, OURS) };
  await endCapture(index);
  return { ours: result, byHand };
}

async function write({ emulator, rough }: Place, application: Application, halfway: () => Promise<void>) {
  const faults = [
    { kind: "refuse", status: 503 },
    { kind: "refuseAfter", status: 503 },
  ];
  const paths = ["/vectors/upsert", "/vectors/update", "/vectors/delete"];
  const rules = faults.flatMap((fault) =>
    paths.map((path) => ({ plane: "data", index: POD, path, probability: FAILURES, fault })),
  );
  if (rough) await emulator.setFaults({ seed: 1, rules });
  const { failed } = await application.run(halfway);
  if (rough) await emulator.clearFaults();
  if (rough !== failed > 0) throw new Error(`${failed} writes failed`);
}

/** Into an index of its own, made from the collection as the guide has it. */
async function replay(place: Place, way: Way, file: string, pod: Index): Promise<Result> {
  const { url } = place.emulator;
  const name = `by-hand-${place.ways.indexOf(way)}`;
  await inNode("byHand.ts", { step: "index", url, name, collection: "by-hand", dimension: DIMENSION });
  const host = (await place.pinecone.describeIndex(name)).host;
  const took =
    way.how === "python"
      ? await lastLine<ByHandTook>(place.python ?? "", [join(__dirname, "python", "replay.py"), url, host, file])
      : await inNode<ByHandTook>("byHand.ts", { step: "replay", url, host, file, how: way.how });
  return { ...took, compared: await compared(place, pod, name) };
}

async function compared({ pinecone }: Place, pod: Index, name: string): Promise<Compared> {
  return compareIndexes(pod, pinecone.index({ host: (await pinecone.describeIndex(name)).host }), everyId());
}

function report(way: Way, rough: boolean, runs: readonly Results[]): void {
  const ours = runs.map((each) => each.ours);
  const theirs = runs.flatMap(({ byHand }) => byHand.get(way) ?? []);
  const against = { kind: "instead" as const, what: `the guide's log ${way.name}` };
  const rates = (results: readonly Result[]) => results.map(({ seconds }) => WRITES / seconds);
  const title = `${WRITES} logged writes brought over, cutover included`;
  if (!rough) console.log(JSON.stringify(summarize(title, rates(ours), rates(theirs), "writes/s", undefined, against)));
  const [mine, byHand] = [ours, theirs].map((all) => all.map((each) => differing(each.compared)));
  const among = rough ? `${WRITES} writes, 1 in 50 answered by 503` : `${WRITES} writes`;
  const line = summarize(`records that differ afterwards, ${among}`, mine ?? [], byHand ?? [], "records");
  const middle = (of: (each: Result) => number) => median(theirs.map(of));
  console.log(
    JSON.stringify({
      ...line,
      ...{ ratio: null, goal: { oursAtMost: 0 }, met: line.spread.ours[1] === 0, against },
      ofTheirs: {
        missing: middle(({ compared: { missing } }) => missing),
        extra: middle(({ compared: { extra } }) => extra),
        different: middle(({ compared: { different } }) => different),
        equal: middle(({ compared: { equal } }) => equal),
        refusedWrites: middle(({ refused }) => refused),
      },
    }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
