import { amount, rate } from "./amountText";
import { podKind } from "./podKind";
import { type Priced, priced } from "./priced";
import { type FoundPrice, findPrice, type Plan, type PriceTable } from "./prices";
import { exactly, product } from "./range";
import { HOURS_PER_MONTH } from "./units";

/** Pods as they are billed: all the time, whatever the traffic. */
export interface BilledPods {
  /** Such as "p1.x2". */
  readonly podType: string;
  /** Shards times replicas. */
  readonly pods: number;
}

/** A month of the pods: pods x size x hours x the rate of size x1. */
export function podCost({ podType, pods }: BilledPods, cloud: string, plan: Plan, prices: PriceTable): Priced {
  const { type, size } = podKind(podType);
  const known = findPrice(prices, `pods.${type}.${plan}.${cloud}`);
  const price = known ?? anyPodPrice(type, plan, cloud, prices);
  return priced({
    key: "pods",
    label: "pods",
    dollars: product(pods, size, HOURS_PER_MONTH, price),
    how: `${amount(pods)} x ${podType} (${size} x ${rate(price)}/h) x ${HOURS_PER_MONTH} h`,
    prices: [price],
    assumed: [
      known === undefined ? `no price is known for ${type} pods: from the cheapest type to the dearest` : undefined,
    ],
  });
}

function anyPodPrice(type: string, plan: Plan, cloud: string, { prices }: PriceTable): FoundPrice {
  const key = `pods.${type}.${plan}.${cloud}`;
  const others = Object.entries(prices).filter(([other]) => other.startsWith("pods.") && other.includes(`.${plan}.`));
  if (others.length === 0) return { key, ...exactly(0), source: "no price is known", confirmed: false };
  const low = Math.min(...others.map(([, price]) => price.low));
  const high = Math.max(...others.map(([, price]) => price.high));
  return { key, low, high, source: "no price is known: from the cheapest type to the dearest", confirmed: false };
}
