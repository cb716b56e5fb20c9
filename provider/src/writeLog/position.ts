/**
 * A point in the write log: for each writer the number of the first segment that is not yet behind it. A writer that is
 * not named stands at 0.
 */
export type Position = Readonly<Record<string, number>>;

export const START: Position = {};

export function numberAt(position: Position, writer: string): number {
  return Object.hasOwn(position, writer) ? (position[writer] ?? 0) : 0;
}

/** True when nothing that is behind `b` is still before `a`. */
export function reaches(a: Position, b: Position): boolean {
  return Object.keys(b).every((w) => numberAt(a, w) >= numberAt(b, w));
}
