import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatCount, formatDuration } from "../../util/format";
import { steadied } from "../../util/steadyClock";
import { requestTimeout } from "../../writeLog/applierLease";
import { isBulk } from "../../writeLog/entry";
import { systemLeaseClock } from "../../writeLog/lease";
import type { OpenLog } from "../../writeLog/openLog";
import { numberAt, type Position, START } from "../../writeLog/position";
import { LogReader } from "../../writeLog/reader";
import type { Segment } from "../../writeLog/segments";
import { Pacing } from "../apply/pacing";
import { type DeadLetter, Sender } from "../apply/sender";
import type { SegmentSource } from "../catchUp/ports";
import { foldFrom, loadFold, saveFold } from "../catchUpFile";
import { askedAtOf } from "../collection";
import type { MigrationContext } from "../context";
import type { FoldCheckpoints } from "../fold/checkpoint";
import type { FoldProgress } from "../fold/ports";
import { Resolutions } from "../fold/resolutions";
import { formatRefused } from "../fold/resolveBulk";
import { FoldRunner } from "../fold/run";
import { foldTarget } from "./foldTarget";
import { backWay, untilBaseShown } from "./mirroredWay";
import { type RunningWay, refuseDeadLetters, type WayRequest } from "./runningWay";
import { TruthBringer } from "./truthBringer";

/** A pass with fewer entries than this leaves little for a fence. */
const SMALL = 100;
/** A pass of this share of the one before it, or more, shows a steady load; a fence can bear one of so many entries. */
const STEADY = 0.8;
const MOST_STEADY = 2_000;
/** Milliseconds between passes when little is to be done. */
const PAUSE_MS = 200;

/** From the log, which is the truth, to the serverless index (`deferred`). */
export async function foldWay(context: MigrationContext, request: WayRequest): Promise<RunningWay> {
  const { signal } = context;
  const clock = steadied(context.clock);
  const { log, serverless } = request;
  const record = await log.control.read();
  const { times } = record;
  const refused = new Map<string, DeadLetter>();
  const pacing = new Pacing(clock, { signal });
  const sender = senderAt(context, request, pacing, requestTimeout(times));
  const repairing = new TruthBringer({ sender, clock, signal, lateMs: times.lateMs });
  const folder = await mkdtemp(join(tmpdir(), "podshift-fold-"));
  const runner = new FoldRunner({
    ...log,
    ...{ clock, signal, lateMs: times.lateMs, leaseClock: systemLeaseClock },
    target: foldTarget(context, serverless.host, sender, refused),
    resolutions: new Resolutions(log.store, randomUUID),
    checkpoints: checkpointsOf(request, refused),
    fold: { folder },
    onProgress: (progress) => context.progress(formatFold(progress, pacing.pace.busy)),
    onRefusedBulk: (bulk) => context.warn(formatRefused(bulk)),
  });
  // Told by each run, that of a cutover too: no later write mends them, so nothing else would bring them up again.
  const { refused: before = [] } = await foldFrom(log.store, askedAtOf(request.pod), record);
  for (const bulk of before) context.warn(formatRefused(bulk));
  const passes = new Passes(context, request, runner, repairing);
  return {
    catchUp: () => passes.catchUp(),
    follow: () => passes.follow(),
    lastRound: async (fenced, end) => {
      const done = await runner.pass({ record: fenced, end });
      return done.kind === "done" ? { kind: "done", named: new Map(), done: end } : { kind: done.kind };
    },
    bring: async (named, truth) => refuseDeadLetters(serverless.name, await repairing.bring(named, truth)),
    nothingUnknown: () => runner.lateMs <= 0 && repairing.lateMs <= 0,
    dispose: () => rm(folder, { recursive: true, force: true }),
    summary: () => passes.total,
  };
}

/** @param refused records that the service refuses, as `foldTarget` keeps them */
function checkpointsOf(
  { log, pod, serverless, applier }: WayRequest,
  refused: ReadonlyMap<string, DeadLetter>,
): FoldCheckpoints {
  const askedAt = askedAtOf(pod);
  return {
    load: async () => foldFrom(log.store, askedAt, await log.control.read()),
    // Never past a record that is refused: the next run meets it again, or a later write of it. That may stand behind a
    // bulk write, which would never be resolved if the pass ended before it.
    save: async (checkpoint, isBarrier) => {
      if (isBarrier && refused.size > 0) return;
      refuseDeadLetters(serverless.name, [...refused.values()]);
      applier.mustOutlast(0);
      await saveFold(log.store, askedAt, checkpoint);
    },
  };
}

/** Passes outside of a fence, one after the other, until little is left or for as long as it is asked for. */
class Passes {
  readonly total = { rounds: 0, records: 0, backlog: 0 };

  constructor(
    readonly context: MigrationContext,
    readonly request: WayRequest,
    readonly runner: FoldRunner,
    readonly repairing: Pick<TruthBringer, "lateMs">,
  ) {}

