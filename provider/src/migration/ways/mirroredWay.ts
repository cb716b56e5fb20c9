import type { ServerlessSpec } from "../../pinecone/types";
import { steadied } from "../../util/steadyClock";
import { requestTimeout } from "../../writeLog/applierLease";
import { systemLeaseClock } from "../../writeLog/lease";
import { START } from "../../writeLog/position";
import { LogReader } from "../../writeLog/reader";
import { type Freshness, freshnessOf } from "../apply/freshness";
import { Pacing } from "../apply/pacing";
import { Sender } from "../apply/sender";
import { baseShown } from "../catchUp/base";
import type { Direction } from "../catchUp/direction";
import { DoneMarks } from "../catchUp/doneMarks";
import { Forward } from "../catchUp/forward";
import { withoutNeverSent } from "../catchUp/neverSent";
import type { SegmentSource, Truth } from "../catchUp/ports";
import { formatProgress } from "../catchUp/progress";
import { Reverse, touchedSince } from "../catchUp/reverse";
import { Rounds } from "../catchUp/rounds";
import { beginReverse, beginState, type CatchUpState, mayLandLate, resumeState } from "../catchUp/state";
import { type CatchUpWay, loadCatchUp, saveCatchUp } from "../catchUpFile";
import { askedAtOf, collectionOf } from "../collection";
import type { MigrationContext } from "../context";
import { refuseReplicasAdded, settling } from "./replicasAdded";
import { type RunningWay, refuseDeadLetters, type WayRequest } from "./runningWay";

/** The serverless index shows the collection within this many milliseconds, or somebody should look. */
const BASE_BOUND_MS = 15 * 60_000;
/** Reads of an index without log sequence numbers are taken for fresh after so many milliseconds. */
const SETTLE_MS = 2_000;
/** One freshness barrier is waited for so long, in milliseconds. */
const BARRIER_MS = 60_000;

/** From the pod index, which serves and is the truth, to the serverless index (`mirrored`). */
export async function forwardWay(context: MigrationContext, request: WayRequest): Promise<RunningWay> {
  const { client, signal } = context;
  const { pod, serverless, log } = request;
  const record = await log.control.read();
  const askedAt = askedAtOf(pod);
  const reader = client.catchUpReader(serverless.host);
  const filterable = serverless.spec.kind === "serverless" ? (serverless.spec as ServerlessSpec).filterable : undefined;
  const direction = new Forward({
    serverless: reader,
    freshness: freshness(context, serverless.host),
    filterable: filterable === undefined ? undefined : new Set(filterable),
    signal,
  });
  const saved = await loadCatchUp(log.store, "forward", record.log, askedAt);
  const begun = saved === undefined ? beginState(record.log, START) : resumeState(saved, steadied(context.clock).now());
  const state = await settling(context, request, begun, async (kept) => {
    request.applier.mustOutlast(0);
    await saveCatchUp(log.store, "forward", askedAt, kept);
  });
  const way = await running(context, request, {
    ...{ way: "forward", of: askedAt, state, direction, target: serverless.name, host: serverless.host },
    truth: client.reader(pod.host),
    source: new LogReader(log.store, log.control),
    baseShown: () => untilBaseShown(context, request),
  });
  const catchUp = async () => {
    await refuseReplicasAdded(context, request);
    await way.catchUp();
  };
  return { ...way, catchUp };
}

/**
 * From the serverless index, which serves, back to the pod index. `since` is where the log begins to matter: the switch,
 * or the log's start where the pod index has none of it.
 */
