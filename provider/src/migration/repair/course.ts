import type { IndexReader } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { steadied } from "../../util/steadyClock";
import { requestTimeout } from "../../writeLog/applierLease";
import { DEFAULT_TIMES } from "../../writeLog/control";
import type { OpenLog } from "../../writeLog/openLog";
import { START } from "../../writeLog/position";
import { LogReader } from "../../writeLog/reader";
import { Pacing } from "../apply/pacing";
import { Sender } from "../apply/sender";
import { caughtUpTo } from "../catchUpFile";
import type { MigrationContext } from "../context";
import type { NamedIds } from "../cutover/way";
import { touchedSince } from "../parity/touched";
import { describePod } from "../podIndex";
import { withFoldedPod } from "../ways/foldedPod";
import { freshness } from "../ways/mirroredWay";
import { refuseDeadLetters } from "../ways/runningWay";
import { TruthBringer } from "../ways/truthBringer";
import { onTheWay, type RunningWay } from "../ways/ways";
import { refuseServing, type Sides } from "./guards";

/** Milliseconds for which an answer to who serves is good enough, where no lease holds it. */
const ASK_EVERY_MS = 500;

/** What a repair asks and does, whatever the write mode. */
export interface Course {
  /** What the records are to be: the pod index, with a `deferred` log laid over it. Never written to. */
  readonly truth: Pick<IndexReader, "fetch">;
  readonly serverless: Pick<IndexReader, "fetch">;
  /**
   * Records that catch-up brings anyway: those that entries name which aren't caught up. Not those of bulk entries: a
   * round finds them by what serverless holds, and a record that is different there may not be found.
   */
  inFlight(): Promise<NamedIds>;
  /** Namespaces in which a `deferred` bulk write was resolved while serverless may have been different. */
  readonly unknowable: ReadonlySet<string>;
}

/** A course that may write. */
export interface WritingCourse extends Course {
  /** Throws once traffic isn't on the pod index any more. */
  mustServe(): Promise<void>;
  /** Resolves once reads of the namespace of serverless show what was written to it. */
  fresh(namespace: string): Promise<void>;
  /** Brings records to what they are to be as it is then: read once more, right before they are sent. */
  bring(named: NamedIds): Promise<void>;
}

export interface CourseRequest extends Sides {
  /** Left out when writes are paused. */
  readonly log?: OpenLog | undefined;
  /** Milliseconds after which no request takes effect any more, when writes are paused. */
  readonly lateMs?: number | undefined;
}

/** For looking only: no lease is taken and nothing is written. */
export async function lookingCourse<T>(
  context: MigrationContext,
  { log, ...sides }: CourseRequest,
  use: (course: Course) => Promise<T>,
): Promise<T> {
  const readers = readersOf(context, sides);
  if (log === undefined) return use({ ...readers, inFlight: async () => new Map(), unknowable: new Set() });
  return logged(context, sides, log, (course) => use(course));
}

/** For writing: with a log under the applier's lease, with everything caught up first. */
export async function writingCourse<T>(
  context: MigrationContext,
  { log, lateMs, ...sides }: CourseRequest,
  use: (course: WritingCourse) => Promise<T>,
): Promise<T> {
  if (log === undefined) return use(paused(context, sides, lateMs));
  return onTheWay(context, { ...sides, log }, "serverless", async (way) => {
    await way.catchUp();
    return logged(context, sides, log, (course) => use(writing(context, sides, course, way)));
  });
}

function writing(context: MigrationContext, { serverless }: Sides, course: Course, way: RunningWay): WritingCourse {
  const barrier = freshness(context, serverless.host);
  return {
    ...course,
    // Nobody switches while this run holds the lease.
    mustServe: async () => {},
    fresh: async (namespace) => void (await barrier.fresh(namespace)),
    bring: (named) => way.bring(named, course.truth),
  };
}

function paused(context: MigrationContext, sides: Sides, lateMs = DEFAULT_TIMES.lateMs): WritingCourse {
  const { client, signal } = context;
  const clock = steadied(context.clock);
  const { pod, serverless } = sides;
  const requestMs = requestTimeout(DEFAULT_TIMES);
  const sender = new Sender({
    writer: client.writer(serverless.host, { timeoutMs: requestMs }),
    ...{ pacing: new Pacing(clock, { signal }), clock, signal, requestMs },
    mayApply: () => {},
  });
  const bringer = new TruthBringer({ sender, clock, signal, lateMs });
  const barrier = freshness(context, serverless.host);
  const readers = readersOf(context, sides);
  const mustServe = async () => refuseServing(await describePod(context, pod.name));
  const truth = servingTruth(readers.truth, mustServe, clock);
  return {
    ...readers,
    inFlight: async () => new Map(),
    unknowable: new Set(),
    mustServe,
    fresh: async (namespace) => void (await barrier.fresh(namespace)),
    bring: async (named) => refuseDeadLetters(serverless.name, await bringer.bring(named, truth)),
  };
}

/** Reads records right before they are sent: only while traffic is on the pod index, as it was at most a moment ago. */
function servingTruth(truth: Course["truth"], mustServe: () => Promise<void>, clock: Pick<Clock, "now">) {
  let asked: Promise<void> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    fetch: async (namespace: string, ids: readonly string[]) => {
      if (clock.now() - askedAt >= ASK_EVERY_MS) [asked, askedAt] = [mustServe(), clock.now()];
      await asked;
      return truth.fetch(namespace, ids);
    },
  };
}

async function logged<T>(
  context: MigrationContext,
  sides: Sides,
  log: OpenLog,
  use: (course: Course) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const readers = readersOf(context, sides);
  const source = new LogReader(log.store, log.control);
  const record = await log.control.read();
  if (record.writes === "deferred") {
    const touched = await touchedSince(source, record.switched?.end ?? START, signal);
    const unknowable = new Set([...touched].flatMap(([namespace, { bulk }]) => (bulk ? [namespace] : [])));
    return withFoldedPod(context, { ...sides, log }, (truth) =>
      use({ ...readers, truth, unknowable, inFlight: async () => new Map() }),
    );
  }
  const inFlight = async (): Promise<NamedIds> => {
    const position = (await caughtUpTo(log.store, await log.control.read())) ?? START;
    const named = await touchedSince(source, position, signal);
    return new Map([...named].map(([namespace, { ids }]) => [namespace, ids]));
  };
  return use({ ...readers, inFlight, unknowable: new Set() });
}

function readersOf({ client }: MigrationContext, { pod, serverless }: Sides) {
  return { truth: client.reader(pod.host), serverless: client.reader(serverless.host) };
}
