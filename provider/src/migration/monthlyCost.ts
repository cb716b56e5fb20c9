import type { CostEstimate } from "./cost/costEstimate";
import { costLine } from "./cost/formatCost";

/** Dollars a month that a reviewer relies on. */
export interface MonthlyCost {
  /** The pods, today. */
  readonly before: number;
  /** Serverless as it is asked for: the most that the assumptions leave possible. */
  readonly after: number;
  /** Where the traffic comes from that `after` is for. */
  readonly traffic: CostEstimate["workload"]["source"];
}

/**
 * The estimate of what is asked for: with dedicated read nodes, what comes after is their cost. Undefined where that isn't
 * known; the cost on demand would say nothing about it.
 *
 * @param nodes dedicated read nodes are asked for, instead of reads on demand
 */
export function askedCost(cost: CostEstimate, nodes: boolean): CostEstimate | undefined {
  if (!nodes) return cost;
  const { dedicated, breakEven: _rate, scenarios: _guesses, ...rest } = cost;
  return dedicated === undefined ? undefined : { ...rest, dedicated, after: dedicated };
}

/** A number that was said stays while it is still the most, and not by more than this share. */
const STEADY = 0.2;

/**
 * Whole enough that a few records more or less don't change it: a plan that was reviewed holds it.
 *
 * @param known what an earlier run said to the same question; kept where it is still true enough
 */
export function monthlyCost({ before, after, workload }: CostEstimate, known?: MonthlyCost): MonthlyCost {
  const said = known?.traffic === workload.source ? known : undefined;
  return {
    before: steady(before.dollars.high, said?.before),
    after: steady(after.dollars.high, said?.after),
    traffic: workload.source,
  };
}

function steady(amount: number, said: number | undefined): number {
  const now = roundedUp(amount);
  return said !== undefined && amount <= said && now >= said * (1 - STEADY) ? said : now;
}

/** Up to two significant digits: 212 -> 220, 0.123 -> 0.13. */
export function roundedUp(amount: number): number {
  if (amount <= 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(amount)) - 1);
  // Not up again for the last digits of a binary fraction: 220 / 10 may come out above 22.
  const steps = Math.ceil(amount / step - 1e-9);
  return Number((steps * step).toPrecision(2));
}

/** What the move changes in the bill; for unknown traffic, how to tell it. */
export function costSentence(podIndex: string, cost: CostEstimate): string {
  const sentence = `cost: ${costLine(cost)}`;
  if (cost.workload.source !== "unknown") return sentence;
  return (
    `${sentence}\n  say the traffic with \`workload: { queriesPerDay: ..., writesPerDay: ... }\`, ` +
    `or let \`podshift assess ${podIndex} --metrics\` measure it`
  );
}
