import type { CostFigure, CostKey, CostSum } from "./costEstimate";
import type { FoundPrice } from "./prices";
import { type Range, sum } from "./range";

/** A figure, not yet rounded, with the prices that went into it. */
export interface Priced {
  readonly figure: CostFigure;
  readonly prices: readonly FoundPrice[];
}

/** What a figure is made from. */
export interface PricedParts {
  readonly key: CostKey;
  readonly label: string;
  readonly dollars: Range;
  readonly how: string;
  readonly prices: readonly FoundPrice[];
  /** What was assumed; undefined where nothing was. */
  readonly assumed?: readonly (string | undefined)[];
}

export function priced({ key, label, dollars, how, prices, assumed = [] }: PricedParts): Priced {
  const assumption = assumed.filter((each) => each !== undefined).join("; ");
  const confirmed = prices.every((price) => price.confirmed);
  return {
    figure: { key, label, dollars, how, ...(assumption === "" ? {} : { assumption }), confirmed },
    prices,
  };
}

/** Figures in whole cents, and the sum of just these. */
export function costSum(parts: readonly Priced[]): CostSum {
  const figures = parts.map(({ figure }) => ({ ...figure, dollars: inCents(figure.dollars) }));
  return { dollars: inCents(sum(figures.map(({ dollars }) => dollars))), figures };
}

/** The sum without rounding: what a break-even is looked for in. */
export function exactSum(parts: readonly Priced[]): Range {
  return sum(parts.map(({ figure }) => figure.dollars));
}

/** Prices in use that the vendor doesn't confirm, each once, by key. */
export function unconfirmedPrices(parts: readonly Priced[]): { price: string; source: string }[] {
  const found = new Map(
    parts.flatMap(({ prices }) =>
      prices.flatMap(({ key, source, confirmed }) => (confirmed ? [] : [[key, source] as const])),
    ),
  );
  return [...found].map(([price, source]) => ({ price, source })).sort((a, b) => (a.price < b.price ? -1 : 1));
}

function inCents({ low, high }: Range): Range {
  return { low: Math.round(low * 100) / 100, high: Math.round(high * 100) / 100 };
}
