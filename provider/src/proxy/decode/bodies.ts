import { canonicalNamespace } from "../../util/namespace";
import { isEmptyFilter } from "../../writeLog/emptyFilter";
import type { LoggedMetadata, LoggedRecord, LoggedSparse } from "../../writeLog/entry";
import type { LoggedBody } from "../../writeLog/writer";
import { notRecordable } from "../refused";

/** A write as the log needs it. */
export interface DecodedWrite {
  /** One for each record of an upsert, else one. */
  readonly bodies: readonly LoggedBody[];
}

/** Records, or ids, of one write: ten times what the service takes (docs "Upsert limits", "Delete limits"). */
export const MOST_RECORDS = 10_000;

/** Refuses before more is made of a write that is short as text, and large in memory. */
export function refuseTooMany(count: number): void {
  if (count > MOST_RECORDS) throw notRecordable(`a write of more than ${MOST_RECORDS} records`);
}

/** Bytes that a record takes beside its numbers until it is answered: as an object, and as a line of the log. */
const RECORD_BYTES = 1_000;
/** The same for one of its numbers: as float32, as base64, and in the segment. */
const NUMBER_BYTES = 4 + 6 + 6;

/** About how much memory a decoded write takes. */
export function weightOf({ bodies }: DecodedWrite): number {
  let bytes = 0;
  for (const body of bodies) {
    bytes += RECORD_BYTES;
    if ("values" in body) bytes += NUMBER_BYTES * (body.values?.length ?? 0);
  }
  return bytes;
}

/** A record as it came: what was left out is undefined, and so is what can't be told from that. */
export interface SentRecord {
  readonly id: string | undefined;
  readonly values: Float32Array | undefined;
  readonly sparse: LoggedSparse | undefined;
  readonly metadata: object | undefined;
}

export function upsertOf(namespace: string | undefined, records: readonly SentRecord[]): DecodedWrite {
  if (records.length === 0) throw notRecordable("an upsert of no records");
  const ns = canonicalNamespace(namespace);
  return { bodies: records.map((record): LoggedBody => ({ ns, op: "upsert", ...loggedRecord("upsert", record) })) };
}

/** What an update says beside its namespace. */
export interface SentUpdate extends SentRecord {
  readonly filter: object | undefined;
  readonly dryRun: boolean;
}

/** A dry run changes nothing, but no log entry says so, and older versions of the API may carry it out. */
export function updateOf(namespace: string | undefined, sent: SentUpdate): DecodedWrite {
  if (sent.dryRun) throw notRecordable("a dry run of an update");
  const ns = canonicalNamespace(namespace);
  const { id, values, sparse, metadata, filter } = sent;
  if (filter === undefined) return single({ ns, op: "update", ...loggedRecord("update", sent) });
  if (id !== undefined || values !== undefined || sparse !== undefined) {
    throw notRecordable("an update with a filter together with id or values");
  }
  if (metadata === undefined) throw notRecordable("an update by filter without setMetadata");
  refuseEmpty(filter);
  return single({ ns, op: "updateByFilter", filter, md: metadata as LoggedMetadata });
}

export interface SentDelete {
  readonly ids: readonly string[];
  readonly deleteAll: boolean;
  readonly filter: object | undefined;
}

export function deleteOf(namespace: string | undefined, { ids, deleteAll, filter }: SentDelete): DecodedWrite {
  const ways = [ids.length > 0, deleteAll, filter !== undefined].filter(Boolean).length;
  if (ways !== 1) throw notRecordable("a delete that takes not exactly one of ids, deleteAll and filter");
  const ns = canonicalNamespace(namespace);
  if (filter !== undefined) {
    refuseEmpty(filter);
    return single({ ns, op: "deleteByFilter", filter });
  }
  if (deleteAll) return single({ ns, op: "deleteAll" });
  if (ids.includes("")) throw notRecordable("an id that is empty");
  return single({ ns, op: "delete", ids });
}

export function deleteNamespaceOf(namespace: string): DecodedWrite {
  if (namespace === "") throw notRecordable("a namespace without a name");
  return single({ ns: canonicalNamespace(namespace), op: "deleteNamespace" });
}

/** With `deferred` nobody would ask the service, which refuses it. */
function refuseEmpty(filter: object): void {
  if (isEmptyFilter(filter)) throw notRecordable("a filter without a condition");
}

function single(body: LoggedBody): DecodedWrite {
  return { bodies: [body] };
}

function loggedRecord(what: string, { id, values, sparse, metadata }: SentRecord): LoggedRecord {
  if (id === undefined || id === "") throw notRecordable(`an ${what} of a record without an id`);
  return {
    id,
    ...(values === undefined || values.length === 0 ? {} : { values }),
    ...(sparse === undefined ? {} : { sparse }),
    ...(metadata === undefined ? {} : { md: metadata as LoggedMetadata }),
  };
}
