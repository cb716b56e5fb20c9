import { PodshiftError } from "../errors";
import type { Control, ControlRecord } from "./control";
import type { LogStore } from "./store";

/** What a purge removes. */
export interface PurgePlan {
  readonly segments: readonly string[];
  readonly leases: readonly string[];
  /** Files that killed processes left before they became segments: they hold records too. */
  readonly unfinished: readonly string[];
}

/**
 * What can be removed of a closed log: segments, leases and what killed processes left of segments to be. The control
 * records stay, for applications read from them which index serves.
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
  const unfinished = await leftBehind(store, before);
  // Begun anew meanwhile: what was listed may be of its writers. What comes later is not in the list.
  const after = await control.read();
  if (after.epoch !== before.epoch) throw inUse(store, after);
  return { segments, leases, unfinished };
}

/** Safe to stop at any file and to begin again. */
export async function purge(store: LogStore, plan: PurgePlan, signal?: AbortSignal): Promise<void> {
  // Those that were never finished first: no segment is made of them while the others go.
  for (const path of [...plan.unfinished, ...plan.segments, ...plan.leases]) {
    signal?.throwIfAborted();
    await store.delete(path);
  }
}

/** Of writers that ended or were declared dead: what they log counts no more. Any other may be about to make a segment of its own. */
async function leftBehind(store: LogStore, { writers }: ControlRecord): Promise<string[]> {
  const paths: string[] = [];
  for (const [writer, { end }] of Object.entries(writers)) {
    if (end === undefined) continue;
    const names = (await store.listUnfinished?.(`segments/${writer}`)) ?? [];
    paths.push(...names.sort().map((name) => `segments/${writer}/${name}`));
  }
  return paths;
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
