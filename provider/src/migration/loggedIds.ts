import { isBulk, namedIds } from "../writeLog/entry";
import { START } from "../writeLog/position";
import type { SegmentSource } from "./catchUp/ports";
import type { NamedId } from "./parity/options";

/** Those of the ids that the whole log names, or that a bulk write of it may have touched; the log is read once through. */
export async function namedInLog(
  log: SegmentSource,
  namespace: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const asked = new Set(ids);
  const named = new Set<string>();
  for await (const { entries } of log.read({}, signal)) {
    for (const entry of entries) {
      if (entry.ns !== namespace) continue;
      if (isBulk(entry)) return asked;
      for (const id of namedIds(entry)) if (asked.has(id)) named.add(id);
    }
  }
  return named;
}

/** Each id that the whole log names, as often as it names it. A bulk write names none. */
export async function* everyLoggedId(log: SegmentSource, signal?: AbortSignal): AsyncGenerator<NamedId> {
  for await (const { entries } of log.read(START, signal)) {
    for (const entry of entries) for (const id of namedIds(entry)) yield { namespace: entry.ns, id };
  }
}
