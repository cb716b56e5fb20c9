import type { Metadata, StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Entry } from "../../../../provider/src/writeLog/entry";

export type Records = Map<string, StoredRecord>;
export type Index = Map<string, Records>;
export type Side = "pod" | "serverless";

/** Applies an entry to an index as that side understands it. */
export function change(index: Index, side: Side, entry: Entry): void {
  const records = index.get(entry.ns) as Records;
  switch (entry.op) {
    case "upsert":
      records.set(entry.id, {
        id: entry.id,
        values: Array.from(entry.values ?? []),
        metadata: { ...entry.md } as Metadata,
      });
      return;
    case "update":
      merge(records, entry.id, entry.md ?? {});
      return;
    case "delete":
      for (const id of entry.ids) records.delete(id);
      return;
    case "deleteAll":
    case "deleteNamespace":
      records.clear();
      return;
    default:
      for (const [id, record] of [...records]) {
        if (!matches(side, entry.filter, record)) continue;
        if (entry.op === "deleteByFilter") records.delete(id);
        else merge(records, id, entry.md);
      }
  }
}

function merge(records: Records, id: string, md: object): void {
  const record = records.get(id);
  if (record !== undefined) records.set(id, { ...record, metadata: { ...record.metadata, ...md } as Metadata });
}

/** Pods find records without the field by $ne and $nin; the serverless index doesn't, and can't filter on `size` at all. */
export function matches(side: Side, filter: object, record: StoredRecord): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === "$and") return (value as object[]).every((each) => matches(side, each, record));
    if (key === "$or") return (value as object[]).some((each) => matches(side, each, record));
    if (side === "serverless" && key !== "color") return false;
    return holds(side, typeof value === "object" ? value : { $eq: value }, record.metadata?.[key]);
  });
}

function holds(side: Side, condition: object, is: unknown): boolean {
  return Object.entries(condition).every(([operator, value]) => {
    if (operator === "$eq") return is === value;
    if (operator === "$in") return (value as unknown[]).includes(is);
    if (is === undefined) return side === "pod";
    return operator === "$ne" ? is !== value : !(value as unknown[]).includes(is);
  });
}
