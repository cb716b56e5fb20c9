import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { Pinecone } from "@pinecone-database/pinecone";
import { recordBatches } from "../../../provider/src/migration/apply/batches";
import type { StoredRecord } from "../../../provider/src/pinecone/types";
import { upsertBody } from "../../../provider/src/pinecone/upsertBody";
import { systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { type OpenLog, openLog } from "../../../provider/src/writeLog/openLog";
import type { EmulatorProcess } from "./emulatorProcess";

export const KEY = "bench";
/** Namespaces share the work, as the service's limits are by namespace. */
const NAMESPACES = 8;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** A pod index with records, and a log that names each of them once. */
export interface Scene {
  readonly folder: string;
  readonly emulator: EmulatorProcess;
  readonly pod: string;
  readonly dimension: number;
  /** Made anew each time they are needed: held, they would be most of what the garbage collector looks at. */
  readonly records: ReadonlyMap<string, () => StoredRecord[]>;
  readonly log: OpenLog;
}

/** @param count records, over all namespaces */
export async function setScene(
  emulator: EmulatorProcess,
  folder: string,
  dimension: number,
  count: number,
): Promise<Scene> {
  const pod = await makeIndex(emulator, `pod-${dimension}`, dimension, "pod");
  const records = new Map(
    Array.from({ length: NAMESPACES }, (_, at): [string, () => StoredRecord[]] => [
      `ns-${at}`,
      () => Array.from({ length: Math.ceil(count / NAMESPACES) }, (_record, n) => recordAt(at * count + n, dimension)),
    ]),
  );
  for (const [namespace, all] of records) {
    for (const { records: batch } of recordBatches(all())) {
      await send("POST", `${pod}/vectors/upsert`, Buffer.from(upsertBody(namespace, batch)));
    }
  }
  return { emulator, folder, pod, dimension, records, log: await writeLog(folder, records) };
}

async function writeLog(folder: string, records: Scene["records"]): Promise<OpenLog> {
  const log = openLog(`file://${folder}`, { clock: systemClock, nonce: randomUUID });
  const times = { leaseMs: 3_000, fenceMs: 6_000, settleMs: 0, lateMs: 0 };
  await log.control.begin({ writes: "mirrored", pod: { name: "docs", host: "" }, times });
  const appender = new Appender(log.store, "w.1");
  const counter = numbers();
  for (const [ns, all] of records) {
    for (const group of chunks(all(), 200)) {
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

/** Makes an index, and answers its host. */
export async function makeIndex(
  emulator: EmulatorProcess,
  name: string,
  dimension: number,
  kind: "pod" | "serverless",
) {
  const client = new Pinecone({ apiKey: KEY, controllerHostUrl: emulator.url });
  const spec =
    kind === "pod"
      ? { pod: { environment: "us-east-1-aws", podType: "s1.x1" } }
      : { serverless: { cloud: "aws" as const, region: "us-east-1" } };
  await client.createIndex({ name, dimension, metric: "cosine", spec });
  return (await client.describeIndex(name)).host;
}

/** Deletes all serverless indexes: a project may have twenty. */
export async function dropServerless(emulator: EmulatorProcess): Promise<void> {
  const client = new Pinecone({ apiKey: KEY, controllerHostUrl: emulator.url });
  const { indexes = [] } = await client.listIndexes();
  for (const { name, spec } of indexes)
    if ("serverless" in spec && spec.serverless !== undefined) await client.deleteIndex(name);
}

/** A request whose answer nobody parses. */
export function send(method: string, url: string, body?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      "Api-Key": KEY,
      "X-Pinecone-Api-Version": "2026-04",
      ...(body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": body.length }),
    };
    const sent = request(url, { method, agent, headers }, (answer) => {
      if (answer.statusCode === 200) answer.resume().once("end", resolve);
      else
        void text(answer).then((said) =>
          reject(new Error(`${method} ${url.slice(0, 200)}: ${answer.statusCode} ${said}`)),
        );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Items in arrays of a size, the last one shorter. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
