import { PodshiftError } from "../errors";
import type { IndexDescription } from "../pinecone/types";
import { plural } from "../util/format";
import type { Control, ControlRecord, LogTimes, WriteMode } from "../writeLog/control";
import { CLOCK_DRIFT, readLease, type WriterLease } from "../writeLog/lease";
import type { OpenLog } from "../writeLog/openLog";
import { START } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import type { LogStore } from "../writeLog/store";
import { type Active, whoServes } from "./activeIndex";
import type { MigrationContext } from "./context";
import { liveWriters } from "./cutover/fence";
import { describePod } from "./podIndex";

export interface LogRequest {
  readonly podIndex: string;
  readonly writes: WriteMode;
  /** What is left out follows from the pod index. */
  readonly times: Partial<LogTimes>;
}

const SETTLE_REPLICAS_MS = 2_000;

/**
 * Begins the migration's write log, or goes on with it.
 *
 * @throws LOG_TAKEN when it is another pod index's, or of another write mode; POD_INDEX_NOT_FOUND
 */
export async function beginLog(context: MigrationContext, log: OpenLog, request: LogRequest): Promise<ControlRecord> {
  const pod = await describePod(context, request.podIndex);
  const defaults: LogTimes = {
    leaseMs: 3_000,
    fenceMs: 6_000,
    // Replicas of a pod index may disagree for a while after a write; one alone can't [docs.pinecone.io, known limitations].
    settleMs: pod.spec.replicas > 1 ? SETTLE_REPLICAS_MS : 0,
    lateMs: 60_000,
  };
  const closed = (await log.control.find())?.state === "closed";
  const record = await log.control.begin({
    writes: request.writes,
    pod: { name: pod.name, host: pod.host },
    times: { ...defaults, ...request.times },
  });
  if (record.pod.name === request.podIndex && record.writes === request.writes && record.state !== "closed") {
    // Writers of a closed log go on unlogged, and look once a lease whether it was begun anew.
    if (closed) await context.clock.sleep(record.times.leaseMs * CLOCK_DRIFT, context.signal);
    return record;
  }
  throw new PodshiftError(
    "LOG_TAKEN",
    `the write log at ${log.store.url} is in use: ${record.writes} writes of ${record.pod.name}`,
    { next: "name another `writeLog`; a write mode is changed by going back to `assess` first" },
  );
}

/**
 * Closes the log: writers go on unlogged to the index that serves. The control record stays, segments are removed.
 * Refused while traffic could still be taken back by it.
 */
export async function closeLog({ store, control }: OpenLog): Promise<void> {
  const found = await control.find();
  if (found === undefined) return;
  await control.swap(({ state }) => (state === "closed" ? undefined : { state: "closed", soon: false, applier: "" }));
  const { writers } = await control.read();
  for (const writer of Object.keys(writers)) await removeSegments(store, writer);
}

/**
 * Refuses to close a log with `deferred` writes that are nowhere else: the pod index has none of them, and the serverless
 * index, if there is one, goes too.
 *
 * @throws DEFERRED_WRITES_LOST
 */
export async function refuseLosingDeferred({ store, control }: OpenLog): Promise<void> {
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

async function removeSegments(store: LogStore, writer: string): Promise<void> {
  const folder = `segments/${writer}`;
  for (const name of await store.list(folder)) await store.delete(`${folder}/${name}`);
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
