import type { Control, ControlRecord } from "../../writeLog/control";
import type { Entry } from "../../writeLog/entry";
import { isAfter } from "../../writeLog/hybridClock";
import { LogReader } from "../../writeLog/reader";
import { readSegment } from "../../writeLog/segments";
import type { LogStore } from "../../writeLog/store";
import { type FoldPosition, type Place, placeAt } from "../fold/foldPosition";
import type { PlannedSegments } from "./job";

export interface PlanDeps {
  readonly store: LogStore;
  readonly control: Control;
  readonly signal: AbortSignal;
}

/** What of the log lies between a position and a watermark. */
export interface Stretch {
  readonly upto: FoldPosition;
  readonly segments: readonly PlannedSegments[];
}

/** Writers whose logs are looked at at once. */
const AT_ONCE = 16;

/**
 * Finds where each writer's entries reach the watermark. `record` is the control record under which the watermark holds: a
 * writer that joined later appends nothing below it. Looks at the last segments only.
 */
export async function stretchBelow(
  deps: PlanDeps,
  record: ControlRecord,
  from: FoldPosition,
  watermark: number,
): Promise<Stretch> {
  const first = Object.fromEntries(Object.entries(from).map(([w, { segment }]) => [w, segment]));
  const ends = await new LogReader(deps.store, deps.control).end(first);
  const writers = Object.keys(record.writers).sort();
  const reached: [string, Place][] = [];
  for (let at = 0; at < writers.length; at += AT_ONCE) {
    deps.signal.throwIfAborted();
    const turn = writers.slice(at, at + AT_ONCE).map(async (w): Promise<[string, Place]> => {
      return [w, await placeBelow(deps.store, w, placeAt(from, w), ends[w] ?? 0, watermark)];
    });
    reached.push(...(await Promise.all(turn)));
  }
  const segments = reached.flatMap(([w, upto]) => {
    const begin = placeAt(from, w);
    if (upto.segment === begin.segment && upto.line === begin.line) return [];
    return [{ w, from: begin, end: upto.line > 0 ? upto.segment + 1 : upto.segment }];
  });
  return { upto: { ...from, ...Object.fromEntries(reached) }, segments };
}

/**
 * Behind the writer's last entry below the watermark. Its times only grow, but for a segment that was copied under a later
 * number: the end of its log is looked at first, and a copy passed over.
 */
async function placeBelow(store: LogStore, w: string, from: Place, end: number, watermark: number): Promise<Place> {
  const entriesOf = async (segment: number) => (await readSegment(store, w, segment))?.entries ?? [];
  let entries = await entriesOf(end - 1);
  for (let segment = end - 1; segment >= from.segment; segment -= 1) {
    const before = segment > from.segment ? await entriesOf(segment - 1) : [];
    const above = entries.findIndex(({ t }) => t >= watermark);
    const line = above === -1 ? entries.length : above;
    if (segment === from.segment) return line > from.line ? { segment, line } : from;
    if (line > 0 && !isCopy(entries, before)) return { segment, line };
    entries = before;
  }
  return from;
}

function isCopy(entries: readonly Entry[], before: readonly Entry[]): boolean {
  const [last, earlier] = [entries.at(-1), before.at(-1)];
  return last !== undefined && earlier !== undefined && !isAfter(last, earlier);
}
