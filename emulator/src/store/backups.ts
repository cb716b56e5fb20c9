import { randomUUID } from "node:crypto";
import type { IndexDefinition, IndexStore, ServerlessSpec } from "./indexStore.js";
import type { FieldSchema } from "./namespace.js";
import { type InOrder, nextOrder } from "./order.js";
import type { RecordTable } from "./records.js";

export type BackupState = "Initializing" | "Ready" | "Terminating";

/** One namespace as a backup keeps it. */
export interface SavedNamespace {
  readonly records: RecordTable;
  readonly schema: FieldSchema | undefined;
}

/** The records of a serverless index as they were when the backup was asked for. */
export interface Backup extends InOrder {
  readonly id: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Identity, not name: another index may take the name later. */
  readonly source: IndexStore;
  readonly definition: IndexDefinition;
  readonly spec: ServerlessSpec;
  readonly tags: Readonly<Record<string, string>>;
  readonly namespaces: ReadonlyMap<string, SavedNamespace>;
  readonly recordCount: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  state: BackupState;
}

/** `Pending` also while the restore is running: the service has no other state for it. */
export type RestoreState = "Pending" | "Completed" | "Failed" | "Cancelled";

/** The making of one index from a backup. */
export interface RestoreJob extends InOrder {
  readonly id: string;
  readonly backup: Backup;
  readonly target: IndexStore;
  readonly createdAt: number;
  completedAt: number | undefined;
  state: RestoreState;
}

export interface BackupNames {
  readonly name: string | undefined;
  readonly description: string | undefined;
}

/** Takes the snapshot. `spec` is the source's: only serverless indexes have backups. */
export function backUp(source: IndexStore, spec: ServerlessSpec, names: BackupNames, now: number): Backup {
  const namespaces = new Map(
    [...source.snapshot()].map(([name, records]) => [name, { records, schema: source.schemaOf(name) }]),
  );
  let recordCount = 0;
  let size = 0;
  for (const { records } of namespaces.values()) {
    recordCount += records.size;
    size += records.bytes();
  }
  const { definition, tags } = source;
  const made = { id: randomUUID(), order: nextOrder(), createdAt: now, state: "Initializing" } as const;
  return { ...made, ...names, source, definition, spec, tags, namespaces, recordCount, size };
}

export function startRestore(backup: Backup, target: IndexStore, now: number): RestoreJob {
  const made = { id: randomUUID(), order: nextOrder(), createdAt: now, completedAt: undefined };
  return { ...made, backup, target, state: "Pending" };
}
