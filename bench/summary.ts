/** What a ratio must be to meet its goal. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** What a figure stands beside. */
export interface Against {
  /**
   * bound: what nothing that does this work can be faster than. instead: what one would do without podshift. plain: the same
   * without what is measured (no capture, no proxy). goal: no measurement, the goal itself.
   */
  readonly kind: "bound" | "instead" | "plain" | "goal";
  /** In the words of a table's cell. */
  readonly what: string;
}

/** One case of a benchmark, as the line that it prints. */
export interface BenchCase {
  readonly name: string;
  readonly ours: number;
  readonly baseline: number;
  readonly unit: string;
  readonly ratio: number;
  readonly goal?: Goal;
  readonly met?: boolean;
  readonly against?: Against;
  readonly runs: number;
  /** Smallest and largest of ours and of the baseline. */
  readonly spread: { readonly ours: [number, number]; readonly baseline: [number, number] };
}

/** Medians of ours and of the baseline, and their ratio. */
export function summarize(
  name: string,
  ours: readonly number[],
  baseline: readonly number[],
  unit: string,
  goal?: Goal,
  against?: Against,
): BenchCase {
  const ratio = round(median(ours) / median(baseline), 2);
  return {
    name,
    ours: round(median(ours), 1),
    baseline: round(median(baseline), 1),
    unit,
    ratio,
    ...(goal === undefined ? {} : { goal, met: meets(ratio, goal) }),
    ...(against === undefined ? {} : { against }),
    runs: ours.length,
    spread: { ours: extent(ours), baseline: extent(baseline) },
  };
}

function meets(ratio: number, goal: Goal): boolean {
  return "atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

function extent(values: readonly number[]): [number, number] {
  return [round(Math.min(...values), 1), round(Math.max(...values), 1)];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
