import { amounts, rate } from "./amountText";
import { answerBytes, answeredRecordBytes, egressCost, MATCHES } from "./egress";
import { exactSum, type Priced, priced } from "./priced";
import { findPrice, type Plan, type PriceTable, regionPrice } from "./prices";
import { exactly, product, type Range, sum } from "./range";
import { BYTES_PER_GB, BYTES_PER_KB, DAYS_PER_MONTH, gigabytes, queryUnits, writeUnitsPerRecord } from "./units";
import { unknownPrice } from "./unknownPrice";
import type { Workload } from "./workload";

/** A serverless index and where it is billed. */
export interface BilledIndex {
  /** Records by namespace. */
  readonly namespaces: ReadonlyMap<string, number>;
  /** Of all namespaces. */
  readonly records: number;
  readonly dimension: number;
  readonly recordBytes: Range;
  /** What was assumed about the size of a record; left out when it is known. */
  readonly sizeAssumed?: string;
  readonly plan: Plan;
  readonly region: string;
  readonly prices: PriceTable;
}

const MILLION = 1_000_000;

export function storageCost(index: BilledIndex): Priced {
  const gb = indexGb(index);
  const price = priceIn(index, "storage");
  return priced({
    key: "storage",
    label: "serverless storage",
    dollars: product(gb, price),
    how: `${amounts(gb)} GB x ${rate(price)}/GB-month`,
    prices: [price],
    assumed: [index.sizeAssumed],
  });
}

/**
 * Read units that a query costs: a namespace's size decides, so where it isn't known which namespaces are asked, from
 * all alike to always the largest.
 */
export function unitsPerQuery(namespaces: ReadonlyMap<string, number>, recordBytes: Range): Range {
  const counts = [...namespaces.values()];
  if (counts.length === 0) return exactly(queryUnits(0));
  const units = (bytes: number) => counts.map((records) => queryUnits(gigabytes(records, bytes)));
  const even = units(recordBytes.low).reduce((all, one) => all + one, 0) / counts.length;
  const largest = units(recordBytes.high).reduce((most, one) => Math.max(most, one), 0);
  // The mean of equal numbers may be off by their last digit.
  return { low: Math.min(even, largest), high: largest };
}

/** Read units that a query of this workload costs in the mean. */
export function mixedUnitsPerQuery({ namespaces, recordBytes }: BilledIndex, workload: Workload): Range {
  const named = workload.queriesByNamespace;
  const all = workload.queriesPerDay.high;
  if (named.size === 0 || all === 0) return unitsPerQuery(namespaces, recordBytes);
  const asked = [...named].map(([namespace, queries]) => {
    const records = namespaces.get(namespace) ?? 0;
    const of = (bytes: number) => queryUnits(gigabytes(records, bytes));
    return product(queries, { low: of(recordBytes.low), high: of(recordBytes.high) });
  });
  const others = new Map([...namespaces].filter(([namespace]) => !named.has(namespace)));
  const rest = Math.max(0, all - [...named.values()].reduce((total, queries) => total + queries, 0));
  const spread = unitsPerQuery(others.size === 0 ? namespaces : others, recordBytes);
  return product(sum([...asked, product(rest, spread)]), 1 / all);
}

/** Reads of a month. `perQuery` is what a query costs in read units; a fetch of up to ten records costs one. */
function readCost(index: BilledIndex, workload: Workload, perQuery: Range): Priced {
  const price = priceIn(index, "readUnits");
  const { queriesPerDay, fetchesPerDay, assumed } = workload;
  const units = product(sum([product(queriesPerDay, perQuery), fetchesPerDay]), DAYS_PER_MONTH);
  const fetches = fetchesPerDay.high > 0 ? ` + ${amounts(fetchesPerDay)} fetches/day x 1 RU` : "";
  const several = index.namespaces.size > 1 && workload.queriesByNamespace.size === 0;
  return priced({
    key: "reads",
    label: "serverless reads",
    dollars: product(units, price, 1 / MILLION),
    how:
      `(${amounts(queriesPerDay)} queries/day x ${amounts(perQuery)} RU${fetches}) x ${amounts(exactly(DAYS_PER_MONTH))} days ` +
      `x ${rate(price)}/million RU`,
    prices: [price],
    assumed: [
      assumed.queries,
      several ? "which namespaces are asked: from all alike to always the largest" : undefined,
      index.sizeAssumed,
    ],
  });
}

