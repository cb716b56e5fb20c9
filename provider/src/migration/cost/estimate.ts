import { breakEven } from "./breakEven";
import { collectionCost } from "./collectionCost";
import type { CostEstimate, CostScenario } from "./costEstimate";
import { costCurve } from "./curve";
import { dedicatedCost, type ReadNodes } from "./dedicatedCost";
import { oneOffCost, type Verification } from "./oneOff";
import { podCost } from "./podCost";
import { costSum, exactSum, type Priced, unconfirmedPrices } from "./priced";
import { type Plan, PRICES, type PriceTable } from "./prices";
import { exactly, middle, product, type Range } from "./range";
import { recordSize } from "./recordSize";
import {
  type BilledIndex,
  minimumCost,
  mixedUnitsPerQuery,
  recordCount,
  serverlessCost,
  storageCost,
  unitsPerQuery,
  writeCost,
} from "./serverlessCost";
import { SECONDS_PER_DAY } from "./units";
import { scenariosOf, type Workload, WRITES_PER_QUERY } from "./workload";

/** What a cost estimate is made from. */
export interface CostInputs {
  /** `pods` are shards times replicas. */
  readonly pod: { readonly podType: string; readonly pods: number; readonly replicas: number };
  /** Records by namespace; the default one is "". */
  readonly namespaces: ReadonlyMap<string, number>;
  readonly dimension: number;
  /** Mean bytes of a record (id, metadata, values), as the vendor counts them; assumed when left out. */
  readonly recordBytes?: number | Range;
  /** Bytes of the collection, once it is known. */
  readonly collectionBytes?: number;
  readonly workload: Workload;
  readonly plan: Plan;
  /** Of the serverless index. */
  readonly region: string;
  /** Of the pods; the serverless index is in the same one. */
  readonly cloud: string;
  /** `paused`: nothing is written during the move, and there is nothing to catch up with. `mirrored` when left out. */
  readonly writes?: "mirrored" | "deferred" | "paused";
  /** The table that comes with podshift when left out. */
  readonly prices?: PriceTable;
  /** As the stack file has it. */
  readonly parity: Verification;
  /** Minutes from the collection's begin until the serverless index is ready: what is written then is caught up with. */
  readonly copyMinutes?: Range;
  /** Dedicated read nodes, where the stack file asks for them; else the fewest that hold the index are shown. */
  readonly readNodes?: ReadNodes;
}

/** What a migration costs: before, after, meanwhile and once. Pure: the same inputs, the same estimate. */
export function estimateCost(inputs: CostInputs): CostEstimate {
  const { workload, plan } = inputs;
  const prices = inputs.prices ?? PRICES;
  const index = billedIndex(inputs, prices);
  const perQuery = mixedUnitsPerQuery(index, workload);
  const pods = podCost(inputs.pod, inputs.cloud, plan, prices);
  const parts = {
    before: [pods, ...minimumCost([pods], plan, prices)],
    after: serverlessCost(index, workload, perQuery),
    dedicated: dedicatedCost(index, workload, inputs.readNodes),
    overlap: overlapCost(index, workload, pods, inputs),
    oneOff: oneOffCost(index, workload, inputs.parity, captures(inputs), inputs.copyMinutes),
  };
  const afterAt = (rate: number) => exactSum(atRate(index, workload, perQuery, rate));
  const equal = breakEven(exactSum(parts.before), afterAt);
  return {
    version: 1,
    pricesOf: prices.date,
    plan,
    workload: {
      source: workload.source,
      queriesPerDay: workload.queriesPerDay,
      writesPerDay: workload.writesPerDay,
    },
    before: costSum(parts.before),
    after: costSum(parts.after),
    ...(parts.dedicated === undefined ? {} : { dedicated: costSum(parts.dedicated) }),
    overlap: costSum(parts.overlap),
    oneOff: costSum(parts.oneOff),
    ...(equal === undefined ? {} : { breakEven: { queriesPerSecond: equal } }),
    curve: costCurve(afterAt, product(workload.queriesPerDay, 1 / SECONDS_PER_DAY), equal),
    ...(workload.source === "unknown" ? { scenarios: scenarioCosts(index, workload, inputs) } : {}),
    unconfirmed: unconfirmedPrices(Object.values(parts).flatMap((part) => part ?? [])),
  };
}

function billedIndex(inputs: CostInputs, prices: PriceTable): BilledIndex {
  const { namespaces, dimension, plan, region } = inputs;
  const { bytes, assumed } = recordSize(dimension, inputs.recordBytes);
  return {
    namespaces,
    records: recordCount(namespaces),
    dimension,
    recordBytes: bytes,
    ...(assumed === undefined ? {} : { sizeAssumed: assumed }),
    plan,
    region,
    prices,
  };
}

/** While both run the pods serve, and the serverless index is stored and written to. */
function overlapCost(index: BilledIndex, workload: Workload, pods: Priced, inputs: CostInputs): Priced[] {
  const writes = captures(inputs) ? [writeCost(index, workload)] : [];
  const usage = [pods, storageCost(index), ...writes, collectionCost(index, inputs.collectionBytes)];
  return [...usage, ...minimumCost(usage, index.plan, index.prices)];
}

function captures({ writes }: CostInputs): boolean {
  return writes !== "paused";
}

/** A month at another rate of queries; writes stay as they are, but go along with the queries when both are guesses. */
function atRate(index: BilledIndex, workload: Workload, perQuery: Range, queriesPerSecond: number): Priced[] {
  const queries = queriesPerSecond * SECONDS_PER_DAY;
  return serverlessCost(
    index,
    {
      ...workload,
      queriesPerDay: exactly(queries),
      writesPerDay: workload.source === "unknown" ? exactly(queries * WRITES_PER_QUERY) : workload.writesPerDay,
    },
    perQuery,
  );
}

function scenarioCosts(index: BilledIndex, workload: Workload, { pod }: CostInputs): CostScenario[] {
  const perQuery = unitsPerQuery(index.namespaces, index.recordBytes);
  return scenariosOf(pod).map(({ name, queriesPerSecond, writesPerSecond }) => {
    const { low, high } = exactSum(atRate(index, workload, perQuery, queriesPerSecond));
    return {
      name,
      queriesPerSecond,
      writesPerSecond,
      dollars: Math.round(middle({ low, high }) * 100) / 100,
    };
  });
}
