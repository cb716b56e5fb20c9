export interface Bound {
  readonly version: string;
  readonly inclusive: boolean;
}

/** Versions that a range admits; without `from` and `to`: any. */
export interface Interval {
  readonly from?: Bound;
  readonly to?: Bound;
}

/** Negative, 0 or positive, as Array.sort wants it. */
export type Compare = (a: string, b: string) => number;

/** On which side of a version a range lies; `any`: it says nothing, and the newest version is taken. */
export type Side = "below" | "both" | "from" | "any";

/** On which side of `boundary` the intervals lie: the boundary itself belongs to `from`. */
export function sideOf(intervals: readonly Interval[], boundary: string, compare: Compare): Side {
  if (intervals.some(({ from, to }) => from === undefined && to === undefined)) return "any";
  if (intervals.every(({ to }) => endsBefore(to, boundary, compare))) return "below";
  return intervals.every(({ from }) => from !== undefined && compare(from.version, boundary) >= 0) ? "from" : "both";
}

function endsBefore(to: Bound | undefined, boundary: string, compare: Compare): boolean {
  if (to === undefined) return false;
  const order = compare(to.version, boundary);
  return order < 0 || (order === 0 && !to.inclusive);
}

/** What two intervals both admit. */
export function meet(a: Interval, b: Interval, compare: Compare): Interval {
  const from = tighter(a.from, b.from, (x, y) => compare(x, y) >= 0);
  const to = tighter(a.to, b.to, (x, y) => compare(x, y) <= 0);
  return { ...(from && { from }), ...(to && { to }) };
}

function tighter(a: Bound | undefined, b: Bound | undefined, wins: (a: string, b: string) => boolean) {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.version === b.version) return a.inclusive ? b : a;
  return wins(a.version, b.version) ? a : b;
}

export function exactly(version: string): Interval {
  const bound = { version, inclusive: true };
  return { from: bound, to: bound };
}

/** From a version up to, and without, another. */
export function between(from: string, below: string): Interval {
  return { from: { version: from, inclusive: true }, to: { version: below, inclusive: false } };
}

/** `1.4` and 1 -> `1.5`: the release's first `count` numbers, the last of them one higher. */
export function nextAfter(version: string, count: number): string {
  const numbers = version.split(".").slice(0, count);
  return numbers
    .map((each, at) => (at === numbers.length - 1 ? String(Number.parseInt(each, 10) + 1) : each))
    .join(".");
}

/** As many of a version's numbers as another has: `7.3.0` like `2.2` -> `7.3`. */
export function asLongAs(version: string, like: string): string {
  return version.split(".").slice(0, like.split(".").length).join(".");
}
