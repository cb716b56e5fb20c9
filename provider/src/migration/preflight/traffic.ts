import { displayNamespace } from "../../pinecone/namespace";
import type { IndexDescription, IndexStats, PodSpec } from "../../pinecone/types";
import { formatCount, formatRate, plural } from "../../util/format";
import type { CostEstimate } from "../cost/costEstimate";
import { costLine, formatDollars } from "../cost/formatCost";
import { BYTES_PER_DIMENSION, gigabytes, queryUnits, SECONDS_PER_DAY } from "../cost/units";
import type { Workload } from "../cost/workload";
import type { PreflightFacts } from "./facts";
import { type Finding, info, LINKS, warning } from "./finding";
import { hasBigNamespace, largestNamespace } from "./limits";

/** Above this rate serverless can cost more, says the vendor's migration guide. Queries a second. */
const READ_HEAVY = 1;
/** Requests a second to one namespace, and read units a second of one index. Source: docs.pinecone.io, rate limits, read 2026-11. */
const NAMESPACE_REQUESTS = 100;
const INDEX_READ_UNITS = 2_000;
/** GB that a shard of dedicated read nodes holds. Source: docs.pinecone.io, dedicated read nodes, read 2026-11. */
const SHARD_GB = 250;
/** Dedicated read nodes of a project. Source: as above. */
const MOST_NODES = 20;

/** What the traffic makes of a serverless index, where it is known. */
export function trafficFindings(pod: IndexDescription<PodSpec>, facts: PreflightFacts): Finding[] {
  const { workload } = facts;
  const known = workload === undefined || workload.source === "unknown" ? undefined : workload;
  const heavy = known !== undefined && queriesPerSecond(known) > READ_HEAVY;
  return [
    ...(heavy && facts.readNodes === undefined ? [readHeavy(known, facts.cost)] : costsMore(facts)),
    ...(known === undefined ? [] : rateLimits(pod, known, facts)),
    ...dedicated(pod, facts, heavy),
  ];
}

function queriesPerSecond({ queriesPerDay }: Workload): number {
  return queriesPerDay.low / SECONDS_PER_DAY;
}

function readHeavy(workload: Workload, cost: CostEstimate | undefined): Finding {
  const rate = `${formatRate(queriesPerSecond(workload))} queries/s (${workload.source})`;
  const fact = `${rate}; above ${READ_HEAVY}/s serverless can cost more${cost === undefined ? "" : `: ${costLine(cost)}`}`;
  if (cost !== undefined && isCheaper(cost)) {
    return info("READ_HEAVY", fact, "nothing to do while the traffic stays as it is", LINKS.cost);
  }
  return warning(
    "READ_HEAVY",
    fact,
    "think of dedicated read nodes, and of more and smaller namespaces: a query costs by the size of its namespace",
    LINKS.cost,
  );
}

/** Certainly: at the most that the assumptions leave possible. */
function isCheaper({ before, after }: CostEstimate): boolean {
  return after.dollars.high <= before.dollars.low;
}

/** Only where it is certain: a range that lies across the price of the pods says nothing. */
function costsMore({ cost, readNodes }: PreflightFacts): Finding[] {
  if (cost === undefined) return [];
  const nodes = readNodes === undefined ? undefined : cost.dedicated;
  if ((nodes ?? cost.after).dollars.low <= cost.before.dollars.high) return [];
  const fact =
    nodes === undefined
      ? `serverless costs more than the pods: ${costLine(cost)}`
      : `serverless with its read nodes costs more than the pods: about ${formatDollars(nodes.dollars)}/month after, ${formatDollars(cost.before.dollars)} now`;
  const remedy = "look at each figure: `podshift assess` shows what it is made of and what was assumed";
  return [warning("COSTS_MORE", fact, remedy, LINKS.cost)];
}

/** Means over a day: what is above them in the busiest minute is above the limits long before. */
function rateLimits(
  pod: IndexDescription<PodSpec>,
  workload: Workload,
  { stats, readNodes }: PreflightFacts,
): Finding[] {
  const { queriesByNamespace, writesPerDay, recordsPerWrite } = workload;
  const units = readUnitsPerSecond(pod, workload, stats?.namespaces ?? new Map());
  const over = [
    ...[...queriesByNamespace]
      .filter(([, queries]) => queries / SECONDS_PER_DAY > NAMESPACE_REQUESTS)
      .map(([name, queries]) => `${formatRate(queries / SECONDS_PER_DAY)} queries/s to ${displayNamespace(name)}`),
    ...(stats?.namespaces.size === 1 && queriesPerSecond(workload) > NAMESPACE_REQUESTS
      ? [`${formatRate(queriesPerSecond(workload))} queries/s to one namespace`]
      : []),
    ...(stats?.namespaces.size === 1 && writesPerDay.low / recordsPerWrite.high / SECONDS_PER_DAY > NAMESPACE_REQUESTS
      ? [`${formatRate(writesPerDay.low / recordsPerWrite.high / SECONDS_PER_DAY)} writes/s to one namespace`]
      : []),
    ...(readNodes === undefined && units > INDEX_READ_UNITS ? [`${formatCount(Math.round(units))} read units/s`] : []),
  ];
  if (over.length === 0) return [];
  return [
    warning(
      "RATE_LIMIT",
      `in the mean of a day ${over.join(", ")}; on demand a namespace takes ${NAMESPACE_REQUESTS} requests/s of a kind, an index ${formatCount(INDEX_READ_UNITS)} read units/s`,
      "the service answers 429 to more: dedicated read nodes, more namespaces, or have the vendor's support raise it before the cutover",
      LINKS.limits,
    ),
  ];
}

