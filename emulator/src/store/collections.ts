import type { IndexStore, Metric } from "./indexStore.js";
import type { RecordTable } from "./records.js";

export type CollectionState = "Initializing" | "Ready" | "Terminating";

/** The records of a pod index as they were when the collection was asked for. */
export interface Collection {
  readonly name: string;
  readonly environment: string;
  /** Id, not name: another index may take the name later. */
  readonly source: string;
  readonly dimension: number;
  /** The service doesn't tell it; the emulator keeps it to refuse a serverless index with another one. */
  readonly metric: Metric;
  /** Records by namespace; nothing changes them any more. */
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly recordCount: number;
  /** Bytes. */
  readonly size: number;
  state: CollectionState;
}

/** Takes the snapshot. The index must be a pod index: its environment is the collection's. */
export function collect(name: string, index: IndexStore, environment: string): Collection {
  const { dimension, metric } = index.definition;
  const source = index.id;
  return collectionOf({ name, environment, source, dimension, metric, state: "Initializing" }, index.snapshot());
}

/** A collection of these records. */
export function collectionOf(
  head: Pick<Collection, "name" | "environment" | "source" | "dimension" | "metric" | "state">,
  tables: ReadonlyMap<string, RecordTable>,
): Collection {
  let recordCount = 0;
  let size = 0;
  for (const table of tables.values()) {
    recordCount += table.size;
    size += table.bytes();
  }
  return { ...head, tables, recordCount, size };
}
