import type { FoundPrice } from "./prices";

/** Stands where a table has no price: nothing is added, and the estimate says so. */
export function unknownPrice(key: string): FoundPrice {
  return { key, low: 0, high: 0, source: "no price is known: counted as nothing", confirmed: false };
}
