import type { Bound, Interval } from "./interval";

/**
 * `[1.0,2.0)`, `(,1.0],[1.2,)` and `[1.0]`, as Maven and NuGet write them, and Gradle's `]1.0,2.0[`. Undefined for
 * anything else.
 */
export function bracketed(range: string): readonly Interval[] | undefined {
  const found: Interval[] = [];
  for (let rest = range.trim(); rest !== ""; ) {
    const [whole, open, inner, close] = /^([[(\]])([^[\]()]*)([\])[])\s*(?:,\s*)?/.exec(rest) ?? [];
    if (whole === undefined || inner === undefined || !open || !close) return undefined;
    const interval = intervalOf(inner, open === "[", close === "]");
    if (interval === undefined) return undefined;
    found.push(interval);
    rest = rest.slice(whole.length);
  }
  return found.length === 0 ? undefined : found;
}

function intervalOf(inner: string, fromInclusive: boolean, toInclusive: boolean): Interval | undefined {
  const [low = "", high = low, more] = inner.split(",").map((part) => part.trim());
  if (more !== undefined || (low === "" && !inner.includes(","))) return undefined;
  const from: Bound = { version: low, inclusive: fromInclusive };
  const to: Bound = { version: high, inclusive: toInclusive };
  return { ...(low !== "" && { from }), ...(high !== "" && { to }) };
}
