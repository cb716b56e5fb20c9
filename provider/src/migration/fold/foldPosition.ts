import type { Entry } from "../../writeLog/entry";
import type { Position } from "../../writeLog/position";

/** A place in one writer's log: the segment's number and the entry's line in it, from 0. */
export interface Place {
  readonly segment: number;
  readonly line: number;
}

/** One entry and where it stands. */
export interface Placed {
  readonly entry: Entry;
  readonly place: Place;
}

/**
 * How far each writer's log is folded: the first entry that is not. Finer than a `Position`, since a watermark may fall
 * inside a segment.
 */
export type FoldPosition = Readonly<Record<string, Place>>;

export const FOLD_START: FoldPosition = {};

export function placeAt(position: FoldPosition, writer: string): Place {
  return (Object.hasOwn(position, writer) ? position[writer] : undefined) ?? { segment: 0, line: 0 };
}

/** The later of both, writer by writer. */
export function laterPlaces(a: FoldPosition, b: FoldPosition): FoldPosition {
  const writers = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...writers].map((w): [string, Place] => {
      const [one, other] = [placeAt(a, w), placeAt(b, w)];
      const isOneLater = one.segment - other.segment || one.line - other.line;
      return [w, isOneLater > 0 ? one : other];
    }),
  );
}

/** The beginning of each writer's segment. */
export function atSegments(position: Position): FoldPosition {
  return Object.fromEntries(Object.entries(position).map(([w, segment]) => [w, { segment, line: 0 }]));
}
