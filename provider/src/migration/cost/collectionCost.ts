import { amounts, rate } from "./amountText";
import { type Priced, priced } from "./priced";
import { findPrice } from "./prices";
import { exactly, product } from "./range";
import { type BilledIndex, indexGb } from "./serverlessCost";
import { BYTES_PER_GB } from "./units";
import { unknownPrice } from "./unknownPrice";

/** A month of the collection. Its size is known once it exists; before, it is taken to be that of the records. */
export function collectionCost(index: BilledIndex, collectionBytes?: number): Priced {
  const price = findPrice(index.prices, "collection") ?? unknownPrice("collection");
  const gb = collectionBytes === undefined ? indexGb(index) : exactly(collectionBytes / BYTES_PER_GB);
  return priced({
    key: "collection",
    label: "collection",
    dollars: product(gb, price),
    how: `${amounts(gb)} GB x ${rate(price)}/GB-month`,
    prices: [price],
    assumed: collectionBytes === undefined ? ["a collection is as large as the records in it", index.sizeAssumed] : [],
  });
}
