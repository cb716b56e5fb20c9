// A step of a migration by podshift's own engine, in a process of its own, for bench/guide.ts and bench/vector-io.ts: its only
// argument is PodshiftTask as JSON; prints what it took. Driven without Pulumi, as tests of the engine drive it.
import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { ensureCollection } from "../../provider/src/migration/collection";
import type { MigrationContext } from "../../provider/src/migration/context";
import { switchLoggedToServerless } from "../../provider/src/migration/loggedSwitch";
import { ensureServerlessIndex } from "../../provider/src/migration/serverlessIndex";
import { onTheWay } from "../../provider/src/migration/ways/ways";
import { connect } from "../../provider/src/pinecone/client";
import { systemClock } from "../../provider/src/util/clock";
import { type OpenLog, openLog } from "../../provider/src/writeLog/openLog";

export interface PodshiftTask {
  /** copy: collection and serverless index. bring: catch-up, then the switch with its last round and its comparison. */
  readonly step: "copy" | "bring";
  readonly url: string;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly logUrl: string;
  readonly dimension: number;
  readonly metric: "cosine" | "dotproduct";
}

export interface PodshiftTook {
  readonly seconds: number;
  readonly peakMebibytes: number;
}

const DEADLINE_MS = 60_000;
const HOLD_MS = 2_000;
const task = JSON.parse(process.argv[2] ?? "{}") as PodshiftTask;

async function main(): Promise<void> {
  const say = (message: string) => console.error(message);
  const context: MigrationContext = {
    client: connect({ apiKey: "bench", controllerHost: task.url }),
    ...{ clock: systemClock, signal: new AbortController().signal, progress: () => {}, report: say, warn: say },
  };
  const log = openLog(task.logUrl, { clock: systemClock, nonce: randomUUID });
  const began = performance.now();
  await (task.step === "copy" ? copy(context, log) : bring(context, log));
  const seconds = (performance.now() - began) / 1_000;
  const peakMebibytes = process.resourceUsage().maxRSS / 1_024;
  console.log(JSON.stringify({ seconds, peakMebibytes } satisfies PodshiftTook));
}

async function copy(context: MigrationContext, log: OpenLog): Promise<void> {
  const { podIndex, serverlessIndex: name, dimension, metric } = task;
  const collection = `${name}-copy`;
  await ensureCollection(context, { name: collection, source: podIndex, deadlineMs: DEADLINE_MS, log });
  await ensureServerlessIndex(context, {
    ...{ name, podIndex, collection, dimension, metric, cloud: "aws", region: "us-east-1" },
    ...{ deadlineMs: DEADLINE_MS, tags: {} },
  });
}

async function bring(context: MigrationContext, log: OpenLog): Promise<void> {
  const { podIndex, serverlessIndex } = task;
  const [pod, serverless] = await Promise.all([
    context.client.describeIndex(podIndex),
    context.client.describeIndex(serverlessIndex),
  ]);
  if (pod === undefined || serverless === undefined) throw new Error("an index is missing");
  await onTheWay(context, { pod, serverless, log }, "serverless", (way) => way.catchUp());
  await switchLoggedToServerless(context, { podIndex, serverlessIndex, log, holdMs: HOLD_MS, acknowledged: [] });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
