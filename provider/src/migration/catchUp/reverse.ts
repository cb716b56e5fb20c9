import { PodshiftError } from "../../errors";
import { displayNamespace } from "../../pinecone/namespace";
import { type BulkEntry, isBulk, namedIds } from "../../writeLog/entry";
import type { Position } from "../../writeLog/position";
import type { Segment } from "../../writeLog/segments";
import type { Book } from "./book";
import type { Direction, Ids } from "./direction";
import type { Fresh, SegmentSource } from "./ports";
import type { Taken } from "./taken";

export interface ReverseDeps {
  readonly freshness: Fresh;
  /** Ids that the log names since the switch, as far as rounds have come: see `touchedSince`. */
  readonly touched: Touched;
}

/**
 * Rollback: from the serverless index, which serves, back to the pod index. The serverless index is read only behind a
 * freshness barrier in each namespace of the round. What a bulk write changed can't be asked any more: it is among the ids
 * that were found just before it, or was named since the switch, when a filter may not have shown it yet.
 */
export class Reverse implements Direction {
  readonly readsAnyTime = false;

  constructor(readonly deps: ReverseDeps) {}

  /** @throws LOG_BROKEN when a bulk write was logged without the ids that it found */
  async nameBulk(bulk: readonly BulkEntry[], taken: Taken, book: Book): Promise<Ids> {
    const { touched } = this.deps;
    for (const [namespace, ids] of taken.named) touched.add(namespace, ids.keys());
    for (const entry of bulk) touched.add(entry.ns, foundBy(entry));
    const named: Ids = new Map();
    for (const { ns } of bulk) {
      if (!named.has(ns)) named.set(ns, new Set([...touched.in(ns), ...book.recentIn(ns)]));
    }
    return named;
  }

  async beforeReading(namespaces: readonly string[]): Promise<void> {
    for (const namespace of namespaces) await this.deps.freshness.fresh(namespace);
  }

  beforeSending(): boolean {
    return false;
  }

  async afterSending(): Promise<void> {
    // Pods show at once what was written: nothing is to be remembered.
  }
}

/** Ids by namespace that the log names. */
export class Touched {
  readonly #ids = new Map<string, Set<string>>();

  add(namespace: string, ids: Iterable<string>): void {
    const known = this.#ids.get(namespace) ?? new Set<string>();
    for (const id of ids) known.add(id);
    this.#ids.set(namespace, known);
  }

  in(namespace: string): ReadonlySet<string> {
    return this.#ids.get(namespace) ?? new Set();
  }

  addSegment({ entries }: Segment): void {
    for (const entry of entries) this.add(entry.ns, isBulk(entry) ? foundBy(entry) : namedIds(entry));
  }
}

/** What the log names since the switch: read anew by each process, for it is all in the log. */
export async function touchedSince(log: SegmentSource, switched: Position, signal?: AbortSignal): Promise<Touched> {
  const touched = new Touched();
  for await (const segment of log.read(switched, signal)) touched.addSegment(segment);
  return touched;
}

function foundBy(entry: BulkEntry): readonly string[] {
  if (entry.found !== undefined) return entry.found;
  throw new PodshiftError(
    "LOG_BROKEN",
    `a ${entry.op} in namespace ${displayNamespace(entry.ns)} was logged without the ids that it found`,
    { facts: { writer: entry.w, t: entry.t }, next: "compare both indexes with `podshift verify` before going back" },
  );
}
