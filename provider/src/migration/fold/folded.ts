import type { Metadata, StoredRecord } from "../../pinecone/types";
import type {
  BulkEntry,
  DeleteBody,
  EntryHead,
  LoggedMetadata,
  LoggedSparse,
  UpdateBody,
  UpsertBody,
} from "../../writeLog/entry";

interface Content {
  readonly values: readonly number[] | Float32Array | undefined;
  readonly sparse: LoggedSparse | undefined;
  readonly md: LoggedMetadata | undefined;
}

/**
 * What the log says of one record: its whole content (`set`), that it isn't there (`delete`), or changes over what the
 * index has (`patch`: only updates were seen; a record that isn't there stays so).
 */
export type Folded = { readonly kind: "delete" } | ({ readonly kind: "set" | "patch" } & Content);

/** A change of one record, as one entry or as what was folded from several. */
export type Change = UpsertBody | UpdateBody | { readonly op: "delete" };

const DELETED: Folded = { kind: "delete" };

/** What is said after one more change: an upsert starts anew, an update merges, a delete removes. */
export function foldChange(before: Folded | undefined, change: Change): Folded {
  switch (change.op) {
    case "upsert":
      return { kind: "set", values: change.values, sparse: change.sparse, md: change.md };
    case "delete":
      return DELETED;
    case "update":
      if (before === undefined) return { kind: "patch", values: change.values, sparse: change.sparse, md: change.md };
      if (before.kind === "delete") return before;
      return {
        kind: before.kind,
        values: change.values ?? before.values,
        sparse: change.sparse ?? before.sparse,
        md: mergedMetadata(before.md, change.md),
      };
  }
}

/** What a bulk entry does to one record that it touched. */
export function changeBy(entry: BulkEntry, id: string): Change {
  return entry.op === "updateByFilter" ? { op: "update", id, md: entry.md } : { op: "delete" };
}

/** The one change that says the same: folding can go on from it. */
export function changeOf(id: string, folded: Folded): UpsertBody | UpdateBody | DeleteBody {
  if (folded.kind === "delete") return { op: "delete", ids: [id] };
  const { kind, values, sparse, md } = folded;
  return {
    op: kind === "set" ? "upsert" : "update",
    id,
    ...(values === undefined ? {} : { values }),
    ...(sparse === undefined ? {} : { sparse }),
    ...(md === undefined ? {} : { md }),
  };
}

/** The record as it is to be, over the one that the index has; undefined when it is not to be there. */
export function laidOver(id: string, folded: Folded, stored: StoredRecord | undefined): StoredRecord | undefined {
  if (folded.kind === "delete" || (folded.kind === "patch" && stored === undefined)) return undefined;
  const under = folded.kind === "patch" ? stored : undefined;
  const sparseValues = folded.sparse ?? under?.sparseValues;
  const metadata = mergedMetadata(under?.metadata, folded.md);
  return {
    id,
    values: folded.values === undefined ? (under?.values ?? []) : plainArray(folded.values),
    ...(sparseValues === undefined ? {} : { sparseValues }),
    ...(metadata === undefined ? {} : { metadata: metadata as Metadata }),
  };
}

/** Array.from takes six times as long for a Float32Array (V8 11.3, 768 values, measured). */
function plainArray(values: ArrayLike<number>): number[] {
  const plain = new Array<number>(values.length);
  for (let at = 0; at < values.length; at += 1) plain[at] = values[at] as number;
  return plain;
}

/** Bytes that it takes in memory, roughly: to know when it becomes too much. */
export function sizeOf(folded: Folded): number {
  if (folded.kind === "delete") return 0;
  let bytes = OVERHEAD + (folded.values?.length ?? 0) * 4 + (folded.sparse?.indices.length ?? 0) * 16;
  for (const key in folded.md) {
    const value = folded.md[key];
    if (typeof value === "string") bytes += value.length;
    else if (Array.isArray(value)) for (const each of value) bytes += 24 + each.length;
    bytes += 24 + key.length;
  }
  return bytes;
}

/** Object, typed array and its buffer (V8, measured: about 250 bytes). */
const OVERHEAD = 250;

/** The head of entries that stand for folded ones: they have no place in the order any more. */
export const FOLDED_HEAD: Omit<EntryHead, "ns"> = { v: 1, t: 0, n: 0, w: "fold", e: 0 };

function mergedMetadata(under: LoggedMetadata | undefined, over: LoggedMetadata | undefined) {
  if (under === undefined || over === undefined) return over ?? under;
  return { ...under, ...over };
}
