import { plural } from "../../util/format";
import { amounts, rate } from "./amountText";
import { type Priced, priced } from "./priced";
import { type FoundPrice, regionPrice } from "./prices";
import { exactly, product, type Range } from "./range";
import { type BilledIndex, egressOf, indexGb, minimumCost, storageCost, writeCost } from "./serverlessCost";
import type { Workload } from "./workload";

/** Dedicated read nodes, as an index is set to have them. */
export interface ReadNodes {
  readonly nodeType: "b1" | "t1";
  readonly shards: number;
  readonly replicas: number;
}

/** GB that one shard holds: docs.pinecone.io, dedicated read nodes, 2026. */
const GB_PER_SHARD = 250;
/** Nodes of a project: as above. */
const MOST_NODES = 20;

/**
 * A month with dedicated read nodes: a rate for each node instead of read units. Undefined where the service has no such
 * thing (an index of several namespaces, more nodes than a project may have), and where no rate is known: it is nearly
 * all of the cost.
 */
export function dedicatedCost(index: BilledIndex, workload: Workload, nodes?: ReadNodes): Priced[] | undefined {
  if (index.namespaces.size > 1) return undefined;
  const shards = nodes === undefined ? shardsFor(indexGb(index)) : exactly(nodes.shards);
  const { nodeType = "b1", replicas = 1 } = nodes ?? {};
  const price = regionPrice(index.prices, `readNodes.${nodeType}`, index.region);
  if (price === undefined || shards.high * replicas > MOST_NODES) return undefined;
  const usage = [
    nodeCost(index, nodeType, { shards, replicas, price, assumed: nodes === undefined }),
    storageCost(index),
    writeCost(index, workload),
    egressOf(index, workload),
  ];
  return [...usage, ...minimumCost(usage, index.plan, index.prices)];
}

interface CountedNodes {
  readonly shards: Range;
  readonly replicas: number;
  readonly price: FoundPrice;
  /** Nobody said how many. */
  readonly assumed: boolean;
}

function nodeCost(index: BilledIndex, type: string, { shards, replicas, price, assumed }: CountedNodes): Priced {
  return priced({
    key: "readNodes",
    label: "dedicated read nodes",
    dollars: product(shards, replicas, price),
    how: `${type}: ${amounts(shards)} ${shards.high === 1 ? "shard" : "shards"} x ${plural(replicas, "replica")} x ${rate(price)}/month`,
    prices: [price],
    assumed: [
      assumed ? `${type} nodes, one replica, ${GB_PER_SHARD} GB a shard: more replicas answer more queries` : undefined,
      assumed ? index.sizeAssumed : undefined,
    ],
  });
}

function shardsFor(gb: Range): Range {
  const shards = (size: number) => Math.max(1, Math.ceil(size / GB_PER_SHARD));
  return { low: shards(gb.low), high: shards(gb.high) };
}
