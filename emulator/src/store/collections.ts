import type { IndexStore, Metric } from "./indexStore.js";
import type { RecordTable } from "./records.js";

export type CollectionState = "Initializing" | "Ready" | "Terminating";

/** The records of a pod index as they were when the collection was asked for. */
export interface Collection {
  readonly name: string;
  readonly environment: string;
  /** Identity, not name: another index may take the name later. */
  readonly source: IndexStore;
  readonly dimension: number;
  /** The service doesn't tell it; the emulator keeps it to refuse a serverless index with another one. */
  readonly metric: Metric;
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly recordCount: number;
  /** Bytes. */
  readonly size: number;
  state: CollectionState;
}

/** Takes the snapshot. The index must be a pod index: its environment is the collection's. */
export function collect(name: string, source: IndexStore, environment: string): Collection {
  const tables = source.snapshot();
  let recordCount = 0;
  let size = 0;
  for (const table of tables.values()) {
    recordCount += table.size;
    size += table.bytes();
  }
  const { dimension, metric } = source.definition;
  return { name, environment, source, dimension, metric, tables, recordCount, size, state: "Initializing" };
}
