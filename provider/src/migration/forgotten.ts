import { getJson, type LogStore, toJson } from "../writeLog/store";

/** Stands in place of what is forgotten. */
interface Forgotten {
  readonly v: 1;
  /** The run that forgot it, so that no two of these are the same. */
  readonly forgotten: string;
}

/**
 * Forgets what is kept there. It is replaced, not deleted: what a killed run has still on its way to the store finds
 * something else than it was to replace, and doesn't come back.
 */
export async function forget(store: LogStore, path: string, run: string): Promise<void> {
  await store.put(path, toJson({ v: 1, forgotten: run } satisfies Forgotten));
}

/** What is kept there; undefined when nothing is, or it was forgotten. */
export async function getKept<T extends object>(store: LogStore, path: string): Promise<T | undefined> {
  const found = await getJson<T | Forgotten>(store, path);
  return found === undefined || "forgotten" in found ? undefined : found;
}
