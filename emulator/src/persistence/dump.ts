import type { RecordsChange } from "../store/changes.js";
import { collectionEvent, indexEvent, type ProjectEvent } from "../store/ledger.js";
import type { Project } from "../store/project.js";
import type { RecordTable } from "../store/records.js";

/** Records of one event. */
const RECORDS = 500;

/** What a project is now, as the fewest events: those that led to it may be many times as much. */
export function* dump(project: Project): Iterable<ProjectEvent> {
  for (const index of project.indexes.values()) {
    yield indexEvent(index);
    for (const [namespace, { records, schema, indexedLsn }] of index.visibleNamespaces()) {
      const { id } = index;
      if (index.isServerless) yield { kind: "namespace", id, namespace, schema };
      for (const change of puts(records)) yield { kind: "records", id, namespace, change };
      yield { kind: "lsn", id, namespace, lsn: indexedLsn };
    }
  }
  for (const collection of project.collections.values()) {
    const { name, tables } = collection;
    for (const [namespace, table] of tables) {
      for (const change of puts(table)) yield { kind: "collectedRecords", name, namespace, change };
    }
    yield collectionEvent(collection, "in events before");
  }
}

/** About how many events that is. */
export function dumpLength(project: Project): number {
  const ofTable = (table: RecordTable) => 2 + Math.ceil(table.size / RECORDS);
  const tables = [
    ...[...project.indexes.values()].flatMap((index) => index.visibleNamespaces().map(([, { records }]) => records)),
    ...[...project.collections.values()].flatMap((collection) => [...collection.tables.values()]),
  ];
  return tables.reduce((sum, table) => sum + ofTable(table), project.indexes.size + project.collections.size);
}

function* puts(table: RecordTable): Iterable<RecordsChange> {
  const slots = [...table.slots()];
  for (let start = 0; start < slots.length; start += RECORDS) {
    const records = slots.slice(start, start + RECORDS).map((slot) => ({
      id: table.idAt(slot),
      // A copy: the view shares its buffer with a thousand others, all of which would be written.
      values: table.valuesAt(slot).slice(),
      sparse: table.sparseAt(slot),
      metadata: table.metadataAt(slot),
    }));
    yield { kind: "put", records };
  }
}
