/** A number that is known only to lie between two others; both the same when it is known. Never negative here. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const NOTHING: Range = { low: 0, high: 0 };

/** A number that is known. */
export function exactly(value: number): Range {
  return { low: value, high: value };
}

/** A number stands for a range without width. */
export function asRange(value: number | Range): Range {
  return typeof value === "number" ? exactly(value) : value;
}

export function sum(parts: readonly Range[]): Range {
  return parts.reduce((total, part) => ({ low: total.low + part.low, high: total.high + part.high }), NOTHING);
}

/** The product of ranges none of which is negative. */
export function product(...factors: readonly (number | Range)[]): Range {
  return factors.map(asRange).reduce((so, by) => ({ low: so.low * by.low, high: so.high * by.high }), exactly(1));
}

/** Where a range stands for one number: halfway. */
export function middle({ low, high }: Range): number {
  return (low + high) / 2;
}

export function isExact({ low, high }: Range): boolean {
  return low === high;
}
