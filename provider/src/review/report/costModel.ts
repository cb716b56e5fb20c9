import type { CostEstimate, CostPoint, CostSum, Dollars } from "../../migration/cost/costEstimate";
import { middle } from "../../migration/cost/range";
import { askedCost } from "../../migration/monthlyCost";
import type { MigrationFacts } from "./facts";
import { ASSESS_HOW, isMissing, type Missing } from "./model";

/** One bar of the cost chart, with its figures. */
export interface CostPart {
  readonly key: "before" | "overlap" | "after" | "other" | "oneOff";
  readonly label: string;
  readonly sum: CostSum;
  /** False for what is paid once. */
  readonly monthly: boolean;
}

/** Cost against the rate of queries: pods stay the same, serverless rises. */
export interface CostCurve {
  readonly pods: Dollars;
  readonly serverless: readonly CostPoint[];
  /** Where both cost the same; left out when they never do within the curve. */
  readonly crossing?: { readonly queriesPerSecond: number; readonly dollars: number };
  /** Queries a second from which serverless costs more if it costs the most it may; left out when that is not before. */
  readonly earliest?: number;
  /** Queries a second of today. */
  readonly today: Dollars;
  readonly isTodayKnown: boolean;
  readonly scenarios: NonNullable<CostEstimate["scenarios"]>;
}

export interface CostModel {
  /** Of what is asked for: with dedicated read nodes, `after` is theirs. */
  readonly estimate: CostEstimate;
  readonly parts: readonly CostPart[];
  readonly hasReadNodes: boolean;
  /** Left out when the assessment has none, and with dedicated read nodes: they cost the same at any rate. */
  readonly curve?: CostCurve;
  /** In a sentence, what crossing or not crossing means. */
  readonly reading: string;
}

const SECONDS_PER_DAY = 86_400;
/** Rates closer than this are the same to a reader. */
const ALIKE = 0.95;

/** The cost as the assessment has it. */
export function costOf(facts: MigrationFacts): CostModel | Missing {
  const estimate = estimateOf(facts);
  if (isMissing(estimate)) return estimate;
  const onDemand = facts.assessment?.cost ?? estimate;
  const hasReadNodes = facts.assessment?.serverless.readNodes !== undefined;
  const curve = hasReadNodes ? undefined : curveOf(estimate);
  return {
    estimate,
    parts: partsOf(estimate, hasReadNodes ? onDemand : undefined),
    hasReadNodes,
    ...(curve === undefined ? {} : { curve }),
    reading: hasReadNodes
      ? "Dedicated read nodes cost by the node, whatever is asked of them: there is no rate of queries to compare."
      : readingOf(estimate),
  };
}

/** The estimate of what is asked for. */
export function estimateOf({ assessment }: MigrationFacts): CostEstimate | Missing {
  const why = (text: string): Missing => ({ missing: true, why: text, how: ASSESS_HOW });
  if (assessment === undefined) {
    return why(
      "No assessment was given: cost is estimated there, from the index, the traffic and a dated price table.",
    );
  }
  const { cost, serverless } = assessment;
  if (cost === undefined) return why("The assessment has no cost: there was no pod index to estimate it from.");
  const asked = askedCost(cost, serverless.readNodes !== undefined);
  return asked ?? why("Dedicated read nodes are asked for, and the assessment has no estimate of them for this index.");
}

/** @param onDemand where dedicated read nodes are asked for: what stands against them */
function partsOf({ before, overlap, after, dedicated, oneOff }: CostEstimate, onDemand?: CostEstimate): CostPart[] {
  const other = onDemand === undefined ? dedicated : onDemand.after;
  return [
    { key: "before", label: "Before: pods", sum: before, monthly: true },
    { key: "overlap", label: "While both run", sum: overlap, monthly: true },
    {
      key: "after",
      label: onDemand === undefined ? "After: serverless" : "After: with read nodes",
      sum: after,
      monthly: true,
    },
    ...(other === undefined
      ? []
      : [
          {
            key: "other" as const,
            label: onDemand === undefined ? "Or: dedicated read nodes" : "Or: read on demand",
            sum: other,
            monthly: true,
          },
        ]),
    { key: "oneOff", label: "Once, for the move", sum: oneOff, monthly: false },
  ];
}

function curveOf({ before, curve, breakEven, workload, scenarios }: CostEstimate): CostCurve | undefined {
  if (curve === undefined || curve.length < 2) return undefined;
  const { low, high } = workload.queriesPerDay;
  const pods = before.dollars;
  const earliest = reaching(curve, pods.low);
  return {
    pods,
    serverless: curve,
    ...(earliest === undefined || earliest >= (breakEven?.queriesPerSecond ?? Number.POSITIVE_INFINITY) * ALIKE
      ? {}
      : { earliest }),
    ...(breakEven === undefined
      ? {}
      : { crossing: { queriesPerSecond: breakEven.queriesPerSecond, dollars: (pods.low + pods.high) / 2 } }),
    today: { low: low / SECONDS_PER_DAY, high: high / SECONDS_PER_DAY },
    isTodayKnown: workload.source !== "unknown",
    scenarios: scenarios ?? [],
  };
}

/** The rate at which the upper edge of the curve reaches so many dollars; its points are joined by straight lines. */
function reaching(curve: readonly CostPoint[], dollars: number): number | undefined {
  const at = curve.findIndex((point) => point.dollars.high >= dollars);
  const [before, after] = [curve[at - 1], curve[at]];
  if (before === undefined || after === undefined) return after?.queriesPerSecond;
  const share = (dollars - before.dollars.high) / (after.dollars.high - before.dollars.high);
  return before.queriesPerSecond + share * (after.queriesPerSecond - before.queriesPerSecond);
}

function readingOf({ before, after, breakEven, workload }: CostEstimate): string {
  const guess = workload.source === "unknown" ? " The traffic isn't known: after is a range over named guesses." : "";
  if (breakEven === undefined) {
    const cheaper = middle(after.dollars) <= middle(before.dollars);
    return `${cheaper ? "Serverless costs less at any rate of queries that one index is asked." : "At the middle of its range serverless costs more than these pods even without a query."}${guess}`;
  }
  return `Pods cost the same whatever is asked of them; serverless reads are paid for one by one. Below the break-even rate serverless costs less, above it more.${guess}`;
}
