import type { ControlRecord } from "../writeLog/control";
import type { Position } from "../writeLog/position";
import { type LogStore, toJson } from "../writeLog/store";
import type { CatchUpState } from "./catchUp/state";
import type { FoldCheckpoint } from "./fold/checkpoint";
import { atSegments, FOLD_START, type FoldPosition, laterPlaces } from "./fold/foldPosition";
import { forget, getKept } from "./forgotten";
import { CURRENT_JOB } from "./spread/paths";

/** A checkpoint in the log's store, and what it belongs to. */
interface Kept<T> {
  readonly v: 1;
  /** Forward: when the collection was asked for. Back: the epoch of the switch. Another one begins anew. */
  readonly of: number;
  readonly state: T;
}

export type CatchUpWay = "forward" | "back";

const FOLD = "catch-up/fold.json";

/** The checkpoint of this copy (or of this switch); undefined when there is none, or one of an earlier. */
export async function loadCatchUp(
  store: LogStore,
  way: CatchUpWay,
  log: string,
  of: number,
): Promise<CatchUpState | undefined> {
  const file = await getKept<Kept<CatchUpState>>(store, pathOf(way));
  return file?.of === of && file.state.log === log ? file.state : undefined;
}

/** Resolves once it is durable. Only who holds the applier's lease saves. */
export async function saveCatchUp(store: LogStore, way: CatchUpWay, of: number, state: CatchUpState): Promise<void> {
  await store.put(pathOf(way), toJson({ v: 1, of, state } satisfies Kept<CatchUpState>));
}

/** True when a rollback of the switch that stands was begun, and so may have written to the pod index. */
export async function rollbackBegun(store: LogStore, { active, log, switched }: ControlRecord): Promise<boolean> {
  if (active !== "serverless" || switched === undefined) return false;
  return (await loadCatchUp(store, "back", log, switched.epoch)) !== undefined;
}

/** The checkpoint of a `deferred` log's fold into this copy. */
export async function loadFold(store: LogStore, askedAt: number): Promise<FoldCheckpoint | undefined> {
  const file = await getKept<Kept<FoldCheckpoint>>(store, FOLD);
  return file?.of === askedAt ? file.state : undefined;
}

/**
 * Where a `deferred` log begins to matter: what came before the last way back is in both indexes, as the service carried
 * it out. To fold it once more would do what was refused then, and bulk writes by a guess.
 */
export function foldBase({ active, switched }: ControlRecord): FoldPosition {
  return active === "pod" && switched !== undefined ? atSegments(switched.end) : FOLD_START;
}

/** Where the fold into this copy goes on: behind its checkpoint, and never before its base. */
export async function foldFrom(store: LogStore, askedAt: number, record: ControlRecord): Promise<FoldCheckpoint> {
  const saved = await loadFold(store, askedAt);
  const known = saved?.log === record.log ? saved : undefined;
  const position = laterPlaces(known?.position ?? FOLD_START, foldBase(record));
  const { entries = 0, stamps = {}, refused } = known ?? {};
  return { v: 1, log: record.log, position, stamps, entries, ...(refused === undefined ? {} : { refused }) };
}

/**
 * A serverless index that is made (anew) holds the collection and nothing else.
 *
 * @param run who forgets: it holds the applier's lease
 */
export async function forgetCatchUp(store: LogStore, run: string): Promise<void> {
  // A distributed catch-up that was left unfinished is of that index: its parts that are done are not done in this one.
  await Promise.all([pathOf("forward"), FOLD, CURRENT_JOB].map((path) => forget(store, path, run)));
}

export async function saveFold(store: LogStore, askedAt: number, state: FoldCheckpoint): Promise<void> {
  await store.put(FOLD, toJson({ v: 1, of: askedAt, state } satisfies Kept<FoldCheckpoint>));
}

/** How far the serverless index holds the log, by its last checkpoint; undefined before the first catch-up. */
export async function caughtUpTo(store: LogStore, record: ControlRecord): Promise<Position | undefined> {
  const { log, writes } = record;
  if (writes === "mirrored") {
    const state = (await getKept<Kept<CatchUpState>>(store, pathOf("forward")))?.state;
    return state?.log === log ? state.position : undefined;
  }
  const state = (await getKept<Kept<FoldCheckpoint>>(store, FOLD))?.state;
  if (state?.log !== log) return undefined;
  const position = laterPlaces(state.position, foldBase(record));
  return Object.fromEntries(Object.entries(position).map(([writer, { segment }]) => [writer, segment]));
}

/** The same of the copy that is there now: a checkpoint outlives the index that it is of. */
export async function copyHolds(store: LogStore, record: ControlRecord): Promise<Position | undefined> {
  return record.serverless === undefined ? undefined : caughtUpTo(store, record);
}

/** Bulk writes by filters that the service refused, as the last fold keeps them: a hundred of them at most. 0 with `mirrored`. */
export async function refusedBulkWrites(store: LogStore, { log, writes }: ControlRecord): Promise<number> {
  if (writes !== "deferred") return 0;
  const state = (await getKept<Kept<FoldCheckpoint>>(store, FOLD))?.state;
  return state?.log === log ? (state.refused?.length ?? 0) : 0;
}

function pathOf(way: CatchUpWay): string {
  return `catch-up/${way}.json`;
}
