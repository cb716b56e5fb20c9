import type { Fold } from "./fold";
import { type Folded, sizeOf } from "./folded";

/** What the log says of records of one namespace, by id. */
export type Batch = Map<string, Folded>;

/** Records of one namespace that are fetched or brought together. */
const TOGETHER = 1_000;
/** Records, and bytes as `sizeOf` counts them, that wait for others of their namespace at most. */
const MOST_WAITING = 40_000;
const MOST_WAITING_BYTES = 64_000_000;
/** What of these is left once the largest batches have gone: sorting them costs little then, however many namespaces wait. */
const KEPT = 7 / 8;

/**
 * Drains a fold as batches of one namespace each. Records come in no order: once too many wait, the namespaces go that have
 * gathered most, so that with N namespaces a batch is near twice an N-th of what may wait, and not an N-th.
 */
export function* batchesOf(fold: Pick<Fold, "drain">): Generator<[string, Batch]> {
  const waiting = new Map<string, Gathered>();
  let [records, bytes] = [0, 0];
  const leave = (namespace: string, gathered: Gathered): [string, Batch] => {
    waiting.delete(namespace);
    records -= gathered.batch.size;
    bytes -= gathered.bytes;
    return [namespace, gathered.batch];
  };
  for (const { ns, id, folded } of fold.drain()) {
    const gathered = waiting.get(ns) ?? { batch: new Map<string, Folded>(), bytes: 0 };
    const size = sizeOf(folded);
    waiting.set(ns, gathered);
    gathered.batch.set(id, folded);
    gathered.bytes += size;
    records += 1;
    bytes += size;
    if (gathered.batch.size >= TOGETHER) yield leave(ns, gathered);
    if (records < MOST_WAITING && bytes < MOST_WAITING_BYTES) continue;
    for (const each of largestFirst(waiting)) {
      if (records <= MOST_WAITING * KEPT && bytes <= MOST_WAITING_BYTES * KEPT) break;
      yield leave(...each);
    }
  }
  for (const [namespace, { batch }] of waiting) yield [namespace, batch];
}

interface Gathered {
  readonly batch: Batch;
  bytes: number;
}

function largestFirst(waiting: ReadonlyMap<string, Gathered>): [string, Gathered][] {
  return [...waiting].sort(([, a], [, b]) => b.batch.size - a.batch.size);
}
