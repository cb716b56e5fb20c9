// One process of an application that writes all the time, by capture, and keeps a journal. Run as a child: its only
// argument is WriterOptions as JSON. Prints {"event":"writing"} once it writes, ends on SIGTERM.
import { setTimeout as delay } from "node:timers/promises";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "podshift/capture";
import { JournalFile, readJournal } from "./journal";
import { type Lane, LaneOperations, lanesOf } from "./lanes";
import type { Operation } from "./operation";
import type { WriterOptions } from "./options";
import { outcomeOf, send } from "./sending";

/** Milliseconds before a failed attempt is repeated: doubled from the first to the last. */
const RETRY_MS = [20, 320] as const;

const options = JSON.parse(process.argv[2] ?? "{}") as WriterOptions;
let stopping = false;
process.once("SIGTERM", () => {
  stopping = true;
});

async function main(): Promise<void> {
  const pc = new Pinecone({ apiKey: options.apiKey, controllerHostUrl: options.controlPlane, maxRetries: 0 });
  const index = await captureWrites(pc.index({ host: options.podHost }), {
    log: options.log,
    connect: (place) => pc.index({ host: place.host }),
    name: options.name,
  });
  const before = readJournal(options.journal);
  const journal = new JournalFile(options.journal);
  await delay(options.startAfterMs);
  process.stdout.write(`${JSON.stringify({ event: "writing" })}\n`);
  const lanes = lanesOf(options.name, options.lanes, options.ids);
  const versions = new Map(before.map(({ lane, version }) => [lane, version]));
  const pauseMs = (1_000 * lanes.length) / options.perSecond;
  await Promise.all(lanes.map((lane) => runLane(lane, versions.get(lane.name) ?? 0, pauseMs, index, journal)));
  await endCapture(index);
  journal.close();
}

/** One write after the other at a steady rate; a write that took longer is followed by the next one at once. */
async function runLane(lane: Lane, version: number, pauseMs: number, index: Index, journal: JournalFile) {
  const operations = new LaneOperations(lane, options.seed, version, options.bulk);
  let due = performance.now() + Math.random() * pauseMs;
  while (!stopping) {
    await delay(Math.max(0, due - performance.now()));
    if (stopping) return;
    const operation = operations.next();
    // A filter of a serverless index may not see what was written a moment ago: an application knows that and waits.
    if (operation.op === "deleteByFilter") await delay(options.settleMs);
    await untilKnown(lane, operations.version, operation, index, journal);
    due = Math.max(due + pauseMs, performance.now());
  }
}

/** Repeats an operation until it is acknowledged or refused for good. */
async function untilKnown(lane: Lane, version: number, operation: Operation, index: Index, journal: JournalFile) {
  for (let pause: number = RETRY_MS[0]; ; pause = Math.min(pause * 2, RETRY_MS[1])) {
    const n = journal.intent(lane.name, version, operation);
    const asked = performance.now();
    const { kind, error, retry } = await outcomeOf(send(index, operation), options.mayBeLogged);
    journal.outcome(n, performance.now() - asked, kind, error);
    if (!retry || stopping) return;
    await delay(pause);
  }
}

main().catch((error: unknown) => {
  console.error(`${options.name}:`, error);
  process.exit(1);
});
