import { amounts } from "./amountText";
import { asRange, isExact, type Range } from "./range";
import { recordBytes } from "./units";

/** Bytes of an id: from those of the vendor's examples to a UUID. Assumed. */
const ID_BYTES: Range = { low: 8, high: 36 };
/** Bytes of metadata: none, to twice the 500 of the vendor's first example. Assumed; a record may have 40,000. */
const METADATA_BYTES: Range = { low: 0, high: 1_000 };

/** The size of a record, and what was assumed about it. */
export interface RecordSize {
  readonly bytes: Range;
  readonly assumed?: string;
}

/** The size of a record as it was given, or what follows from the dimension. */
export function recordSize(dimension: number, given?: number | Range): RecordSize {
  if (given !== undefined) return givenSize(asRange(given));
  const of = (end: "low" | "high") =>
    recordBytes({ idBytes: ID_BYTES[end], metadataBytes: METADATA_BYTES[end], dimension });
  return {
    bytes: { low: of("low"), high: of("high") },
    assumed: `ids of ${amounts(ID_BYTES)} bytes, ${amounts(METADATA_BYTES)} bytes of metadata a record`,
  };
}

function givenSize(bytes: Range): RecordSize {
  return isExact(bytes) ? { bytes } : { bytes, assumed: `records of ${amounts(bytes)} bytes` };
}