/** Writes of a month. */
export function writeCost(index: BilledIndex, workload: Workload): Priced {
  const price = priceIn(index, "writeUnits");
  const { writesPerDay, recordsPerWrite, overwrites, assumed } = workload;
  const requests = workload.writeRequestsPerDay;
  // Few records a request and many records a day exclude each other where requests are what is known.
  const [count, what, each] =
    requests === undefined
      ? [writesPerDay, "records", unitsPerWrite(index.recordBytes, recordsPerWrite, overwrites)]
      : [exactly(requests), "requests", unitsPerRequest(index.recordBytes, recordsPerWrite, overwrites)];
  return priced({
    key: "writes",
    label: "serverless writes",
    dollars: product(count, each, DAYS_PER_MONTH, price, 1 / MILLION),
    how:
      `${amounts(count)} ${what}/day x ${amounts(each)} WU x ${amounts(exactly(DAYS_PER_MONTH))} days ` +
      `x ${rate(price)}/million WU`,
    prices: [price],
    assumed: [assumed.writes, ...writesAssumed(workload), index.sizeAssumed],
  });
}

/** What is assumed of each write where the workload doesn't say it. */
export function writesAssumed({ recordsPerWrite, overwrites }: Workload): (string | undefined)[] {
  const batch = recordsPerWrite.low < recordsPerWrite.high;
  const share = overwrites.low < overwrites.high;
  return [
    batch ? `${amounts(recordsPerWrite)} records a write request` : undefined,
    share ? `${amounts(product(overwrites, 100))} % of writes replace a record` : undefined,
  ];
}

/** Write units for one record, from the cheapest the ranges allow to the dearest. */
export function unitsPerWrite(recordBytes: Range, recordsPerWrite: Range, overwrites: Range): Range {
  const units = (bytes: number, share: number) =>
    [recordsPerWrite.low, recordsPerWrite.high].map((batch) => writeUnitsPerRecord(bytes / BYTES_PER_KB, batch, share));
  return {
    low: Math.min(...units(recordBytes.low, overwrites.low)),
    high: Math.max(...units(recordBytes.high, overwrites.high)),
  };
}

/** Write units for one request, from the fewest and smallest records to the most and largest. */
function unitsPerRequest(recordBytes: Range, recordsPerWrite: Range, overwrites: Range): Range {
  const units = (bytes: number, batch: number, share: number) =>
    batch * writeUnitsPerRecord(bytes / BYTES_PER_KB, batch, share);
  return {
    low: units(recordBytes.low, recordsPerWrite.low, overwrites.low),
    high: units(recordBytes.high, recordsPerWrite.high, overwrites.high),
  };
}

/** Egress of a month: the answers to queries and fetches. */
export function egressOf(index: BilledIndex, workload: Workload): Priced {
  const { recordBytes, dimension, plan, prices } = index;
  const answer = workload.answerBytes ?? answerBytes(recordBytes, dimension);
  const record = answeredRecordBytes(recordBytes, dimension);
  const fetched = product({ low: record.low, high: record.high * MATCHES }, workload.fetchesPerDay);
  const bytes = sum([product(answer, workload.queriesPerDay), fetched]);
  const assumed =
    workload.answerBytes === undefined
      ? `${MATCHES} matches an answer, without values, with metadata or not`
      : undefined;
  const gb = product(bytes, DAYS_PER_MONTH, 1 / BYTES_PER_GB);
  return egressCost({ key: "egress", label: "egress", gb, assumed: [assumed, workload.assumed.queries] }, plan, prices);
}

/**
 * The rest of the plan's monthly minimum, after the figures; nothing when they reach it. It is the organisation's: from
 * reached by its other usage to not at all.
 */
export function minimumCost(figures: readonly Priced[], plan: Plan, prices: PriceTable): Priced[] {
  const price = findPrice(prices, `minimum.${plan}`) ?? unknownPrice(`minimum.${plan}`);
  const rest = Math.max(0, price.high - exactSum(figures).high);
  if (rest === 0) return [];
  return [
    priced({
      key: "minimum",
      label: `rest of the ${plan} plan's minimum`,
      dollars: { low: 0, high: rest },
      how: `${rate(price)} a month less what is used`,
      prices: [price],
      assumed: ["the organisation's other usage: from enough for the minimum to none"],
    }),
  ];
}

/** All figures of a month on demand. */
export function serverlessCost(index: BilledIndex, workload: Workload, perQuery: Range): Priced[] {
  const usage = [
    storageCost(index),
    readCost(index, workload, perQuery),
    writeCost(index, workload),
    egressOf(index, workload),
  ];
  return [...usage, ...minimumCost(usage, index.plan, index.prices)];
}

/** GB of the whole index. */
export function indexGb({ records, recordBytes }: BilledIndex): Range {
  return { low: gigabytes(records, recordBytes.low), high: gigabytes(records, recordBytes.high) };
}

export function recordCount(namespaces: ReadonlyMap<string, number>): number {
  return [...namespaces.values()].reduce((all, records) => all + records, 0);
}

/** A price of the plan in the index's region. */
export function priceIn({ plan, region, prices }: BilledIndex, kind: "storage" | "readUnits" | "writeUnits") {
  return regionPrice(prices, `${kind}.${plan}`, region) ?? unknownPrice(`${kind}.${plan}.${region}`);
}
