import { isDeepStrictEqual } from "node:util";
import type { IndexReader, StoredRecord } from "../../pinecone/types";
import { formatDuration } from "../../util/format";
import { steadied } from "../../util/steadyClock";
import type { ControlRecord } from "../../writeLog/control";
import { type Entry, isBulk, namedIds } from "../../writeLog/entry";
import { systemLeaseClock } from "../../writeLog/lease";
import type { OpenLog } from "../../writeLog/openLog";
import { numberAt, type Position, reaches } from "../../writeLog/position";
import { LogReader } from "../../writeLog/reader";
import { DoneMarks } from "../catchUp/doneMarks";
import { showsEffect } from "../catchUp/lastEffect";
import { mayMatch } from "../catchUp/mayMatch";
import { caughtUpTo } from "../catchUpFile";
import type { MigrationContext } from "../context";
import { fetchAll } from "../parity/batches";
import type { Difference } from "../parity/report";
import { sleepUnlessStopped } from "../waiting";
import { isVerified } from "./lastRound";

/** Milliseconds between two looks at the writers' done-marks. */
const LOOK_MS = 500;

/**
 * Writes of unknown outcome that went to the index that served before the last switch may take effect after it: they would
 * undo what the other way brings there. Nothing is brought before they are over. After a cutover that was finished they
 * are: it waited for them.
 *
 * @throws STOPPED
 */
export async function untilNothingIsLate(context: MigrationContext, log: OpenLog): Promise<void> {
  const record = await log.control.read();
  const { active, switched } = record;
  if (active === "serverless" && switched !== undefined && (await isVerified(log.store, switched.epoch))) return;
  await untilOver(
    context,
    log,
    record,
    (left) => `waiting ${left}: requests sent before the switch may yet take effect`,
  );
}

/**
 * Writes that had no known outcome when the fence was made may take effect on the pod index after it. Nobody looks at
 * what the fence has left before they are over. In `deferred` the pod index gets no writes.
 *
 * @throws STOPPED
 */
export async function untilWritesAreOver(context: MigrationContext, log: OpenLog): Promise<void> {
  const record = await log.control.read();
  if ((await undoneFrom(log, record)) === undefined) return;
  await untilOver(
    context,
    log,
    record,
    (left) => `switched; looking at most ${left} whether a write of unknown outcome takes effect on the pod index`,
  );
}

/**
 * Until every writer says that what it sent before the last switch is over, or for `lateMs` from now on, by this process's
 * own clock: when the switch was made is known by another machine's only.
 */
async function untilOver(
  context: MigrationContext,
  log: OpenLog,
  { switched, times }: ControlRecord,
  telling: (left: string) => string,
): Promise<void> {
  if (switched === undefined) return;
  const marks = new DoneMarks({ ...log, monotonic: () => systemLeaseClock.monotonic() });
  const clock = steadied(context.clock);
  const until = clock.now() + times.lateMs;
  for (;;) {
    const left = until - clock.now();
    if (left <= 0 || reaches(await marks.read(), switched.end)) return;
    context.progress(telling(formatDuration(left)));
    await sleepUnlessStopped(context, Math.min(left, LOOK_MS));
  }
}

/** Both indexes after the switch. */
export interface BothIndexes {
  readonly pod: IndexReader;
  readonly serverless: IndexReader;
}

/**
 * Those of the differences that a write explains which had no known outcome at the fence: the record in the pod index
 * shows just its effect. The application was not told that it was made, and serverless doesn't have it.
 */
export async function landedLate(
  context: MigrationContext,
  log: OpenLog,
  { pod, serverless }: BothIndexes,
  differences: readonly Difference[],
): Promise<Difference[]> {
  const record = await log.control.read();
  const from = await undoneFrom(log, record);
  if (from === undefined || differences.length === 0) return [];
  const late = await entriesOn(context, log, { from, end: record.switched?.end ?? {} }, differences);
  const landed: Difference[] = [];
  for (const namespace of new Set(differences.map((each) => each.namespace))) {
    const here = differences.filter((each) => each.namespace === namespace);
    const ids = here.map(({ id }) => id);
    const [after, before] = await Promise.all([fetchAll(pod, namespace, ids), fetchAll(serverless, namespace, ids)]);
    const isLate = ({ id }: Difference) =>
      late.some((entry) => entry.ns === namespace && left(entry, id, before.get(id), after.get(id)));
    landed.push(...here.filter(isLate));
  }
  return landed;
}

/** Where writes begin that were not done at the fence; undefined when all were. The last round has kept it. */
async function undoneFrom({ store }: OpenLog, record: ControlRecord): Promise<Position | undefined> {
  const { active, writes, switched } = record;
  if (active !== "serverless" || writes === "deferred" || switched === undefined) return undefined;
  const done = await caughtUpTo(store, record);
  return done === undefined || reaches(done, switched.end) ? undefined : done;
}

/** Few are kept, out of what may be many: those that can have touched a record that differs. */
async function entriesOn(
  { signal }: MigrationContext,
  { store, control }: OpenLog,
  { from, end }: { readonly from: Position; readonly end: Position },
  differences: readonly Difference[],
): Promise<Entry[]> {
  const differs = new Set(differences.map(({ namespace, id }) => JSON.stringify([namespace, id])));
  const late: Entry[] = [];
  for await (const { w, number, entries } of new LogReader(store, control).read(from, signal)) {
    if (number >= numberAt(end, w)) continue;
    const named = (entry: Entry) => namedIds(entry).some((id) => differs.has(JSON.stringify([entry.ns, id])));
    late.push(...entries.filter((entry) => isBulk(entry) || named(entry)));
  }
  return late;
}

/**
 * Whether a write has left a record so.
 *
 * @param before as serverless has it: without that write
 * @param after as the pod index has it
 */
function left(entry: Entry, id: string, before: StoredRecord | undefined, after: StoredRecord | undefined): boolean {
  if (!isBulk(entry)) return namedIds(entry).includes(id) && showsEffect(entry, after);
  if ("filter" in entry && (before === undefined || !mayMatch(entry.filter, before.metadata ?? {}))) return false;
  if (entry.op !== "updateByFilter") return after === undefined;
  return Object.entries(entry.md).every(([key, value]) => isDeepStrictEqual(after?.metadata?.[key], value));
}
