import { amount, amounts, rate } from "./amountText";
import { answerBytes, answeredRecordBytes, egressCost } from "./egress";
import { type Priced, priced } from "./priced";
import { exactly, product, type Range, sum } from "./range";
import { sampledUnits } from "./sampledUnits";
import { type BilledIndex, priceIn, recordCount, unitsPerQuery, unitsPerWrite, writesAssumed } from "./serverlessCost";
import { BYTES_PER_GB, listUnits } from "./units";
import type { Workload } from "./workload";

/** How much the two parity checks of a migration look at. */
export interface Verification {
  /** Records that the check in `copy` compares in full; the one in `cutover` compares all. */
  readonly content: "all" | number;
  /** Queries that each of them asks of both indexes. */
  readonly queries: number;
}

/** What one parity check reads from the serverless index; pods bill no reads. */
export interface CheckReads {
  readonly units: Range;
  /** Records fetched. */
  readonly records: number;
  /** Ids listed. */
  readonly ids: number;
  readonly queries: number;
}

const MINUTES_PER_DAY = 1_440;
/** From a collection's begin to a serverless index that is ready: the vendor says minutes to hours, days for the largest. */
const COPY_MINUTES: Range = { low: 30, high: MINUTES_PER_DAY };
/** A write request holds at most so many records, and so many bytes: docs.pinecone.io, operation limits, 2026. */
const RECORDS_PER_UPSERT = 1_000;
const BYTES_PER_UPSERT = 2_000_000;
/** Bytes of one id in a listing, as JSON. Assumed. */
const LISTED_ID_BYTES = 20;

/** Reads of one check: pages of ids, records fetched by tens or fewer, queries. */
export function checkReads(
  namespaces: ReadonlyMap<string, number>,
  bytes: Range,
  { content, queries }: Verification,
): CheckReads {
  const ids = recordCount(namespaces);
  const records = content === "all" ? ids : Math.min(content, ids);
  const pages = [...namespaces.values()].reduce((all, count) => all + listUnits(count), 0);
  const fetched = sampledUnits(namespaces, ids === 0 ? 0 : records / ids);
  const asked = product(queries, unitsPerQuery(namespaces, bytes));
  return { units: sum([exactly(pages + fetched), asked]), records, ids, queries };
}

/**
 * What a migration costs once, beyond its double running. Filling the serverless index from the collection is free: the
 * vendor bills no write units for it.
 *
 * @param capturing false when nothing writes during the move (`writes: paused`)
 */
export function oneOffCost(
  index: BilledIndex,
  workload: Workload,
  parity: Verification,
  capturing: boolean,
  copyMinutes?: Range,
): Priced[] {
  const checks = [
    checkReads(index.namespaces, index.recordBytes, parity),
    checkReads(index.namespaces, index.recordBytes, { ...parity, content: "all" }),
  ];
  return [
    ...(capturing ? [catchUpWrites(index, workload, copyMinutes)] : []),
    verificationReads(index, checks),
    verificationEgress(index, checks, workload),
  ];
}

function catchUpWrites(index: BilledIndex, workload: Workload, copyMinutes = COPY_MINUTES): Priced {
  const price = priceIn(index, "writeUnits");
  const days = product(copyMinutes, 1 / MINUTES_PER_DAY);
  const { overwrites, writesPerDay, assumed } = workload;
  const perRecord = unitsPerWrite(index.recordBytes, batches(index.recordBytes), overwrites);
  const [, share] = writesAssumed(workload);
  return priced({
    key: "catchUpWrites",
    label: "catch-up writes",
    dollars: product(writesPerDay, days, perRecord, price, 1e-6),
    how:
      `${amounts(writesPerDay)} records/day x ${amounts(product(days, 24))} h of copying x ${amounts(perRecord)} WU ` +
      `x ${rate(price)}/million WU`,
    prices: [price],
    assumed: [assumed.writes, share, index.sizeAssumed],
  });
}

/** Records in a request of the catch-up: from one that comes alone to as many as fit. */
function batches(recordBytes: Range): Range {
  const fit = Math.floor(BYTES_PER_UPSERT / Math.max(1, recordBytes.high));
  return { low: 1, high: Math.max(1, Math.min(RECORDS_PER_UPSERT, fit)) };
}

function verificationReads(index: BilledIndex, checks: readonly CheckReads[]): Priced {
  const price = priceIn(index, "readUnits");
  const units = sum(checks.map((check) => check.units));
  return priced({
    key: "verificationReads",
    label: "verification reads",
    dollars: product(units, price, 1e-6),
    how:
      `${amounts(units)} RU x ${rate(price)}/million RU: ids listed by the hundred, ` +
      `${amount(total(checks, "records"))} records fetched by ten or fewer, ${amount(total(checks, "queries"))} queries`,
    prices: [price],
    assumed: [
      "one check in copy and one, of all records, in cutover: each further one costs again",
      index.namespaces.size > 1 ? "queries: from all namespaces alike to always the largest" : undefined,
    ],
  });
}

function verificationEgress(index: BilledIndex, checks: readonly CheckReads[], workload: Workload): Priced {
  const { recordBytes, dimension, plan, prices } = index;
  const bytes = sum([
    product(total(checks, "records"), answeredRecordBytes(recordBytes, dimension)),
    exactly(total(checks, "ids") * LISTED_ID_BYTES),
    product(total(checks, "queries"), workload.answerBytes ?? answerBytes(recordBytes, dimension)),
  ]);
  return egressCost(
    {
      key: "verificationEgress",
      label: "verification egress",
      gb: product(bytes, 1 / BYTES_PER_GB),
      assumed: ["from bytes as stored to numbers written out as JSON", index.sizeAssumed],
    },
    plan,
    prices,
  );
}

function total(checks: readonly CheckReads[], key: "records" | "ids" | "queries"): number {
  return checks.reduce((all, check) => all + check[key], 0);
}
