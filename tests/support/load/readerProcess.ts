// One process of an application that reads all the time from the index that serves. Run as a child: its only argument is
// ReaderOptions as JSON. Prints {"event":"reading"} once it reads, ends on SIGTERM.
import { renameSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "podshift/capture";
import { STEADY } from "./lanes";
import { valuesOf } from "./operation";
import type { ReadCounts, ReaderOptions } from "./options";
import { errorName } from "./sending";

const options = JSON.parse(process.argv[2] ?? "{}") as ReaderOptions;
const counts = { reads: 0, failed: 0, longestPauseMs: 0, errors: {} as Record<string, number> };
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
  process.stdout.write(`${JSON.stringify({ event: "reading" })}\n`);
  const saving = setInterval(save, 1_000);
  let last = performance.now();
  for (let n = 0; !stopping; n += 1) {
    await read(index, n);
    counts.longestPauseMs = Math.max(counts.longestPauseMs, Math.round(performance.now() - last));
    last = performance.now();
    await delay(options.pauseMs);
  }
  clearInterval(saving);
  await endCapture(index);
  save();
}

/** A fetch or a query, in turn. Records that nobody writes must be in each answer. */
async function read(index: Index, n: number): Promise<void> {
  counts.reads += 1;
  try {
    const found = n % 2 === 0 ? await fetchSteady(index) : await queryOne(index, n);
    if (!found) fail("RECORD_MISSING");
  } catch (error) {
    fail(errorName(error));
  }
}

async function fetchSteady(index: Index): Promise<boolean> {
  const { records } = await index.fetch({ namespace: STEADY.ns, ids: [...STEADY.ids] });
  return STEADY.ids.every((id) => records[id] !== undefined);
}

async function queryOne(index: Index, n: number): Promise<boolean> {
  const { matches } = await index.query({ namespace: STEADY.ns, vector: valuesOf(n), topK: STEADY.ids.length });
  return matches.length === STEADY.ids.length;
}

function fail(error: string): void {
  counts.failed += 1;
  counts.errors[error] = (counts.errors[error] ?? 0) + 1;
}

/** In one step, so that nobody reads half of it. */
function save(): void {
  writeFileSync(`${options.counts}.new`, JSON.stringify(counts satisfies ReadCounts));
  renameSync(`${options.counts}.new`, options.counts);
}

main().catch((error: unknown) => {
  console.error(`${options.name}:`, error);
  process.exit(1);
});
