import { HOURS_PER_MONTH } from "./units";

/** Plans that pay for what they use. The flat plans (Starter, Builder) block what is above their allowance: no price for it. */
export const PLANS = ["standard", "enterprise"] as const;
export type Plan = (typeof PLANS)[number];

/** US dollars for one unit, and where the number comes from. */
export interface Price {
  readonly low: number;
  readonly high: number;
  /** Page or report, with its date. */
  readonly source: string;
  /** Whether the number was seen on a page of the vendor's own, or comes from the user. */
  readonly confirmed: boolean;
}

/** Prices by key: see PRICE_KEYS for the keys and their units. */
export interface PriceTable {
  /** Day of the table, ISO 8601. */
  readonly date: string;
  readonly prices: Readonly<Record<string, Price>>;
}

/** A price with the key under which it stands. */
export interface FoundPrice extends Price {
  readonly key: string;
}

const INVOICE_RATES = "third-party reports that cite pinecone.io/pricing/pods, 2026-07-17";
const ON_DEMAND = "pinecone.io/pricing as pictured by docs.flexprice.io, 2026-11-04 (Standard, aws us-east-1)";
const COST_PAGE = "docs.pinecone.io, understanding cost, 2026";
const REPORTS = "third-party reports, 2026-07-17";

/** Dollars an hour for one pod of size x1. */
const POD_RATES = { s1: 0.111, p1: 0.111, p2: 0.1666 } as const;
/** Enterprise over Standard, about, by the same reports. */
const ENTERPRISE_FACTOR = 1.5;

function podPrices(): Record<string, Price> {
  const entries = Object.entries(POD_RATES).flatMap(([type, rate]) =>
    (["aws", "gcp", "azure"] as const).flatMap((cloud) => [
      [`pods.${type}.standard.${cloud}`, unconfirmed(rate, podSource(cloud))],
      [
        `pods.${type}.enterprise.${cloud}`,
        unconfirmed(rate * ENTERPRISE_FACTOR, `about ${ENTERPRISE_FACTOR} x Standard; ${podSource(cloud)}`),
      ],
    ]),
  );
  return Object.fromEntries(entries);
}

function podSource(cloud: string): string {
  return cloud === "aws" ? INVOICE_RATES : `no source for ${cloud}: the rate for aws is taken; ${INVOICE_RATES}`;
}

/** The prices that podshift knows. Pods: dollars an hour; the rest: see PRICE_KEYS. */
export const PRICES: PriceTable = {
  date: "2026-11-23",
  prices: {
    ...podPrices(),
    "storage.standard.us-east-1": confirmed(0.33, ON_DEMAND),
    "storage.standard.*": unconfirmed(0.33, `which region has which rate is not published; ${ON_DEMAND}`),
    "storage.enterprise.*": unconfirmed(0.33, REPORTS),
    "readUnits.standard.us-east-1": confirmed(16, ON_DEMAND),
    "readUnits.standard.*": unconfirmed({ low: 16, high: 18 }, `all regions: ${REPORTS}`),
    "readUnits.enterprise.*": unconfirmed({ low: 24, high: 27 }, `all regions: ${REPORTS}`),
    "writeUnits.standard.us-east-1": confirmed(4, ON_DEMAND),
    "writeUnits.standard.*": unconfirmed({ low: 4, high: 4.5 }, `all regions: ${REPORTS}`),
    "writeUnits.enterprise.*": unconfirmed({ low: 6, high: 6.75 }, `all regions: ${REPORTS}`),
    "minimum.standard": confirmed(50, COST_PAGE),
    "minimum.enterprise": confirmed(500, COST_PAGE),
    "egress.standard": unconfirmed(0.1, REPORTS),
    "egress.enterprise": unconfirmed(0.1, `the rate of Standard is taken; ${REPORTS}`),
    "egressIncluded.standard": confirmed(100, COST_PAGE),
    "egressIncluded.enterprise": confirmed(100, COST_PAGE),
    collection: confirmed(0.025, "docs.pinecone.io, understanding cost, 2025: $0.00000056 a GB-minute in its example"),
    "readNodes.b1.us-east-1": confirmed(
      336.42,
      'docs.pinecone.io, dedicated read nodes, 2026: "if the rate is" in its example, aws',
    ),
    "readNodes.b1.*": unconfirmed(
      336.42,
      "no source for other regions: the vendor's example for aws us-east-1, 2026, is taken",
    ),
    import: unconfirmed(0.25, REPORTS),
    backup: unconfirmed(0.1, REPORTS),
    restore: unconfirmed(0.15, REPORTS),
  },
};

/** One kind of price: how its keys look, and what one unit is. */
export interface PriceKey {
  readonly form: string;
  readonly unit: string;
  readonly pattern: RegExp;
}

const PLAN = `(${PLANS.join("|")})`;
const REGION = "(\\*|[a-z0-9-]+)";

/** Every key that a table may have. `<region>` may be `*`: all regions that have no line of their own. */
export const PRICE_KEYS: readonly PriceKey[] = [
  priceKey("pods.<type>.<plan>.<cloud>", "an hour, one pod of size x1", `pods\\.[a-z0-9]+\\.${PLAN}\\.(aws|gcp|azure)`),
  priceKey("storage.<plan>.<region>", "a GB-month", `storage\\.${PLAN}\\.${REGION}`),
  priceKey("readUnits.<plan>.<region>", "a million read units", `readUnits\\.${PLAN}\\.${REGION}`),
  priceKey("writeUnits.<plan>.<region>", "a million write units", `writeUnits\\.${PLAN}\\.${REGION}`),
  priceKey("minimum.<plan>", "a month, the least that an organisation pays", `minimum\\.${PLAN}`),
  priceKey("egress.<plan>", "a GB above the allowance", `egress\\.${PLAN}`),
  priceKey("egressIncluded.<plan>", "GB a month (not dollars)", `egressIncluded\\.${PLAN}`),
  priceKey("collection", "a GB-month", "collection"),
  priceKey("readNodes.<b1|t1>.<region>", `a node-month (${HOURS_PER_MONTH} hours)`, `readNodes\\.(b1|t1)\\.${REGION}`),
  priceKey("import", "a GB read", "import"),
  priceKey("backup", "a GB-month", "backup"),
  priceKey("restore", "a GB", "restore"),
];

/** The price under the first of the keys that the table has; undefined when it has none. */
export function findPrice({ prices }: PriceTable, ...keys: readonly string[]): FoundPrice | undefined {
  const key = keys.find((each) => Object.hasOwn(prices, each));
  const price = key === undefined ? undefined : prices[key];
  return key === undefined || price === undefined ? undefined : { ...price, key };
}

/** A price by region: the region's own, or the one for all others. */
export function regionPrice(table: PriceTable, kind: string, region: string): FoundPrice | undefined {
  return findPrice(table, `${kind}.${region}`, `${kind}.*`);
}

function confirmed(value: number, source: string): Price {
  return { low: value, high: value, source, confirmed: true };
}

function unconfirmed(value: number | { low: number; high: number }, source: string): Price {
  const { low, high } = typeof value === "number" ? { low: value, high: value } : value;
  return { low, high, source, confirmed: false };
}

function priceKey(form: string, unit: string, pattern: string): PriceKey {
  return { form, unit, pattern: new RegExp(`^${pattern}$`) };
}
