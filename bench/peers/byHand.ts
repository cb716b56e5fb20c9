// What the migration guide has one write: a script with the official Node client, in a process of its own, for bench/guide.ts.
// Its only argument is ByHandTask as JSON; prints what it took. The script is a careful one: it waits until the collection and
// the index are ready, and a write that the service refuses doesn't end it.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import type { Operation, UpsertedRecord } from "../../tests/support/load/operation";
import { send } from "../../tests/support/load/sending";

/** How the log is replayed: one write after the other; upserts that follow each other in one request; so many at once. */
export type Replay = "one by one" | "in batches" | "16 at once";

export type ByHandTask =
  | { readonly step: "collection"; readonly url: string; readonly source: string; readonly name: string }
  | {
      readonly step: "index";
      readonly url: string;
      readonly name: string;
      readonly collection: string;
      readonly dimension: number;
    }
  | {
      readonly step: "replay";
      readonly url: string;
      readonly host: string;
      /** One operation a line. */
      readonly file: string;
      readonly how: Replay;
    };

export interface ByHandTook {
  readonly seconds: number;
  /** Writes that the service refused. */
  readonly refused: number;
  readonly peakMebibytes: number;
}

const POLL_MS = 50;
const AT_ONCE = 16;
/** Records of a request, as the guide to upserts says. */
const BATCH = 100;
const task = JSON.parse(process.argv[2] ?? "{}") as ByHandTask;
const pinecone = new Pinecone({ apiKey: "bench", controllerHostUrl: task.url });
let refused = 0;

async function main(): Promise<void> {
  const operations = task.step === "replay" ? readOperations(task.file) : [];
  const began = performance.now();
  if (task.step === "collection") await makeCollection(task.name, task.source);
  if (task.step === "index") await makeIndex(task.name, task.collection, task.dimension);
  if (task.step === "replay") await replay(pinecone.index({ host: task.host }), operations, task.how);
  const seconds = (performance.now() - began) / 1_000;
  const peakMebibytes = process.resourceUsage().maxRSS / 1_024;
  console.log(JSON.stringify({ seconds, refused, peakMebibytes } satisfies ByHandTook));
}

function readOperations(file: string): Operation[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Operation);
}

async function makeCollection(name: string, source: string): Promise<void> {
  await pinecone.createCollection({ name, source });
  while ((await pinecone.describeCollection(name)).status !== "Ready") await delay(POLL_MS);
}

async function makeIndex(name: string, sourceCollection: string, dimension: number): Promise<void> {
  const serverless = { cloud: "aws" as const, region: "us-east-1", sourceCollection };
  await pinecone.createIndex({ name, dimension, metric: "cosine", spec: { serverless } });
  while (!(await pinecone.describeIndex(name)).status.ready) await delay(POLL_MS);
}

async function replay(index: Index, operations: readonly Operation[], how: Replay): Promise<void> {
  const waiting = (how === "in batches" ? batched(operations) : operations).values();
  const worker = async () => {
    for (const operation of waiting) await sendOrCount(index, operation);
  };
  await Promise.all(Array.from({ length: how === "16 at once" ? AT_ONCE : 1 }, worker));
}

/** Upserts of one namespace that follow each other become one; of a record that is in it twice the later content holds. */
function batched(operations: readonly Operation[]): Operation[] {
  const batches: Operation[] = [];
  for (const operation of operations) {
    const last = batches.at(-1);
    const joins = last?.op === "upsert" && operation.op === "upsert" && last.ns === operation.ns;
    if (!joins || last.records.length + operation.records.length > BATCH) batches.push(operation);
    else batches[batches.length - 1] = { ...last, records: merged(last.records, operation.records) };
  }
  return batches;
}

function merged(before: readonly UpsertedRecord[], after: readonly UpsertedRecord[]): UpsertedRecord[] {
  return [...new Map([...before, ...after].map((record) => [record.id, record])).values()];
}

/** An answer with a status is a refusal; anything else ends the script. */
async function sendOrCount(index: Index, operation: Operation): Promise<void> {
  try {
    await send(index, operation);
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith("Pinecone"))) throw error;
    refused += 1;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
