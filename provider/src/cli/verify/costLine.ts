import { amounts, rate } from "../../migration/cost/amountText";
import { formatDollars } from "../../migration/cost/formatCost";
import { checkReads } from "../../migration/cost/oneOff";
import { PRICES } from "../../migration/cost/prices";
import { product, type Range } from "../../migration/cost/range";
import { recordSize } from "../../migration/cost/recordSize";
import { priceIn } from "../../migration/cost/serverlessCost";
import type { IndexDescription, PineconeClient } from "../../pinecone/types";
import { formatCount, formatDuration, plural } from "../../util/format";

export interface CheckSize {
  readonly content: "all" | number;
  readonly queries: number;
  /** Ids from a file of the user's. */
  readonly ids: number;
  /** Records a second and side; left out: as fast as it goes. */
  readonly rate?: number | undefined;
}

/** Fetches of the serverless index are billed by the ten [docs.pinecone.io, understanding cost, 2026]. */
const RECORDS_PER_UNIT = 10;

/** What a check reads, and what that costs, before it does; one request for statistics. */
export async function costLine(client: PineconeClient, serverless: IndexDescription, size: CheckSize): Promise<string> {
  const { namespaces, total } = await client.reader(serverless.host).stats();
  const { bytes } = recordSize(serverless.dimension);
  const reads = checkReads(namespaces, bytes, size);
  const more = Math.ceil(size.ids / RECORDS_PER_UNIT);
  const units: Range = { low: reads.units.low + more, high: reads.units.high + more };
  const least =
    size.rate === undefined
      ? ""
      : `; at ${formatCount(size.rate)} a second at least ${formatDuration((total / size.rate) * 1_000)}`;
  return `reads ${plural(total, "record")} of the pod index and ${formatCount(reads.records)} of the serverless index, some ${amounts(units)} read units${dollars(serverless, units)}${least}`;
}

function dollars({ spec }: IndexDescription, units: Range): string {
  if (spec.kind !== "serverless" || !("region" in spec)) return "";
  const price = priceIn(
    {
      ...{ namespaces: new Map(), records: 0, dimension: 0, recordBytes: { low: 0, high: 0 } },
      ...{ plan: "standard", region: spec.region, prices: PRICES },
    },
    "readUnits",
  );
  const cost = product(units, price, 1e-6);
  return `: ${cost.high < 0.01 ? "less than $0.01" : formatDollars(cost)} at ${rate(price)} a million (standard plan)`;
}
