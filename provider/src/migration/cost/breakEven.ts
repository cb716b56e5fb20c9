import { middle, type Range } from "./range";

/** Above this many queries a second nobody asks one index. */
const MOST_QUERIES_PER_SECOND = 1e9;
const HALVINGS = 80;

/**
 * The rate of queries at which serverless costs as much as the pods, each taken at the middle of its range.
 *
 * @param after cost of a month at so many queries a second; it must not fall when the rate rises
 * @returns queries a second; undefined when serverless costs more even without a query, or less at any rate
 */
export function breakEven(before: Range, after: (queriesPerSecond: number) => Range): number | undefined {
  const dearer = (rate: number) => middle(after(rate)) > middle(before);
  if (dearer(0)) return undefined;
  let above = 1;
  while (!dearer(above)) {
    above *= 2;
    if (above > MOST_QUERIES_PER_SECOND) return undefined;
  }
  let below = 0;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const half = (below + above) / 2;
    if (dearer(half)) above = half;
    else below = half;
  }
  return below;
}
