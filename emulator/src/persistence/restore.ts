import { applyChange, type RecordsChange } from "../store/changes.js";
import { collectionOf } from "../store/collections.js";
import { IndexStore } from "../store/indexStore.js";
import type { CollectionEvent, IndexEvent, ProjectEvent } from "../store/ledger.js";
import type { Project } from "../store/project.js";
import { RecordTable } from "../store/records.js";

type Tables = Map<string, RecordTable>;

/** Builds a project anew from what was taken down of it. Ports are opened last, when all records are there. */
export async function restore(project: Project, events: Iterable<ProjectEvent>): Promise<number> {
  const state = new State(project);
  let count = 0;
  for (const event of events) {
    state.take(event);
    count += 1;
  }
  await state.addAll();
  return count;
}

class State {
  readonly #indexes = new Map<string, IndexStore>();
  readonly #collections = new Map<string, { event: CollectionEvent; tables: ReadonlyMap<string, RecordTable> }>();
  /** Records of collections that are named after them. */
  readonly #given = new Map<string, Tables>();

  constructor(readonly project: Project) {}

  take(event: ProjectEvent): void {
    switch (event.kind) {
      case "index":
        this.#index(event);
        break;
      case "indexGone":
        this.#indexes.delete(event.id);
        break;
      case "filled":
        this.#of(event.id).fill(this.#collections.get(event.collection)?.tables ?? new Map());
        break;
      case "records":
        this.#of(event.id).writeAgain(event.namespace, event.change);
        break;
      case "namespace":
        this.#of(event.id).createNamespace(event.namespace, event.schema);
        break;
      case "namespaceGone":
        this.#of(event.id).deleteNamespace(event.namespace);
        break;
      case "lsn":
        this.#of(event.id).visible(event.namespace)?.countFrom(event.lsn);
        break;
      case "collectedRecords":
        this.#giveRecords(event.name, event.namespace, event.change);
        break;
      case "collection":
        this.#collection(event);
        break;
      case "collectionGone":
        this.#collections.delete(event.name);
    }
  }

  async addAll(): Promise<void> {
    for (const { event, tables } of this.#collections.values()) {
      this.project.addCollectionAgain(collectionOf(event, tables));
    }
    for (const index of this.#indexes.values()) await this.project.addIndexAgain(index);
  }

  #index({ id, definition, spec, deletionProtection, tags, state, host }: IndexEvent): void {
    const { settings, clock } = this.project;
    const index = this.#indexes.get(id) ?? new IndexStore(definition, spec, settings, clock);
    this.#indexes.set(id, Object.assign(index, { id, spec, deletionProtection, tags, state, host }));
  }

  #of(id: string): IndexStore {
    const index = this.#indexes.get(id);
    if (index === undefined) throw new Error(`the data folder has an event of index ${id}, which it doesn't name`);
    return index;
  }

  #collection(event: CollectionEvent): void {
    const { name, source } = event;
    const known = this.#collections.get(name)?.tables;
    const inEvents = event.records === "in events before" ? (this.#given.get(name) ?? new Map()) : undefined;
    this.#given.delete(name);
    const tables = known ?? inEvents ?? this.#of(source).snapshot();
    this.#collections.set(name, { event, tables });
  }

  #giveRecords(name: string, namespace: string, change: RecordsChange): void {
    const tables = this.#given.get(name) ?? new Map<string, RecordTable>();
    this.#given.set(name, tables);
    const dimension = change.kind === "put" ? (change.records[0]?.values.length ?? 0) : 0;
    const table = tables.get(namespace) ?? new RecordTable(dimension);
    tables.set(namespace, table);
    applyChange(table, change);
  }
}
