import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { compareIndexes } from "../../../provider/src/migration/compareIndexes";
import { readDigestFile } from "../../../provider/src/migration/parity/digestFile";
import { systemClock } from "../../../provider/src/util/clock";
import { Child } from "../../support/load/child";
import type { CompareProcess } from "../../support/provider/compareProcess";
import { contextOf } from "../../support/provider/contexts";
import { eachOnStage } from "../../support/provider/stage";
import { FROM_SOURCE } from "../../support/sourceLoader";

const PROCESS = join(__dirname, "../../support/provider/compareProcess.ts");
const NAMESPACES = Array.from({ length: 12 }, (_, at) => `n${String(at).padStart(2, "0")}`);
const RECORDS = 150;

describe("comparison of two indexes that is killed with kill -9", () => {
  const stage = eachOnStage();

  async function twoIndexes(): Promise<void> {
    const ids = Array.from({ length: RECORDS }, (_, n) => `r-${n}`);
    const records = Object.fromEntries(NAMESPACES.map((name) => [name, ids]));
    await stage().podIndex({ records });
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    await stage().control("POST", "/indexes", { name: "docs-serverless", dimension: 2, metric: "cosine", spec });
    for (const name of NAMESPACES) await stage().upsert("docs-serverless", name, ids);
    await stage().upsert("docs-serverless", "n01", ["r-7"], 9);
  }

  it("goes on in another process where it was, and finds the same", async () => {
    await twoIndexes();
    const { folder, emulator, client } = stage();
    const request: CompareProcess["request"] = {
      ...{ podIndex: "docs", serverlessIndex: "docs-serverless", content: "all", queries: 0, seed: 1, settleMs: 10 },
      ...{ digestFile: join(folder, "docs.jsonl.gz"), differencesFile: join(folder, "docs.differences.jsonl") },
      checkpoint: join(folder, "docs.checkpoint"),
    };
    const slow = { ...request, recordsPerSecond: 600, concurrency: 2 };
    const done = await killedHalfway({ url: emulator.url, request: slow });
    const mark = stage().mark;
    const context = contextOf(client, { clock: systemClock });
    const { report } = await compareIndexes(context, request);
    assert.match(context.said.report.join(), /goes on with the comparison/);
    assert.deepEqual([report.content.compared, report.content.different], [NAMESPACES.length * RECORDS, 1]);
    assert.deepEqual(
      report.examples.map(({ namespace, id }) => [namespace, id]),
      [["n01", "r-7"]],
    );
    const again = emulator.journal
      .slice(mark)
      .filter(({ path, index }) => path === "/vectors/fetch" && index === "docs-serverless");
    const fetched = new Set(again.map(({ query }) => new URLSearchParams(query).get("namespace") ?? ""));
    // The one that differs is asked again.
    for (const name of done) assert.equal(fetched.has(name), name === "n01", name);
    assert.equal(await digestsIn(request.digestFile), NAMESPACES.length * RECORDS - 1);
    assert.equal(JSON.parse(readFileSync(request.differencesFile ?? "", "utf8")).id, "r-7");
    assert.deepEqual((await readdir(folder)).sort(), ["docs.differences.jsonl", "docs.jsonl.gz"]);
  });

  it("begins anew when somebody wrote in between, though the counts are the same", async () => {
    await twoIndexes();
    const { folder, client } = stage();
    const request: CompareProcess["request"] = {
      ...{ podIndex: "docs", serverlessIndex: "docs-serverless", content: "all", queries: 0, seed: 1, settleMs: 10 },
      ...{ digestFile: join(folder, "docs.jsonl.gz"), checkpoint: join(folder, "docs.checkpoint") },
    };
    const stop = new AbortController();
    const progress = (text: string) => void (/records: [5-9]\d\d /.test(text) && stop.abort());
    const stopped = { ...contextOf(client, { clock: systemClock, signal: stop.signal }), progress };
    await assert.rejects(compareIndexes(stopped, request), { code: "STOPPED" });
    const [done = ""] = doneIn(request.checkpoint ?? "");
    await stage().upsert("docs", done, ["r-3"], 5);
    const context = contextOf(client, { clock: systemClock });
    const { report } = await compareIndexes(context, request);
    assert.match(context.said.report.join(), /written to the pod index since: it begins anew/);
    assert.equal(report.content.different, 2);
    assert.ok(report.examples.some(({ namespace, id }) => namespace === done && id === "r-3"));
  });

  /** Kills a comparison once some namespaces are behind its checkpoint, and says which. */
  async function killedHalfway(run: CompareProcess): Promise<string[]> {
    const args = [...FROM_SOURCE, PROCESS, JSON.stringify(run)];
    const { child } = await Child.start("comparison", args);
    try {
      for (;;) {
        const done = doneIn(run.request.checkpoint ?? "");
        if (done.length >= 3) {
          await child.kill();
          return doneIn(run.request.checkpoint ?? "");
        }
        assert.ok(child.running, child.errors);
        await delay(20);
      }
    } finally {
      await child.kill();
    }
  }
});

/** Namespaces that a checkpoint has behind it. */
function doneIn(folder: string): string[] {
  const path = join(folder, "checkpoint.json");
  if (!existsSync(path)) return [];
  const { state } = JSON.parse(readFileSync(path, "utf8")) as {
    state: { namespaces: { namespace: string; place: { done?: true } }[] };
  };
  return state.namespaces.filter(({ place }) => place.done).map(({ namespace }) => namespace);
}

async function digestsIn(path: string): Promise<number> {
  let count = 0;
  for await (const _ of readDigestFile(path)) count += 1;
  return count;
}