  /** At a steady load passes get no smaller: then another one gains nothing. */
  async catchUp(): Promise<void> {
    for (let before = Number.POSITIVE_INFINITY; ; ) {
      const entries = await this.#pass();
      if (entries <= SMALL || (entries <= MOST_STEADY && entries >= before * STEADY)) return;
      before = entries;
      await this.context.clock.sleep(PAUSE_MS, this.context.signal);
    }
  }

  /** Ends well when the run is to stop. */
  async follow(): Promise<void> {
    const { clock, signal } = this.context;
    try {
      for (;;) if ((await this.#pass()) <= SMALL) await clock.sleep(PAUSE_MS, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Answers how many entries were folded. */
  async #pass(): Promise<number> {
    const { context, runner, repairing, total } = this;
    await context.clock.sleep(repairing.lateMs, context.signal);
    await this.#awaitBase();
    const done = await runner.pass();
    if (done.kind !== "done") throw new Error("only a pass inside a fence may be cut short");
    total.rounds += 1;
    total.records += done.records;
    total.backlog = done.backlog;
    return done.entries;
  }

  async #awaitBase(): Promise<void> {
    const { context, request, total } = this;
    const { log, pod, applier } = request;
    const askedAt = askedAtOf(pod);
    if (total.rounds > 0 || (await loadFold(log.store, askedAt)) !== undefined) return;
    await untilBaseShown(context, request);
    // From here on the index may hold fewer records than the collection: nobody waits for its count again.
    applier.mustOutlast(0);
    await saveFold(log.store, askedAt, await foldFrom(log.store, askedAt, await log.control.read()));
  }
}

/**
 * Back to the pod index, which has nothing of the log: all of it matters, bulk writes by what they were resolved to. What
 * takes effect on serverless after the switch would stay there: the next copy folds the log from the switch on only. So
 * writes of unknown outcome are waited for, once: where requests fail all the time a way back is needed most.
 */
export async function backFromDeferred(context: MigrationContext, request: WayRequest): Promise<RunningWay> {
  const way = await backWay(context, request, resolvedLog(request.log), "start");
  const { switched } = await request.log.control.read();
  let waited = false;
  return {
    ...way,
    lastRound: async (fenced, end) => {
      const round = await way.lastRound(fenced, end);
      if (round.kind !== "done" || areOver(round.done, switched?.end ?? START, end)) return round;
      if (waited) {
        context.warn(
          "a write of your application has no known outcome and may yet take effect on serverless, after the way back: should the next parity check find a difference, go to `capture` and copy again",
        );
        return round;
      }
      waited = true;
      return { kind: "unknown write" };
    },
  };
}

/** True when every write on serverless has had its effect. What was written before the cutover went to the log alone. */
function areOver(done: Position, cutover: Position, end: Position): boolean {
  return Object.keys(end).every((w) => Math.max(numberAt(done, w), numberAt(cutover, w)) >= numberAt(end, w));
}

/** The log with its bulk entries as they were resolved when they were folded. */
export function resolvedLog({ store, control }: OpenLog): SegmentSource {
  return new ResolvedLog(new LogReader(store, control), new Resolutions(store, randomUUID));
}

/** A log whose bulk entries carry the ids that they were turned into when they were folded. */
class ResolvedLog implements SegmentSource {
  constructor(
    readonly reader: SegmentSource,
    readonly resolutions: Pick<Resolutions, "find">,
  ) {}

  async *read(from: Position, signal?: AbortSignal): AsyncGenerator<Segment> {
    for await (const segment of this.reader.read(from, signal)) yield this.#resolved(segment);
  }

  async #resolved(segment: Segment): Promise<Segment> {
    const entries = segment.entries.map(async (entry, line) => {
      if (!isBulk(entry)) return entry;
      const pages = await this.resolutions.find(entry.w, { segment: segment.number, line });
      if (pages === undefined) return entry;
      // One that was sent to serverless may have been folded later into another copy: both count.
      const found = [...(entry.found ?? [])];
      for await (const page of pages) found.push(...page);
      return { ...entry, found };
    });
    return { ...segment, entries: await Promise.all(entries) };
  }
}

function senderAt(
  { client, clock, signal }: MigrationContext,
  { serverless, applier }: WayRequest,
  pacing: Pacing,
  requestMs: number,
): Sender {
  return new Sender({
    writer: client.writer(serverless.host, { timeoutMs: requestMs }),
    ...{ pacing, clock: steadied(clock), signal, requestMs },
    mayApply: (timeoutMs) => applier.mustOutlast(timeoutMs),
  });
}

/** `bringing 41,200 of 52,000 writes, 6,100/s, lag 0.4 s` */
function formatFold({ stage, done, backlog, ratePerSecond, lagMs }: FoldProgress, busy: number): string {
  const parts = [
    `${stage} ${formatCount(done)} of ${formatCount(done + backlog)} writes`,
    `${formatCount(Math.round(ratePerSecond))}/s`,
    `lag ${formatDuration(lagMs)}`,
    ...(busy > 0 ? [`429s ${formatCount(busy)}`] : []),
  ];
  return parts.join(", ");
}
