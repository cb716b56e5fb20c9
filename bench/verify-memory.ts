// Memory of a parity check of all records of two indexes that are far larger than memory may be: both are made up as they
// are read, in this process, so that its peak is that of the check and of the records under way. A digest of each record
// goes to a file, as at a cutover. The baseline is the goal itself: 400 MiB, whatever the size.
// BENCH_RECORDS (14,000,000: more than ids are held for), BENCH_DIMENSION (16) make it smaller.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileDigestSink } from "../provider/src/migration/parity/digestFile";
import { runParity } from "../provider/src/migration/parity/runParity";
import type { IndexReader, StoredRecord } from "../provider/src/pinecone/types";
import { systemClock } from "../provider/src/util/clock";
import { summarize } from "./summary";

const RECORDS = Number(process.env.BENCH_RECORDS ?? 14_000_000);
const DIMENSION = Number(process.env.BENCH_DIMENSION ?? 16);
/** Ids of a page, as the service lists them. */
const PAGE = 100;
const GOAL_MIB = 400;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "podshift-bench-memory-"));
  try {
    const started = performance.now();
    const report = await runParity({
      ...{ pod: madeUp(), serverless: madeUp() },
      ...{ podIndex: "large", serverlessIndex: "large-serverless", content: "all", queries: 0, seed: 1 },
      hosts: { pod: "pod.test", serverless: "serverless.test" },
      clock: systemClock,
      digests: fileDigestSink(join(folder, "digests.jsonl.gz")),
    });
    if (!report.clean || report.content.compared !== RECORDS) throw new Error(report.verdict);
    const peak = process.resourceUsage().maxRSS / 1_024;
    const line = summarize(
      `peak memory, ${RECORDS} records compared in full`,
      [peak],
      [GOAL_MIB],
      "MiB",
      {
        atMost: 1,
      },
      { kind: "goal", what: "the goal" },
    );
    console.log(JSON.stringify({ ...line, seconds: Math.round((performance.now() - started) / 1_000) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function madeUp(): IndexReader {
  return {
    stats: async () => ({ namespaces: new Map([["", RECORDS]]), total: RECORDS }),
    fetch: async (_namespace, ids) => new Map(ids.map((id) => [id, recordOf(id)])),
    list: async (_namespace, token) => {
      const first = Number(token ?? 0);
      const next = Math.min(RECORDS, first + PAGE);
      const ids = Array.from({ length: next - first }, (_, at) => idOf(first + at));
      // The listing must give way, as a request would.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return next < RECORDS ? { ids, next: String(next) } : { ids };
    },
    query: async () => [],
  };
}

function idOf(at: number): string {
  return `record-${String(at).padStart(12, "0")}`;
}

function recordOf(id: string): StoredRecord {
  const at = Number(id.slice(-12));
  return {
    id,
    values: Array.from({ length: DIMENSION }, (_, place) => Math.fround(Math.sin(at + place))),
    metadata: { at },
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
