import type { CostPoint } from "./costEstimate";
import type { Range } from "./range";

/** Points of a curve: costs are straight lines with a bend where a minimum or an allowance ends. */
const POINTS = 40;
/** How far beyond the break-even rate, and beyond the rate of today, a curve goes. */
const BEYOND = 1.5;

/**
 * What serverless costs a month at rates of queries from none to well beyond today's rate and the break-even one, so that
 * a chart of it shows both.
 *
 * @param after cost of a month at so many queries a second
 * @param today queries a second
 */
export function costCurve(
  after: (queriesPerSecond: number) => Range,
  today: Range,
  breakEven: number | undefined,
): CostPoint[] {
  const most = Math.max(today.high, breakEven ?? 0) * BEYOND || 1;
  const even = Array.from({ length: POINTS + 1 }, (_, n) => (most * n) / POINTS);
  const rates = [...even, today.low, today.high, ...(breakEven === undefined ? [] : [breakEven])];
  return [...new Set(rates)]
    .sort((a, b) => a - b)
    .map((queriesPerSecond) => ({ queriesPerSecond, dollars: rounded(after(queriesPerSecond)) }));
}

/** Cents. */
function rounded({ low, high }: Range): Range {
  return { low: Math.round(low * 100) / 100, high: Math.round(high * 100) / 100 };
}
