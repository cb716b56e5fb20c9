import { PodshiftError } from "../errors";
import type { IndexReader } from "../pinecone/types";
import { formatCount, formatDuration, plural } from "../util/format";
import type { WriteMode } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import type { Position } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import { whoServes } from "./activeIndex";
import { caughtUpTo, foldFrom } from "./catchUpFile";
import { askedAtOf } from "./collection";
import { type ComparisonFilesOptions, withComparisonFiles } from "./comparisonFiles";
import type { MigrationContext } from "./context";
import { servingIndex } from "./log";
import { everyLoggedId } from "./loggedIds";
import { movingWrites } from "./movingWrites";
import type { KeptDigest } from "./parity/digestFile";
import { filterableByBoth } from "./parity/filterable";
import type { MovingWrites, NamedId } from "./parity/options";
import { pacedReader, RecordBudget } from "./parity/pacedReader";
import { type ParityReport, runParity } from "./parity/runParity";
import { sealOf } from "./parity/seal";
import { MOST_HELD } from "./parity/seenIds";
import { areStillHeld } from "./parity/stillHeld";
import { TAG } from "./tags";
import { withFoldedPod } from "./ways/foldedPod";
import { type Between, onTheWay } from "./ways/ways";

export interface CompareRequest {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** "all", or the size of the sample that is compared in full. */
  readonly content: "all" | number;
  readonly queries: number;
  /** What the answers must reach; left out: as `ParityOptions` has it. */
  readonly minOverlap?: number | undefined;
  readonly minRecall?: number | undefined;
  readonly seed: number;
  /** Milliseconds before a difference is asked again: reads of serverless may lag behind writes. */
  readonly settleMs: number;
  /** Where digests go when all records are compared. */
  readonly digestFile: string;
  /** The write log; left out when writes are paused. */
  readonly log?: OpenLog | undefined;
  /**
   * Folder in which the comparison keeps how far it has got, so that one that was killed is gone on with, for 24 hours.
   * It is removed when the comparison has ended. Left out: a killed one begins anew.
   */
  readonly checkpoint?: string | undefined;
  /** Where all differences go, one a line; left out: they are only counted, and some named. */
  readonly differencesFile?: string | undefined;
  /** Records that are read in a second of each side at most. */
  readonly recordsPerSecond?: number | undefined;
  /**
   * Ids that may be in the pod index, which can't list; in any order, and again and again if need be. Those that the log
   * names are looked for in any case.
   */
  readonly extraIds?: AsyncIterable<NamedId> | undefined;
  /** Requests under way at once. */
  readonly concurrency?: number | undefined;
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
  const both = await bothSides(context, request);
  const { pod, serverless } = both;
  const { log } = request;
  const podReader = context.client.reader(pod.host);
  if (log === undefined || (await servingIndex(log.control, pod)) === "serverless") {
    const from = { way: "at rest", active: whoServes(pod) };
    return { report: await compare(context, request, both, { pod: podReader, from }) };
  }
  const between: Between = { pod, serverless, log };
  return onTheWay(context, between, "serverless", async (way) => {
    const moving = movingWrites(context, between, way);
    await moving.round();
    const record = await log.control.read();
    const from = { way: record.writes, log: record.log, switched: record.switched?.epoch ?? 0 };
    if (record.writes === "deferred") {
      // What was compared with the log up to another place says nothing of the log up to here.
      const { position } = await foldFrom(log.store, askedAtOf(pod), record);
      const side = (folded: IndexReader) => ({ pod: folded, from: { ...from, position }, writes: record.writes });
      const compared = async (folded: IndexReader) => ({
        report: await compare(context, { ...request, queries: 0 }, both, side(folded)),
      });
      return withFoldedPod(context, between, compared, request.recordsPerSecond);
    }
    const logPosition = await caughtUpTo(log.store, record);
    const report = await compare(context, request, both, {
      ...{ pod: podReader, from, moving, logPosition, writes: record.writes },
    });
    return { report, ...(report.logPosition === undefined ? {} : { logPosition: report.logPosition }) };
  });
}

/** What the serverless index is compared with. */
interface ComparedSide {
  readonly pod: IndexReader;
  /** By which way the writes go, and how far they count: a comparison of another is not gone on with. */
  readonly from: Readonly<Record<string, unknown>>;
  readonly moving?: MovingWrites;
  readonly writes?: WriteMode;
  readonly logPosition?: Position | undefined;
}

