import { putsOf, RECORDS_OF_PUT } from "../store/changes.js";
import { collectionEvent, indexEvent, type ProjectEvent, recordEvents } from "../store/ledger.js";
import type { Project } from "../store/project.js";
import type { RecordTable } from "../store/records.js";

/** What a project is now, as the fewest events: those that led to it may be many times as much. */
export function* dump(project: Project): Iterable<ProjectEvent> {
  for (const index of project.indexes.values()) {
    yield indexEvent(index);
    yield* recordEvents(index);
  }
  for (const collection of project.collections.values()) {
    const { name, tables } = collection;
    for (const [namespace, table] of tables) {
      for (const change of putsOf(table)) yield { kind: "collectedRecords", name, namespace, change };
    }
    yield collectionEvent(collection, "in events before");
  }
}

/** About how many events that is. */
export function dumpLength(project: Project): number {
  const ofTable = (table: RecordTable) => 2 + Math.ceil(table.size / RECORDS_OF_PUT);
  const tables = [
    ...[...project.indexes.values()].flatMap((index) => index.visibleNamespaces().map(([, { records }]) => records)),
    ...[...project.collections.values()].flatMap((collection) => [...collection.tables.values()]),
  ];
  return tables.reduce((sum, table) => sum + ofTable(table), project.indexes.size + project.collections.size);
}
