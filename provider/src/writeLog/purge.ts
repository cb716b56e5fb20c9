import { PodshiftError } from "../errors";
import type { Control, ControlRecord } from "./control";
import type { LogStore } from "./store";

/** What a purge removes. */
export interface PurgePlan {
  readonly segments: readonly string[];
  readonly leases: readonly string[];
}

/**
 * What can be removed of a closed log: segments and leases. The control records stay, for applications read from them
 * which index serves.
 *
 * @throws LOG_NOT_FOUND, LOG_TAKEN when the log is not closed
 */
export async function planPurge({ store, control }: { store: LogStore; control: Control }): Promise<PurgePlan> {
  const before = await control.read();
  if (before.state !== "closed") throw inUse(store, before);
  const segments: string[] = [];
  for (const writer of (await store.list("segments")).sort())
    segments.push(...(await below(store, `segments/${writer}`)));
  const leases = [...(await below(store, "writers")), ...(await below(store, "applier"))];
  // Begun anew meanwhile: what was listed may be of its writers. What comes later is not in the list.
  const after = await control.read();
  if (after.epoch !== before.epoch) throw inUse(store, after);
  return { segments, leases };
}

/** Safe to stop at any file and to begin again. */
export async function purge(store: LogStore, { segments, leases }: PurgePlan, signal?: AbortSignal): Promise<void> {
  for (const path of [...segments, ...leases]) {
    signal?.throwIfAborted();
    await store.delete(path);
  }
}

async function below(store: LogStore, folder: string): Promise<string[]> {
  return (await store.list(folder)).sort().map((name) => `${folder}/${name}`);
}

function inUse({ url }: LogStore, { state }: ControlRecord): PodshiftError {
  return new PodshiftError("LOG_TAKEN", `the write log at ${url} is ${state}: nothing of it is removed`, {
    facts: { state },
    next: "a log is closed by going to `retire`, or back to `assess`",
  });
}
