import { PodshiftError } from "../errors";
import type { IndexDescription, IndexReader } from "../pinecone/types";
import { formatCount, formatDuration } from "../util/format";
import type { OpenLog } from "../writeLog/openLog";
import type { Position } from "../writeLog/position";
import { caughtUpTo } from "./catchUpFile";
import type { MigrationContext } from "./context";
import { servingIndex } from "./log";
import { movingWrites } from "./movingWrites";
import { fileDigestSink } from "./parity/digestFile";
import type { MovingWrites } from "./parity/options";
import { type ParityReport, runParity } from "./parity/runParity";
import { withFoldedPod } from "./ways/foldedPod";
import { type Between, onTheWay } from "./ways/ways";

export interface CompareRequest {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** "all", or the size of the sample that is compared in full. */
  readonly content: "all" | number;
  readonly queries: number;
  readonly seed: number;
  /** Milliseconds before a difference is asked again: reads of serverless may lag behind writes. */
  readonly settleMs: number;
  /** Where digests go when all records are compared. */
  readonly digestFile: string;
  /** The write log; left out when writes are paused. */
  readonly log?: OpenLog | undefined;
}

export interface Compared {
  readonly report: ParityReport;
  /** What the log names from here on may have changed since it was compared; left out where nobody wrote meanwhile. */
  readonly logPosition?: Position;
}

/**
 * Compares both indexes as the write mode asks for it. `mirrored`: a catch-up runs beside the comparison, for it alone
 * knows which records are on their way. `deferred`: the serverless index is compared with the pod index with the log laid
 * over it; both stand still while the applier's lease is held.
 *
 * @throws POD_INDEX_NOT_FOUND, SERVERLESS_INDEX_NOT_FOUND, APPLIER_BUSY, STOPPED
 */
export async function compareIndexes(context: MigrationContext, request: CompareRequest): Promise<Compared> {
  const { pod, serverless } = await bothSides(context, request);
  const { log } = request;
  const podReader = context.client.reader(pod.host);
  if (log === undefined || (await servingIndex(log.control, pod)) === "serverless") {
    return { report: await compare(context, request, serverless, podReader) };
  }
  const between: Between = { pod, serverless, log };
  return onTheWay(context, between, "serverless", async (way) => {
    const moving = movingWrites(context, between, way);
    await moving.round();
    const record = await log.control.read();
    if (record.writes === "deferred") {
      return withFoldedPod(context, between, async (folded) => ({
        report: await compare(context, { ...request, queries: 0 }, serverless, folded),
      }));
    }
    const logPosition = await caughtUpTo(log.store, record);
    const report = await compare(context, request, serverless, podReader, moving);
    return { report, ...(logPosition === undefined ? {} : { logPosition }) };
  });
}

function compare(
  { client, clock, signal, progress }: MigrationContext,
  { podIndex, serverlessIndex, content, queries, seed, settleMs, digestFile }: CompareRequest,
  serverless: IndexDescription,
  pod: IndexReader,
  moving?: MovingWrites,
): Promise<ParityReport> {
  return runParity({
    ...{ pod, serverless: client.reader(serverless.host) },
    ...{ podIndex, serverlessIndex, content, queries, seed, settleMs, clock, signal },
    onProgress: ({ stage, done, total, etaSeconds }) =>
      progress(`${stage}: ${formatCount(done)} of ${formatCount(total)}${left(etaSeconds)}`),
    ...(content === "all" ? { digests: fileDigestSink(digestFile) } : {}),
    ...(moving === undefined ? {} : { moving }),
  });
}

async function bothSides(
  { client }: MigrationContext,
  { podIndex, serverlessIndex }: CompareRequest,
): Promise<Pick<Between, "pod" | "serverless">> {
  const [pod, serverless] = await Promise.all([client.describeIndex(podIndex), client.describeIndex(serverlessIndex)]);
  if (pod === undefined) throw new PodshiftError("POD_INDEX_NOT_FOUND", `there is no index ${podIndex}`);
  if (serverless === undefined) {
    throw new PodshiftError("SERVERLESS_INDEX_NOT_FOUND", `there is no index ${serverlessIndex}`, {
      next: "run `pulumi refresh`, then `pulumi up` in `phase: copy`",
    });
  }
  return { pod, serverless };
}

function left(etaSeconds: number | undefined): string {
  return etaSeconds === undefined ? "" : `, about ${formatDuration(etaSeconds * 1000)} left`;
}