/** Vectors alone, without ids and metadata, so at least so many; queries of no named namespace go where records are. */
function readUnitsPerSecond(
  { dimension }: IndexDescription<PodSpec>,
  { queriesPerDay, queriesByNamespace }: Workload,
  namespaces: ReadonlyMap<string, number>,
): number {
  const unitsOf = (records: number) => queryUnits(gigabytes(records, dimension * BYTES_PER_DIMENSION));
  const named = [...queriesByNamespace].reduce(
    (sum, [name, queries]) => sum + queries * unitsOf(namespaces.get(name) ?? 0),
    0,
  );
  const rest = queriesPerDay.low - [...queriesByNamespace.values()].reduce((sum, queries) => sum + queries, 0);
  const others = [...namespaces].filter(([name]) => !queriesByNamespace.has(name));
  const records = others.reduce((sum, [, count]) => sum + count, 0);
  const mean = others.reduce((sum, [, count]) => sum + (count / Math.max(1, records)) * unitsOf(count), 0);
  return (named + Math.max(0, rest) * mean) / SECONDS_PER_DAY;
}

/** The vendor's advice for much reading and for large namespaces, and what stands against it. */
function dedicated(pod: IndexDescription<PodSpec>, facts: PreflightFacts, heavy: boolean): Finding[] {
  const { stats, cost, readNodes } = facts;
  if (stats === undefined) return [];
  const shards = shardsFor(pod, stats);
  const tooMany = stats.namespaces.size > 1 ? [onlyOneNamespace(stats)] : [];
  if (readNodes !== undefined) {
    const few = readNodes.shards < shards ? [`${formatCount(shards)} shards are needed for the vectors alone`] : [];
    const nodes = readNodes.shards * readNodes.replicas;
    const many = nodes > MOST_NODES ? [`a project has ${MOST_NODES} nodes, and these are ${formatCount(nodes)}`] : [];
    return asked(readNodes.shards, [...tooMany, ...few, ...many]);
  }
  if ((!heavy && !hasBigNamespace(stats)) || !mayPay(cost)) return [];
  const price = cost?.dedicated === undefined ? "" : `, about ${formatDollars(cost.dedicated.dollars)}/month`;
  return [
    info(
      "DEDICATED_READ_NODES",
      `dedicated read nodes cost by the node, not by the query${price}; at least ${formatCount(shards)} of ${SHARD_GB} GB here`,
      tooMany[0] ??
        "`serverless.readCapacity` sets them once the serverless index is Ready; the vendor advises a backup first",
      LINKS.readNodes,
    ),
  ];
}

/** The service would refuse them only after the copy, hours later. */
function asked(shards: number, against: readonly string[]): Finding[] {
  if (against.length === 0) return [];
  return [
    warning(
      "DEDICATED_READ_NODES",
      `dedicated read nodes are asked for (\`serverless.readCapacity\`, ${plural(shards, "shard")}), and can't be had so`,
      against.join("; "),
      LINKS.readNodes,
    ),
  ];
}

function onlyOneNamespace(stats: IndexStats): string {
  const { name } = largestNamespace(stats);
  return `they take one namespace only, and this index has ${formatCount(stats.namespaces.size)}: bring all into ${displayNamespace(name)} first, or ask the vendor's support`;
}

/** Vectors alone, without ids and metadata: what it is at least. */
function shardsFor({ dimension }: IndexDescription<PodSpec>, { total }: IndexStats): number {
  return Math.max(1, Math.ceil(gigabytes(total, dimension * BYTES_PER_DIMENSION) / SHARD_GB));
}

/** False where on demand is certainly cheaper. */
function mayPay(cost: CostEstimate | undefined): boolean {
  if (cost === undefined) return true;
  return cost.dedicated === undefined ? !isCheaper(cost) : cost.dedicated.dollars.low <= cost.after.dollars.high;
}
