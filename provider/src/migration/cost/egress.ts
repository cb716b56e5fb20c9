import { amounts, rate } from "./amountText";
import type { CostKey } from "./costEstimate";
import { type Priced, priced } from "./priced";
import { findPrice, type Plan, type PriceTable } from "./prices";
import type { Range } from "./range";
import { unknownPrice } from "./unknownPrice";

/** Bytes at most that one value takes in an answer, as JSON: "-0.012345678,". */
const JSON_BYTES_PER_VALUE = 13;
/** Matches in an answer, where it isn't known: the default of most clients. Assumed. */
export const MATCHES = 10;
/** Bytes of a match without metadata: an id and a score as JSON. Assumed. */
const MATCH_BYTES = 60;

/** Bytes that one record takes in an answer, with values: as it is stored (binary protocol) to written out as JSON. */
export function answeredRecordBytes(recordBytes: Range, dimension: number): Range {
  const rest = Math.max(0, recordBytes.high - 4 * dimension);
  return { low: recordBytes.low, high: Math.max(recordBytes.high, rest + JSON_BYTES_PER_VALUE * dimension) };
}

/** Bytes of an answer to a query without values: ids and scores only, to metadata of each match too. */
export function answerBytes(recordBytes: Range, dimension: number): Range {
  const metadata = Math.max(0, recordBytes.high - 4 * dimension);
  return { low: MATCHES * MATCH_BYTES, high: MATCHES * (MATCH_BYTES + metadata) };
}

/** What leaves the service, and what for. */
export interface Egress {
  readonly key: CostKey;
  readonly label: string;
  readonly gb: Range;
  readonly assumed: readonly (string | undefined)[];
}

/** Egress above the plan's allowance. The allowance is the organisation's: from all of it left for this to none. */
export function egressCost({ key, label, gb, assumed }: Egress, plan: Plan, prices: PriceTable): Priced {
  const price = findPrice(prices, `egress.${plan}`) ?? unknownPrice(`egress.${plan}`);
  const included = findPrice(prices, `egressIncluded.${plan}`) ?? unknownPrice(`egressIncluded.${plan}`);
  return priced({
    key,
    label,
    dollars: { low: Math.max(0, gb.low - included.high) * price.low, high: gb.high * price.high },
    how: `${amounts(gb)} GB x ${rate(price)}/GB above ${amounts(included)} GB a month of the organisation`,
    prices: [price, included],
    assumed: [...assumed, "the organisation's egress allowance: from unused to used up"],
  });
}
