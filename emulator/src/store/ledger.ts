import { putsOf, type RecordsChange } from "./changes.js";
import type { Collection, CollectionState } from "./collections.js";
import type {
  DeletionProtection,
  IndexDefinition,
  IndexState,
  IndexStore,
  Metric,
  PodSpec,
  ServerlessSpec,
} from "./indexStore.js";
import type { FieldSchema } from "./namespace.js";

/** An index without its records, as it is now. Its id tells it from others that have had its name. */
export interface IndexEvent {
  readonly kind: "index";
  readonly id: string;
  readonly definition: IndexDefinition;
  readonly spec: PodSpec | ServerlessSpec;
  readonly deletionProtection: DeletionProtection;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: IndexState;
  /** URL of its data plane. */
  readonly host: string;
}

/** A collection without its records. */
export interface CollectionEvent {
  readonly kind: "collection";
  readonly name: string;
  readonly environment: string;
  readonly source: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly state: CollectionState;
  /** Where its records are when it is named first: in its source at this point, or in events before. */
  readonly records: "in the source" | "in events before";
}

/** What happened to a project, in order: enough to build it anew. */
export type ProjectEvent =
  | IndexEvent
  | { readonly kind: "indexGone"; readonly id: string }
  /** The index takes over the records that the collection holds at this point. */
  | { readonly kind: "filled"; readonly id: string; readonly collection: string }
  | { readonly kind: "records"; readonly id: string; readonly namespace: string; readonly change: RecordsChange }
  | {
      readonly kind: "namespace";
      readonly id: string;
      readonly namespace: string;
      readonly schema: FieldSchema | undefined;
    }
  | { readonly kind: "namespaceGone"; readonly id: string; readonly namespace: string }
  /** The namespace counts its writes on from here. */
  | { readonly kind: "lsn"; readonly id: string; readonly namespace: string; readonly lsn: number }
  | CollectionEvent
  /** Records of a collection that is named after them. */
  | {
      readonly kind: "collectedRecords";
      readonly name: string;
      readonly namespace: string;
      readonly change: RecordsChange;
    }
  | { readonly kind: "collectionGone"; readonly name: string };

/** Takes what happens down, in order. */
export interface Ledger {
  append(event: ProjectEvent): void;
  /**
   * Settles when all that was appended would survive the end of the process. Rejects when it wouldn't, from then on
   * always: memory holds what the disk doesn't.
   */
  kept(): Promise<void>;
  /** Puts these events in the place of all: none forgets everything. */
  replace(events: Iterable<ProjectEvent>): Promise<void>;
  close(): Promise<void>;
}

/** Everything is in memory only. */
export const NO_LEDGER: Ledger = {
  append: () => undefined,
  kept: async () => undefined,
  replace: async () => undefined,
  close: async () => undefined,
};

/** What an index is now, its records aside. */
export function indexEvent({ id, definition, spec, deletionProtection, tags, state, host }: IndexStore): IndexEvent {
  return { kind: "index", id, definition, spec, deletionProtection, tags, state, host };
}

/** What a collection is now. */
export function collectionEvent(collection: Collection, records: CollectionEvent["records"]): CollectionEvent {
  const { name, environment, source, dimension, metric, state } = collection;
  return { kind: "collection", name, environment, source, dimension, metric, state, records };
}

/** The records that an index has now, with their namespaces, and the writes that reads don't show yet. */
export function* recordEvents(index: IndexStore): Iterable<ProjectEvent> {
  const { id } = index;
  for (const [namespace, { records, schema, indexedLsn }] of index.visibleNamespaces()) {
    if (index.isServerless) yield { kind: "namespace", id, namespace, schema };
    for (const change of putsOf(records)) yield { kind: "records", id, namespace, change };
    yield { kind: "lsn", id, namespace, lsn: indexedLsn };
  }
  for (const [namespace, change] of index.waitingWrites()) yield { kind: "records", id, namespace, change };
}
