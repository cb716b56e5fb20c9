import { numbersJson } from "./numbers";
import type { SparseValues, StoredRecord } from "./types";

/** The body of an upsert, JSON as UTF-8. Values that were never parsed go as the service wrote them. */
export function upsertBody(namespace: string, records: readonly StoredRecord[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let text = '{"vectors":[';
  for (const [at, record] of records.entries()) {
    const { id, metadata } = record;
    // The service refuses an empty list.
    const sparseValues = record.sparseValues?.indices.length === 0 ? undefined : record.sparseValues;
    const values = record.valuesJson ?? numbersJson(record.values);
    text += `${at === 0 ? "" : ","}{"id":${JSON.stringify(id)}`;
    // A record without dense values, as sparse indexes have them, goes without the field.
    if (values.length > 0 || sparseValues === undefined) {
      pieces.push(Buffer.from(`${text},"values":[`), values);
      text = "]";
    }
    if (sparseValues !== undefined) text += `,"sparseValues":${sparseJson(sparseValues)}`;
    if (metadata !== undefined) text += `,"metadata":${JSON.stringify(metadata)}`;
    text += "}";
  }
  return Buffer.concat([...pieces, Buffer.from(`${text}],"namespace":${JSON.stringify(namespace)}}`)]);
}

function sparseJson({ indices, values }: SparseValues): string {
  return `{"indices":${JSON.stringify(indices)},"values":[${Buffer.from(numbersJson(values)).toString("latin1")}]}`;
}
