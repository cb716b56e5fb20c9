/** US dollars, from the lowest to the highest that the assumptions leave possible; both the same when there is no range. */
export interface Dollars {
  readonly low: number;
  readonly high: number;
}

/** One line of a cost: what, how much, and how it comes about. */
export interface CostFigure {
  readonly key: CostKey;
  /** A few words for people, such as "serverless storage". */
  readonly label: string;
  readonly dollars: Dollars;
  /** The formula with its numbers, on one line: "1.79 GB x $0.33/GB-month". */
  readonly how: string;
  /** What was assumed where it isn't known; left out when nothing was. */
  readonly assumption?: string;
  /** False when a price in it has no source of the vendor's own. */
  readonly confirmed: boolean;
}

export const COST_KEYS = [
  "pods",
  "storage",
  "reads",
  "writes",
  "minimum",
  "egress",
  "readNodes",
  "collection",
  "catchUpWrites",
  "verificationReads",
  "verificationEgress",
] as const;

export type CostKey = (typeof COST_KEYS)[number];

/** Figures and their sum. */
export interface CostSum {
  readonly dollars: Dollars;
  readonly figures: readonly CostFigure[];
}

/** A named guess at the traffic, for when nobody said what it is. */
export interface CostScenario {
  readonly name: string;
  readonly queriesPerSecond: number;
  readonly writesPerSecond: number;
  /** Serverless, a month. */
  readonly dollars: number;
}

/** Cost of a month at a rate of queries. */
export interface CostPoint {
  readonly queriesPerSecond: number;
  readonly dollars: Dollars;
}

/** What a migration costs. Sums are a month's unless said otherwise. Plain JSON. */
export interface CostEstimate {
  readonly version: 1;
  /** Date of the price table, ISO 8601 (day). */
  readonly pricesOf: string;
  /** The vendor's plan, such as "standard". */
  readonly plan: string;
  readonly workload: {
    /** `configured`: the stack file says it; `measured`: the vendor's metrics; `unknown`: a range over the scenarios. */
    readonly source: "configured" | "measured" | "unknown";
    readonly queriesPerDay: { readonly low: number; readonly high: number };
    readonly writesPerDay: { readonly low: number; readonly high: number };
  };
  /** The pods, today. */
  readonly before: CostSum;
  /** Serverless, on demand. */
  readonly after: CostSum;
  /** Serverless with dedicated read nodes, as an alternative; left out where it makes no sense. */
  readonly dedicated?: CostSum;
  /** While both run: pods, serverless storage and writes, collection. */
  readonly overlap: CostSum;
  /** Once, for the migration itself: catch-up writes, verification reads and egress. */
  readonly oneOff: CostSum;
  /** Queries a second at which serverless costs as much as the pods; left out when it costs more, or less, at any rate. */
  readonly breakEven?: { readonly queriesPerSecond: number };
  /** Serverless, on demand, at rates from no query to beyond today's and the break-even one; left out by older versions. */
  readonly curve?: readonly CostPoint[];
  /** Only with an unknown workload. */
  readonly scenarios?: readonly CostScenario[];
  /** Prices in use that no source of the vendor's own confirms. */
  readonly unconfirmed: readonly { readonly price: string; readonly source: string }[];
}