async function compare(
  context: MigrationContext,
  request: CompareRequest,
  both: Pick<Between, "pod" | "serverless">,
  side: ComparedSide,
): Promise<ParityReport> {
  const { client, clock, signal, progress } = context;
  const { podIndex, serverlessIndex, content, queries, minOverlap, minRecall, seed, settleMs } = request;
  const { concurrency, recordsPerSecond } = request;
  const { moving } = side;
  const other = client.reader(both.serverless.host);
  return withComparisonFiles(context, await filesOf(context, request, both, side), (files) =>
    runParity({
      ...{ pod: side.pod, serverless: other },
      ...{ podIndex, serverlessIndex, content, queries, minOverlap, minRecall, seed, settleMs, clock, signal },
      ...{ recordsPerSecond, extraIds: extraIdsOf(request, signal), writes: side.writes, ...files },
      hosts: { pod: both.pod.host, serverless: both.serverless.host },
      metric: both.pod.metric,
      filterable: filterableByBoth(both.pod.spec, both.serverless.spec),
      onProgress: ({ stage, done, total, ratePerSecond, etaSeconds }) =>
        progress(`${stage}: ${formatCount(done)} of ${formatCount(total)}${rate(ratePerSecond)}${left(etaSeconds)}`),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(moving === undefined ? {} : { moving }),
    }),
  );
}

async function* extraIdsOf({ extraIds, log }: CompareRequest, signal: AbortSignal): AsyncGenerator<NamedId> {
  if (extraIds !== undefined) yield* extraIds;
  if (log !== undefined) yield* everyLoggedId(new LogReader(log.store, log.control), signal);
}

async function filesOf(
  context: MigrationContext,
  asked: CompareRequest,
  { pod, serverless }: Pick<Between, "pod" | "serverless">,
  { pod: side, from, moving, logPosition }: ComparedSide,
): Promise<ComparisonFilesOptions> {
  const { podIndex, serverlessIndex, content, queries, seed, checkpoint, differencesFile, digestFile } = asked;
  const isKept = checkpoint !== undefined && moving === undefined;
  return {
    ...{ checkpoint, differencesFile, logPosition },
    ...(content === "all" ? { digestFile } : {}),
    // Which ids rounds have brought since is only known where all that were listed are.
    ...(moving === undefined ? {} : { mostIds: MOST_HELD }),
    ...(isKept ? { areStillHeld: (kept: AsyncIterable<KeptDigest>) => areHeld(context, asked, side, kept) } : {}),
    request: {
      ...(isKept ? { counts: await countsOf(side, context.client.reader(serverless.host)) } : {}),
      ...{ podIndex, serverlessIndex, content, queries, seed, from },
      // An index that was made anew may have the host of the one before it, and come from the same collection. What an older
      // podshift made has no tag of its making, and one that is made in its place has.
      ...{ hosts: [pod.host, serverless.host], askedAt: askedAtOf(pod), copy: serverless.tags[TAG.copy] },
    },
  };
}

/** By what a write is known that nobody logs: the numbers of records, and each record of the pod index that was compared. */
async function countsOf(...sides: readonly IndexReader[]): Promise<string> {
  const stats = await Promise.all(sides.map((side) => side.stats()));
  return sealOf(stats.map(({ namespaces }) => [...namespaces].sort(([a], [b]) => (a < b ? -1 : 1))));
}

function areHeld(
  { clock, signal, progress }: MigrationContext,
  { recordsPerSecond, concurrency }: CompareRequest,
  side: IndexReader,
  kept: AsyncIterable<KeptDigest>,
): Promise<boolean> {
  const budget = recordsPerSecond === undefined ? undefined : new RecordBudget(clock, recordsPerSecond);
  const onProgress = (read: number) => progress(`looks whether the pod index is as it was: ${plural(read, "record")}`);
  const pod = budget === undefined ? side : pacedReader(side, budget, signal);
  return areStillHeld({ pod, concurrency, signal, onProgress }, kept);
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

function rate(perSecond: number): string {
  return perSecond > 0 ? `, ${formatCount(Math.round(perSecond))}/s` : "";
}

function left(etaSeconds: number | undefined): string {
  return etaSeconds === undefined ? "" : `, about ${formatDuration(etaSeconds * 1000)} left`;
}
