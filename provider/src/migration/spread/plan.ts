import type { Control, ControlRecord } from "../../writeLog/control";
import type { Entry } from "../../writeLog/entry";
import { isAfter, type Stamp } from "../../writeLog/hybridClock";
import { LogReader } from "../../writeLog/reader";
import { readSegment } from "../../writeLog/segments";
import type { LogStore } from "../../writeLog/store";
import type { FoldCheckpoint } from "../fold/checkpoint";
import { type FoldPosition, type Place, placeAt } from "../fold/foldPosition";
import type { WriterStamps } from "../fold/merge";
import { stampOf } from "./chunks";
import type { PlannedSegments } from "./job";

export interface PlanDeps {
  readonly store: LogStore;
  readonly control: Control;
  readonly signal: AbortSignal;
}

/** What of the log lies between a position and a watermark. */
export interface Stretch {
  readonly upto: FoldPosition;
  /** Of each writer's last entry in front of it, where it is known. */
  readonly stamps: WriterStamps;
  readonly segments: readonly PlannedSegments[];
}

/** Where it begins: as a checkpoint says it. */
export type StretchBegin = Pick<FoldCheckpoint, "position" | "stamps">;

/** Writers whose logs are looked at at once. */
const AT_ONCE = 16;

/**
 * Finds where each writer's entries reach the watermark. `record` is the control record under which the watermark holds: a
 * writer that joined later appends nothing below it. Looks at the last segments only.
 */
export async function stretchBelow(
  deps: PlanDeps,
  record: ControlRecord,
  { position: from, stamps: known = {} }: StretchBegin,
  watermark: number,
): Promise<Stretch> {
  const first = Object.fromEntries(Object.entries(from).map(([w, { segment }]) => [w, segment]));
  const ends = await new LogReader(deps.store, deps.control).end(first);
  const writers = Object.keys(record.writers).sort();
  const reached: [string, Reached][] = [];
  for (let at = 0; at < writers.length; at += AT_ONCE) {
    deps.signal.throwIfAborted();
    const turn = writers.slice(at, at + AT_ONCE).map(async (w): Promise<[string, Reached]> => {
      return [w, await placeBelow(deps.store, w, placeAt(from, w), ends[w] ?? 0, watermark)];
    });
    reached.push(...(await Promise.all(turn)));
  }
  const segments = reached.flatMap(([w, { place: upto }]): PlannedSegments[] => {
    const [begin, stamp] = [placeAt(from, w), known[w]];
    if (upto.segment === begin.segment && upto.line === begin.line) return [];
    const end = upto.line > 0 ? upto.segment + 1 : upto.segment;
    return [{ w, from: begin, end, ...(stamp === undefined ? {} : { behind: stampOf({ ...stamp, w }) }) }];
  });
  const places = reached.map(([w, { place }]) => [w, place]);
  const stamps = reached.flatMap(([w, { stamp }]) => (stamp === undefined ? [] : [[w, stamp]]));
  return {
    upto: { ...from, ...Object.fromEntries(places) },
    stamps: { ...known, ...Object.fromEntries(stamps) },
    segments,
  };
}

/** Behind a writer's last entry that is part of it, and the stamp of that; undefined when none is. */
interface Reached {
  readonly place: Place;
  readonly stamp?: Stamp | undefined;
}

/**
 * Behind the writer's last entry below the watermark. Its times only grow, but for a segment that was copied under a later
 * number: the end of its log is looked at first, and a copy passed over.
 */
async function placeBelow(store: LogStore, w: string, from: Place, end: number, watermark: number): Promise<Reached> {
  const entriesOf = async (segment: number) => (await readSegment(store, w, segment))?.entries ?? [];
  let entries = await entriesOf(end - 1);
  for (let segment = end - 1; segment >= from.segment; segment -= 1) {
    const before = segment > from.segment ? await entriesOf(segment - 1) : [];
    const above = entries.findIndex(({ t }) => t >= watermark);
    const line = above === -1 ? entries.length : above;
    const last = entries[line - 1];
    const reached = { place: { segment, line }, stamp: last && { t: last.t, n: last.n } };
    if (segment === from.segment) return line > from.line ? reached : { place: from };
    if (line > 0 && !isCopy(entries, before)) return reached;
    entries = before;
  }
  return { place: from };
}

function isCopy(entries: readonly Entry[], before: readonly Entry[]): boolean {
  const [last, earlier] = [entries.at(-1), before.at(-1)];
  return last !== undefined && earlier !== undefined && !isAfter(last, earlier);
}
