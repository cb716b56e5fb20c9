import type { StoredRecord } from "../../pinecone/types";
import type { Entry, LoggedRecord } from "../../writeLog/entry";
import { differingField } from "../parity/compareRecords";

/**
 * True when a record as it was read shows what the last logged entry did to it. False proves nothing: a later write, a
 * refusal, or a replica that lags.
 */
export function showsEffect(entry: Entry, record: StoredRecord | undefined): boolean {
  switch (entry.op) {
    case "upsert":
      return record !== undefined && differingField(asStored(entry), record) === undefined;
    case "update":
      return record !== undefined && differingField(merged(record, entry), record) === undefined;
    case "delete":
      return record === undefined;
    default:
      return true;
  }
}

/** The record as it would be were the update's parts laid over it. */
function merged(record: StoredRecord, update: LoggedRecord): StoredRecord {
  const { values, sparseValues, metadata } = asStored(update);
  return {
    id: record.id,
    values: update.values === undefined ? record.values : values,
    ...optional("sparseValues", sparseValues ?? record.sparseValues),
    metadata: { ...record.metadata, ...metadata },
  };
}

function asStored({ id, values, sparse, md }: LoggedRecord): StoredRecord {
  const metadata = Object.entries(md ?? {}).map(([key, value]) => [key, isList(value) ? [...value] : value] as const);
  return {
    id,
    values: values === undefined ? [] : Array.from(values),
    ...optional("sparseValues", sparse),
    metadata: Object.fromEntries(metadata),
  };
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
