import { PodshiftError } from "../errors";
import type { IndexDescription } from "../pinecone/types";
import { plural } from "../util/format";
import { type Control, type ControlRecord, DEFAULT_TIMES, type LogTimes, type WriteMode } from "../writeLog/control";
import { CLOCK_DRIFT, readLease, systemLeaseClock, type WriterLease } from "../writeLog/lease";
import type { OpenLog } from "../writeLog/openLog";
import { START } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import type { LogStore } from "../writeLog/store";
import { type Active, whoServes } from "./activeIndex";
import type { MigrationContext } from "./context";
import { announce } from "./cutover/announce";
import { drained, fence, liveWriters, openAgain } from "./cutover/fence";
import { ownLog, whyNotOurs } from "./ownership";
import { describePod } from "./podIndex";

export interface LogRequest {
  readonly podIndex: string;
  readonly writes: WriteMode;
  /** What is left out follows from the pod index. */
  readonly times: Partial<LogTimes>;
}

/** What a closed log's record has in place of what it had. */
const CLOSED: Pick<ControlRecord, "state" | "soon" | "applier"> = { state: "closed", soon: false, applier: "" };

/** Milliseconds in which writers must have ended their writes before a log of deferred writes is closed. */
const DRAIN_MS = 2_000;

/**
 * Begins the migration's write log, or goes on with it.
 *
 * @throws LOG_TAKEN when it is another pod index's or stack's, or of another write mode; SERVES_TRAFFIC when there is none, or a
 * closed one, while traffic is on serverless; POD_INDEX_NOT_FOUND
 */
export async function beginLog(context: MigrationContext, log: OpenLog, request: LogRequest): Promise<ControlRecord> {
  const pod = await describePod(context, request.podIndex);
  // Replicas of a pod index may disagree for a while after a write; one alone can't [docs.pinecone.io, known limitations].
  const defaults: LogTimes = pod.spec.replicas > 1 ? DEFAULT_TIMES : { ...DEFAULT_TIMES, settleMs: 0 };
  const found = await log.control.find();
  const refused = whyNotBegun(log, found, pod, request) ?? whyNotOurs(log, found, context.stack);
  if (refused !== undefined) throw refused;
  const record = await log.control.begin({
    writes: request.writes,
    pod: { name: pod.name, host: pod.host },
    times: { ...defaults, ...request.times },
    replicas: pod.spec.replicas,
    ...(context.stack === undefined ? {} : { owner: context.stack.now }),
  });
  const lost = whyNotBegun(log, record, pod, request);
  if (lost !== undefined) throw lost;
  await ownLog(context, log);
  // Writers of a closed log go on unlogged, and look once a lease whether it was begun anew. Whether they were waited for is
  // written nowhere: the run that began it may have been killed.
  if (await isAnother(log, record)) await context.clock.sleep(record.times.leaseMs * CLOCK_DRIFT, context.signal);
  return record;
}

/** True when there was another log at this place, which was closed. */
async function isAnother({ control }: OpenLog, { log }: ControlRecord): Promise<boolean> {
  return (await control.at(1))?.log !== log;
}

/**
 * Why a log can't be begun, or gone on with; undefined when it can. A closed one of another pod index is refused too: its
 * writers would write into it. While traffic is on serverless none is begun: its record would say that the pod index serves.
 * A record that was closed with traffic there says so for good, whatever pod index of that name is made later.
 */
export function whyNotBegun(
  { store }: OpenLog,
  found: ControlRecord | undefined,
  pod: IndexDescription | undefined,
  { podIndex, writes }: Pick<LogRequest, "podIndex" | "writes">,
): PodshiftError | undefined {
  const runs = found !== undefined && found.state !== "closed";
  if (found !== undefined && (found.pod.name !== podIndex || (runs && found.writes !== writes))) {
    const use = runs ? `is in use: ${found.writes} writes of ${found.pod.name}` : `was that of ${found.pod.name}`;
    return new PodshiftError("LOG_TAKEN", `the write log at ${store.url} ${use}`, {
      next: "name another `writeLog`; a write mode is changed by going back to `assess` first",
    });
  }
  if (runs || pod === undefined) return undefined;
  if (whoServes(pod) === "pod") return found?.active === "serverless" ? closedPast(store, pod) : undefined;
  return new PodshiftError(
    "SERVES_TRAFFIC",
    `there is no open write log at ${store.url}, but traffic of ${podIndex} is on serverless: writes since then are recorded nowhere`,
    { next: "finish with `phase: retire`: the way back would lose them" },
  );
}

/** Writers of a log follow it when it is begun anew: from the index that serves to a pod index that has none of their writes. */
function closedPast({ url }: LogStore, { name }: IndexDescription): PodshiftError {
  return new PodshiftError(
    "SERVES_TRAFFIC",
    `the write log at ${url} was closed with traffic on serverless, and pod index ${name} doesn't have what was written since: its writers would be sent there`,
    { next: "name another `writeLog`; its writers go on to serverless until you point them to that one" },
  );
}

/**
 * Closes the log: writers go on unlogged to the index that serves. The control record stays, segments are removed.
 * Refused while traffic could still be taken back by it.
 */