export async function backWay(
  context: MigrationContext,
  request: WayRequest,
  source: SegmentSource,
  since: "switch" | "start",
): Promise<RunningWay> {
  const { client, signal } = context;
  const { pod, serverless, log } = request;
  const { log: id, switched } = await log.control.read();
  const sent = withoutNeverSent(source, switched);
  const from = since === "start" ? START : (switched?.end ?? START);
  const of = switched?.epoch ?? 0;
  const touched = await touchedSince(sent, from, signal);
  const direction = new Reverse({ freshness: freshness(context, serverless.host), touched });
  const saved = await loadCatchUp(log.store, "back", id, of);
  const forward = (await loadCatchUp(log.store, "forward", id, askedAtOf(pod))) ?? beginState(id, START);
  const state = saved === undefined ? beginReverse(forward, from) : resumeState(saved, steadied(context.clock).now());
  if (saved === undefined) {
    // Before the first request: a rollback that is killed must be known to have written to the pod index.
    request.applier.mustOutlast(0);
    await saveCatchUp(log.store, "back", of, state);
  }
  return running(context, request, {
    ...{ way: "back", of, state, direction, source: sent, target: pod.name, host: pod.host },
    truth: client.reader(serverless.host),
  });
}

/** Resolves once the serverless index shows the whole collection that it was made from. */
export async function untilBaseShown(
  context: MigrationContext,
  { pod, serverless }: Pick<WayRequest, "pod" | "serverless">,
): Promise<void> {
  const { client, clock, signal } = context;
  const collection = await client.describeCollection(collectionOf(pod));
  await baseShown(client.reader(serverless.host), {
    ...{ vectorCount: collection?.vectorCount, settleMs: SETTLE_MS, boundMs: BASE_BOUND_MS, clock, signal },
  });
}

/** Proves that reads of the serverless index show what was written to it. */
export function freshness({ client, clock, signal }: MigrationContext, host: string): Freshness {
  const options = { settleMs: SETTLE_MS, boundMs: BARRIER_MS, signal };
  return freshnessOf(client.catchUpReader(host), client.writer(host), clock, options);
}

interface Course {
  readonly way: CatchUpWay;
  readonly of: number;
  readonly state: CatchUpState;
  readonly direction: Direction;
  readonly source: SegmentSource;
  readonly truth: Truth;
  /** Name and host of the index that doesn't serve. */
  readonly target: string;
  readonly host: string;
  readonly baseShown?: () => Promise<void>;
}

async function running(context: MigrationContext, request: WayRequest, course: Course): Promise<RunningWay> {
  const { client, signal } = context;
  const clock = steadied(context.clock);
  const { log, applier } = request;
  const { times } = await log.control.read();
  const requestMs = requestTimeout(times);
  const pacing = new Pacing(clock, { signal });
  const bringer = new Sender({
    writer: client.writer(course.host, { timeoutMs: requestMs }),
    ...{ pacing, clock, signal, requestMs },
    mayApply: (timeoutMs) => applier.mustOutlast(timeoutMs),
  });
  let records = 0;
  const rounds = new Rounds(
    {
      ...{ log: course.source, truth: course.truth, direction: course.direction, bringer, clock, times, signal },
      done: new DoneMarks({ ...log, monotonic: () => systemLeaseClock.monotonic() }),
      // A run that was paused must not lay its state over the next run's.
      save: async (state) => {
        applier.mustOutlast(0);
        await saveCatchUp(log.store, course.way, course.of, state);
      },
      busy: () => pacing.pace.busy,
      onProgress: (progress) => {
        if (progress.done === progress.total) records += progress.total;
        context.progress(formatProgress(progress));
      },
    },
    course.state,
    course.baseShown === undefined ? {} : { baseShown: course.baseShown },
  );
  return {
    catchUp: async () => {
      await rounds.catchUp();
      refuseDeadLetters(course.target, rounds.state.refused);
    },
    lastRound: async (fenced, end) => {
      const round = await rounds.lastRound(fenced, end);
      refuseDeadLetters(course.target, rounds.state.refused);
      return round;
    },
    follow: () => rounds.follow(),
    // As part of a round: so what the application writes to these records meanwhile is read again by a later one.
    bring: async (named) => {
      await rounds.oneRound(named);
      refuseDeadLetters(course.target, rounds.state.refused);
    },
    nothingUnknown: () => !mayLandLate(rounds.state, clock.now(), times.lateMs),
    dispose: async () => {},
    summary: () => ({ rounds: rounds.state.rounds, records, backlog: rounds.last?.backlog ?? 0 }),
  };
}
