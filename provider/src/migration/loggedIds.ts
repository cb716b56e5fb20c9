import { isBulk, namedIds } from "../writeLog/entry";
import type { Position } from "../writeLog/position";
import type { LogReader } from "../writeLog/reader";

/** Record ids by canonical namespace; "all" where a bulk write may have touched any record. */
export type LoggedIds = ReadonlyMap<string, ReadonlySet<string> | "all">;

/** What the log names from a position on. */
export async function loggedSince(reader: LogReader, from: Position, signal?: AbortSignal): Promise<LoggedIds> {
  const named = new Map<string, Set<string> | "all">();
  for await (const { entries } of reader.read(from, signal)) {
    for (const entry of entries) {
      const known = named.get(entry.ns);
      if (known === "all") continue;
      if (isBulk(entry)) {
        named.set(entry.ns, "all");
        continue;
      }
      const ids = known ?? new Set<string>();
      for (const id of namedIds(entry)) ids.add(id);
      named.set(entry.ns, ids);
    }
  }
  return named;
}

/** Whether a record is among them. */
export function isLogged(ids: LoggedIds, namespace: string, id: string): boolean {
  const named = ids.get(namespace);
  return named === "all" || (named?.has(id) ?? false);
}
