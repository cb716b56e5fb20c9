import { findPrice, PRICES, regionPrice } from "../../../provider/src/migration/cost/prices";
import { BYTES_PER_GB, gigabytes, recordBytes, writeUnitsPerRecord } from "../../../provider/src/migration/cost/units";
import { ID_BYTES, METADATA_BYTES } from "./service";

/**
 * What AWS takes in us-east-1, dollars: S3 Standard, and EMR Serverless on x86. PUTs and EMR as others quote
 * the price list (2026), storage and GETs without a page at hand; none of AWS's own was seen.
 */
export const AWS = {
  s3GbMonth: 0.023,
  s3MillionPuts: 5,
  s3MillionGets: 0.4,
  emrVcpuHour: 0.052624,
  emrGbHour: 0.0057785,
};

const REGION = "us-east-1";

/** Bytes of a record as it is billed. */
export function billedBytes(dimension: number): number {
  return recordBytes({ idBytes: ID_BYTES, metadataBytes: METADATA_BYTES, dimension });
}

/** Dollars for the write units of so many records, from all new ones to all replacing one of the same size. Standard plan. */
export function writeDollars(
  dimension: number,
  records: number,
  recordsPerRequest: number,
): { low: number; high: number } {
  const price = regionPrice(PRICES, "writeUnits.standard", REGION)?.high ?? Number.NaN;
  const kb = billedBytes(dimension) / 1_000;
  const of = (overwrites: number) => (records * writeUnitsPerRecord(kb, recordsPerRequest, overwrites) * price) / 1e6;
  return { low: of(0), high: of(1) };
}

/** Dollars for a bulk import of so many records. */
export function importDollars(dimension: number, records: number): number {
  const price = findPrice(PRICES, "import")?.high ?? Number.NaN;
  return gigabytes(records, billedBytes(dimension)) * price;
}

/** A log of so many writes in S3: its GB, a month of it, its PUTs with so many entries each, and reading it once. */
export function logDollars(entryBytes: number, writes: number, entriesPerPut: number) {
  const gb = (writes * entryBytes) / BYTES_PER_GB;
  const puts = writes / entriesPerPut / 1e6;
  return { gb, month: gb * AWS.s3GbMonth, puts: puts * AWS.s3MillionPuts, gets: puts * AWS.s3MillionGets };
}
