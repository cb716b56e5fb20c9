import { isBulk, namedIds } from "../../writeLog/entry";
import { numberAt, type Position } from "../../writeLog/position";
import type { SegmentSource } from "../catchUp/ports";

/** Records of a namespace that the log names since a position. */
export interface Touched {
  readonly ids: ReadonlySet<string>;
  /** A bulk write may have changed or deleted any other record too. It makes no new ones. */
  readonly bulk: boolean;
}

/** By canonical namespace. */
export type TouchedRecords = ReadonlyMap<string, Touched>;

/** What the log names from a position on. */
export function touchedSince(log: SegmentSource, from: Position, signal?: AbortSignal): Promise<TouchedRecords> {
  return touchedBetween(log, from, undefined, signal);
}

/** The same up to another position; undefined means all that is there. */
export async function touchedBetween(
  log: SegmentSource,
  from: Position,
  end: Position | undefined,
  signal?: AbortSignal,
): Promise<TouchedRecords> {
  const touched = new Map<string, { ids: Set<string>; bulk: boolean }>();
  for await (const { w, number, entries } of log.read(from, signal)) {
    if (end !== undefined && number >= numberAt(end, w)) continue;
    for (const entry of entries) {
      const known = touched.get(entry.ns) ?? { ids: new Set<string>(), bulk: false };
      touched.set(entry.ns, known);
      known.bulk ||= isBulk(entry);
      for (const id of namedIds(entry)) known.ids.add(id);
    }
  }
  return touched;
}
