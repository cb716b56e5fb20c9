import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { compareEntries, type Entry } from "../../../../provider/src/writeLog/entry";
import { parseSegment } from "../../../../provider/src/writeLog/segments";
import type { MemoryStore } from "../../../support/writeLog/memoryStore";

export type Records = Map<string, Map<string, StoredRecord>>;

/** Every entry that is in the store, whoever may count it, in the one order. `ends` leaves out what came later. */
export function wholeLog(store: MemoryStore, ends: Readonly<Record<string, number>> = {}): Entry[] {
  const entries: Entry[] = [];
  for (const [path, body] of store.files) {
    const [, writer, number] = /^segments\/(.+)\/(\d+)\.jsonl$/.exec(path) ?? [];
    if (writer === undefined || Number(number) >= (ends[writer] ?? Number.POSITIVE_INFINITY)) continue;
    entries.push(...parseSegment(writer, Number(number), body).entries);
  }
  return entries.sort(compareEntries);
}

/** What the records are after each entry in order: written down anew, sharing nothing with the fold. */
export function inOrder(base: Records, entries: readonly Entry[]): Records {
  const all: Records = new Map([...base].map(([ns, records]) => [ns, new Map(records)]));
  for (const entry of entries) {
    const records = all.get(entry.ns) ?? new Map<string, StoredRecord>();
    all.set(entry.ns, records);
    applyTo(records, entry);
  }
  return all;
}

function applyTo(records: Map<string, StoredRecord>, entry: Entry): void {
  switch (entry.op) {
    case "upsert":
      records.set(entry.id, { id: entry.id, values: [...(entry.values ?? [])], metadata: { ...entry.md } as never });
      return;
    case "update":
      update(records, entry.id, entry.values, entry.md);
      return;
    case "delete":
      for (const id of entry.ids) records.delete(id);
      return;
    case "deleteAll":
    case "deleteNamespace":
      records.clear();
      return;
    case "deleteByFilter":
      for (const id of matching(records, entry.filter)) records.delete(id);
      return;
    case "updateByFilter":
      for (const id of matching(records, entry.filter)) update(records, id, undefined, entry.md);
  }
}

function update(
  records: Map<string, StoredRecord>,
  id: string,
  values: Iterable<number> | undefined,
  md: object | undefined,
): void {
  const before = records.get(id);
  if (before === undefined) return;
  records.set(id, {
    id,
    values: values === undefined ? before.values : [...values],
    metadata: { ...before.metadata, ...md } as never,
  });
}

function matching(records: Map<string, StoredRecord>, filter: object): string[] {
  const { color } = filter as { color: string };
  return [...records.values()].filter(({ metadata }) => metadata?.color === color).map(({ id }) => id);
}

/** Records in a form that two sides can be compared by; namespaces without records are none. */
export function plain(records: Records): unknown {
  return [...records]
    .filter(([, all]) => all.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ns, all]) => [ns, [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(inKeyOrder)]);
}

function inKeyOrder({ id, values, metadata = {} }: StoredRecord): unknown {
  return { id, values, metadata: Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)) };
}
