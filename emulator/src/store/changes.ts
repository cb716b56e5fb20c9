import type { NewRecord, RecordChange, RecordTable } from "./records.js";

/** A write to the records of a namespace, as data: it can wait until reads show it, and be kept on a disk. */
export type RecordsChange =
  | { readonly kind: "put"; readonly records: readonly NewRecord[] }
  | { readonly kind: "change"; readonly ids: readonly string[]; readonly change: RecordChange }
  | { readonly kind: "delete"; readonly ids: readonly string[] }
  | { readonly kind: "clear" };

export function applyChange(table: RecordTable, change: RecordsChange): void {
  switch (change.kind) {
    case "put":
      for (const record of change.records) table.put(record);
      break;
    case "change":
      for (const id of change.ids) table.change(id, change.change);
      break;
    case "delete":
      for (const id of change.ids) table.delete(id);
      break;
    case "clear":
      table.clear();
  }
}

/** Records of one put of `putsOf`. */
export const RECORDS_OF_PUT = 500;

/** A table's records as writes of bounded size. */
export function* putsOf(table: RecordTable): Iterable<RecordsChange> {
  const slots = [...table.slots()];
  for (let start = 0; start < slots.length; start += RECORDS_OF_PUT) {
    const records = slots.slice(start, start + RECORDS_OF_PUT).map((slot) => ({
      id: table.idAt(slot),
      // A copy: the view shares its buffer with a thousand others, all of which would be written.
      values: table.valuesAt(slot).slice(),
      sparse: table.sparseAt(slot),
      metadata: table.metadataAt(slot),
    }));
    yield { kind: "put", records };
  }
}
