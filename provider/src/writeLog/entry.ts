/** The entries of the write log. One entry is one line of JSON; docs/write-log.md shows each field. */

/** A metadata value as the service keeps it. */
export type LoggedMetadata = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface LoggedSparse {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** A record as it was sent. `values`: one float32 a dimension; left out for sparse-only records. */
export interface LoggedRecord {
  readonly id: string;
  readonly values?: readonly number[] | Float32Array;
  readonly sparse?: LoggedSparse;
  readonly md?: LoggedMetadata;
}

export interface UpsertBody extends LoggedRecord {
  readonly op: "upsert";
}

/** A change of parts of one record; metadata is merged key by key. A missing record stays missing. */
export interface UpdateBody extends LoggedRecord {
  readonly op: "update";
}

export interface DeleteBody {
  readonly op: "delete";
  readonly ids: readonly string[];
}

/** What a bulk operation was logged with once the serverless index serves: the ids that it found just before. */
interface Found {
  readonly found?: readonly string[];
}

export interface DeleteAllBody extends Found {
  readonly op: "deleteAll";
}

export interface DeleteNamespaceBody extends Found {
  readonly op: "deleteNamespace";
}

export interface DeleteByFilterBody extends Found {
  readonly op: "deleteByFilter";
  readonly filter: object;
}

export interface UpdateByFilterBody extends Found {
  readonly op: "updateByFilter";
  readonly filter: object;
  readonly md: LoggedMetadata;
}

export type RecordBody = UpsertBody | UpdateBody | DeleteBody;
export type BulkBody = DeleteAllBody | DeleteNamespaceBody | DeleteByFilterBody | UpdateByFilterBody;
export type EntryBody = RecordBody | BulkBody;

/** Where an entry stands in the one order of all entries, and by whom it was written. */
export interface EntryHead {
  /** Version of the format. */
  readonly v: 1;
  /** Hybrid logical time in milliseconds, and its counter within one. */
  readonly t: number;
  readonly n: number;
  /** The writer. */
  readonly w: string;
  /** The epoch of the control record under which it was written. */
  readonly e: number;
  /** Canonical namespace: "" is the default one. */
  readonly ns: string;
}

export type Entry = EntryHead & EntryBody;
export type BulkEntry = EntryHead & BulkBody;

const OPS: ReadonlySet<string> = new Set<EntryBody["op"]>([
  ...(["upsert", "update", "delete"] as const),
  ...(["deleteAll", "deleteNamespace", "deleteByFilter", "updateByFilter"] as const),
]);

/** Whether this podshift knows what an entry of that operation does. */
export function isKnown(op: string): boolean {
  return OPS.has(op);
}

/** True for operations whose records only the index itself can tell. */
export function isBulk(body: EntryBody): body is BulkBody;
export function isBulk(entry: Entry): entry is BulkEntry;
export function isBulk({ op }: EntryBody): boolean {
  return op !== "upsert" && op !== "update" && op !== "delete";
}

/** Ids that an entry names by itself; a bulk entry those that were logged with it. */
export function namedIds(entry: EntryBody): readonly string[] {
  switch (entry.op) {
    case "upsert":
    case "update":
      return [entry.id];
    case "delete":
      return entry.ids;
    default:
      return entry.found ?? [];
  }
}

/** The order of all entries: (t, n, w). Negative when `a` comes first. */
export function compareEntries(a: EntryHead, b: EntryHead): number {
  return a.t - b.t || a.n - b.n || (a.w < b.w ? -1 : a.w > b.w ? 1 : 0);
}