export async function closeLog({ store, control }: OpenLog): Promise<void> {
  const found = await control.find();
  if (found === undefined) return;
  // Begun anew meanwhile it is another log: that one stays open, and its segments stay.
  let closed = found;
  await control.swap((now) => {
    if (now.log !== found.log) return undefined;
    closed = now;
    return now.state === "closed" ? undefined : CLOSED;
  });
  await removeSegments(store, closed);
}

/**
 * Refuses to close a log with `deferred` writes that are nowhere else: the pod index has none of them, and the serverless
 * index, if there is one, goes too.
 *
 * @throws DEFERRED_WRITES_LOST
 */
async function refuseLosingDeferred({ store, control }: OpenLog): Promise<void> {
  const record = await control.find();
  if (record?.writes !== "deferred" || record.active !== "pod" || record.state === "closed") return;
  let entries = 0;
  for await (const segment of new LogReader(store, control).read(record.switched?.end ?? START)) {
    entries += segment.entries.length;
  }
  if (entries === 0) return;
  throw new PodshiftError(
    "DEFERRED_WRITES_LOST",
    `the write log at ${store.url} holds ${plural(entries, "write")} that no index has`,
    {
      facts: { entries },
      next: "go on to `phase: cutover`; or accept the loss: add `acknowledge: [DEFERRED_WRITES_LOST]`, run `pulumi up` in the phase as it was, then this again",
    },
  );
}

/**
 * Closes a log of `deferred` writes while the pod index serves, for good: behind a fence, so that no writer acknowledges
 * a write into the log after it was looked at. Other logs are closed as they are: their writes are in an index too.
 *
 * @throws DEFERRED_WRITES_LOST, LOG_UNAVAILABLE when writers don't end their writes in time; writes go on as before
 */
export async function closeEmptyLog(context: MigrationContext, log: OpenLog): Promise<void> {
  const record = await log.control.find();
  if (record?.writes === "deferred" && record.active === "pod" && record.state !== "closed") {
    await refuseLosingDeferred(log);
    return removeSegments(log.store, await closeFenced(context, log));
  }
  await closeLog(log);
}

/** The record with which it was closed. */
async function closeFenced(context: MigrationContext, log: OpenLog): Promise<ControlRecord> {
  const { clock } = context;
  const progress = (message: string) => context.progress(message);
  const deps = { ...log, clock, leaseClock: systemLeaseClock, holdMs: DRAIN_MS, progress };
  const standing = await log.control.read();
  if (standing.state === "fenced") await openAgain(deps, standing);
  await announce(deps);
  const fenced = await fence(deps, await log.control.read());
  if (fenced === undefined) throw notClosed(log);
  try {
    if (!(await drained(deps, fenced))) throw notClosed(log);
    await refuseLosingDeferred(log);
    const closed = await log.control.swapFrom(fenced, CLOSED);
    if (closed === undefined) throw notClosed(log);
    return closed;
  } catch (error) {
    await openAgain(deps, fenced);
    throw error;
  }
}

function notClosed({ store }: OpenLog): PodshiftError {
  return new PodshiftError("LOG_UNAVAILABLE", `writers of ${store.url} did not end their writes in time`, {
    next: "the log was not closed and writes go on; run `pulumi up` again",
  });
}

/** Of this log alone: a writer's name is never given twice. */
async function removeSegments(store: LogStore, { writers }: ControlRecord): Promise<void> {
  for (const folder of Object.keys(writers).map((writer) => `segments/${writer}`)) {
    for (const name of await store.list(folder)) await store.delete(`${folder}/${name}`);
  }
}

/** The index that serves, as the control record has it; without a log, or with a closed one, the pod index's tag says so. */
export async function servingIndex(control: Control | undefined, pod: IndexDescription | undefined): Promise<Active> {
  const record = await control?.find();
  return record === undefined || record.state === "closed" ? whoServes(pod) : record.active;
}

/** What a look at a log's writers found. */
export interface WritersSeen {
  readonly live: readonly WriterLease[];
  /** Named by the record as live, but their leases did not move while they were watched. */
  readonly silent: readonly string[];
}

/** Milliseconds between two looks at leases. */
const LOOK_MS = 50;

/**
 * Which writers are alive: whose lease moves within the time for which one holds. Two machines' clocks are never
 * compared. It ends as soon as all have moved, after a renewal's time (a third of a lease) when all live.
 */
export async function watchWriters(
  { store }: OpenLog,
  record: ControlRecord,
  clock: Pick<MigrationContext["clock"], "now" | "sleep">,
): Promise<WritersSeen> {
  const names = liveWriters(record);
  const first = new Map<string, number | undefined>();
  const live = new Map<string, WriterLease>();
  const began = clock.now();
  for (;;) {
    for (const name of names.filter((each) => !live.has(each))) {
      const lease = await readLease(store, name);
      if (!first.has(name)) first.set(name, lease?.beat);
      else if (lease !== undefined && lease.beat !== first.get(name)) live.set(name, lease);
    }
    if (live.size === names.length || clock.now() - began > record.times.leaseMs * CLOCK_DRIFT) break;
    await clock.sleep(LOOK_MS);
  }
  return { live: [...live.values()], silent: names.filter((name) => !live.has(name)) };
}
