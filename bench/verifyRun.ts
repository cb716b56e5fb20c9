// One way of verifying, in a process of its own, for bench/verify.ts: its only argument is VerifyRun as JSON; prints how
// many seconds it took, its peak memory, and how many records it saw.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileDigestSink } from "../provider/src/migration/parity/digestFile";
import { IdSet } from "../provider/src/migration/parity/idSet";
import { visitListed } from "../provider/src/migration/parity/listing";
import { runParity } from "../provider/src/migration/parity/runParity";
import { connect } from "../provider/src/pinecone/client";
import { systemClock } from "../provider/src/util/clock";
import type { Taken } from "./verify";

export interface VerifyRun {
  readonly way: "ours" | "raw" | "script" | "scriptAtOnce";
  /** Control plane, and both indexes. */
  readonly url: string;
  readonly podHost: string;
  readonly serverlessHost: string;
}

const KEY = "bench";
const run = JSON.parse(process.argv[2] ?? "{}") as VerifyRun;

async function main(): Promise<void> {
  const verify = { ours, raw, script: () => script(false), scriptAtOnce: () => script(true) }[run.way];
  const started = performance.now();
  const records = await verify();
  const seconds = (performance.now() - started) / 1_000;
  const peakMebibytes = process.resourceUsage().maxRSS / 1_024;
  const cpuSeconds = (({ user, system }) => (user + system) / 1e6)(process.cpuUsage());
  console.log(JSON.stringify({ seconds, cpuSeconds, peakMebibytes, records } satisfies Taken));
}

function readers() {
  const client = connect({ apiKey: KEY, controllerHost: run.url });
  return { pod: client.reader(run.podHost), serverless: client.reader(run.serverlessHost) };
}

async function ours(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "podshift-bench-"));
  try {
    const report = await runParity({
      ...readers(),
      ...{ podIndex: "words", serverlessIndex: "words-serverless", content: "all", queries: 0, seed: 1 },
      hosts: { pod: run.podHost, serverless: run.serverlessHost },
      clock: systemClock,
      digests: fileDigestSink(join(folder, "digests.jsonl.gz")),
    });
    if (!report.clean) throw new Error(report.verdict);
    return report.content.compared;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same requests: nothing is compared, and values are not even parsed. */
async function raw(): Promise<number> {
  const { pod, serverless } = readers();
  const { namespaces } = await serverless.stats();
  let records = 0;
  await visitListed({ serverless }, [...namespaces.keys()], new IdSet(), async (namespace, ids) => {
    const [a] = await Promise.all([pod.fetch(namespace, ids), serverless.fetch(namespace, ids)]);
    records += a.size;
  });
  return records;
}

/** What one writes first: page by page, one side after the other, or both at once. */
async function script(atOnce: boolean): Promise<number> {
  const { Pinecone } = await import("@pinecone-database/pinecone");
  const client = new Pinecone({ apiKey: KEY, controllerHostUrl: run.url });
  const [pod, serverless] = [client.index({ host: run.podHost }), client.index({ host: run.serverlessHost })];
  let records = 0;
  for (const namespace of Object.keys((await serverless.describeIndexStats()).namespaces ?? {})) {
    let paginationToken: string | undefined;
    do {
      const page = await serverless.listPaginated({
        namespace,
        ...(paginationToken === undefined ? {} : { paginationToken }),
      });
      const ids = (page.vectors ?? []).map(({ id = "" }) => id);
      const first = pod.fetch({ ids, namespace });
      if (!atOnce) await first;
      const [a, b] = await Promise.all([first, serverless.fetch({ ids, namespace })]);
      for (const id of ids) assert.deepStrictEqual(a.records[id], b.records[id]);
      records += ids.length;
      paginationToken = page.pagination?.next;
    } while (paginationToken !== undefined);
  }
  return records;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
