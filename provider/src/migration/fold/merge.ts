import { compareEntries } from "../../writeLog/entry";
import type { Stamp } from "../../writeLog/hybridClock";
import type { LogStore } from "../../writeLog/store";
import type { FoldPosition, Place, Placed } from "./foldPosition";
import { WriterCursor } from "./writerCursor";

/** Each writer, with the place behind its last entry; undefined while it may write. */
export type WriterEnds = Readonly<Record<string, Place | undefined>>;

/** The stamp of an entry of each writer. */
export type WriterStamps = Readonly<Record<string, Stamp>>;

export interface MergeOptions {
  readonly store: LogStore;
  /** Each writer, and where its log ends if it does. */
  readonly writers: WriterEnds;
  readonly from: FoldPosition;
  /** Of each writer's last entry in front of `from`, where it is known: a copy of what was yielded before is none. */
  readonly stamps?: WriterStamps | undefined;
  /** Entries with `t` below this are yielded. */
  readonly watermark: number;
  /** Bytes of segments that are held at once. */
  readonly memoryBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

const BATCH = 1_000;
const MEMORY_BYTES = 16_000_000;

/**
 * All writers' entries in the one order (t, n, w), up to the watermark. Each writer's own log is in order, so this is a
 * merge: of each writer that is being read one segment is held, of the others only the first entry's stamp.
 */
export class Merge {
  readonly #cursors: readonly WriterCursor[];
  readonly #heap: WriterCursor[] = [];
  #tick = 0;

  constructor(readonly options: MergeOptions) {
    const { store, writers, from, stamps } = options;
    this.#cursors = Object.entries(writers).map(
      ([writer, until]) => new WriterCursor(store, writer, until, from, stamps?.[writer]),
    );
  }

  /** The first entry of each writer that was not yielded. */
  position(): FoldPosition {
    return Object.fromEntries(this.#cursors.map(({ writer, place }) => [writer, place]));
  }

  async *batches(): AsyncGenerator<readonly Placed[]> {
    const { signal, watermark } = this.options;
    for (const cursor of this.#cursors) {
      signal?.throwIfAborted();
      if (await cursor.settle()) this.#push(cursor);
      this.#makeRoom();
    }
    let batch: Placed[] = [];
    for (let cursor = this.#heap[0]; cursor !== undefined; cursor = this.#heap[0]) {
      if (cursor.head.t >= watermark) break;
      if (!cursor.loaded) {
        signal?.throwIfAborted();
        this.#makeRoom();
        await cursor.load();
      }
      cursor.usedAt = ++this.#tick;
      batch.push(cursor.take());
      await this.#moveOn(cursor);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  /** Keeps the heap in order after the first cursor gave its entry. */
  async #moveOn(cursor: WriterCursor): Promise<void> {
    if (cursor.loaded) return this.#sink();
    this.options.signal?.throwIfAborted();
    if (!(await cursor.settle())) return this.#pop();
    this.#sink();
    this.#makeRoom();
  }

  /** Puts the segments aside that were not used for longest: they are read again when their turn comes. */
  #makeRoom(): void {
    const { memoryBytes = MEMORY_BYTES } = this.options;
    const held = this.#cursors.filter((cursor) => cursor.loaded).sort((a, b) => a.usedAt - b.usedAt);
    let bytes = held.reduce((sum, cursor) => sum + cursor.bytes, 0);
    for (const cursor of held) {
      if (bytes <= memoryBytes) return;
      bytes -= cursor.bytes;
      cursor.park();
    }
  }

  #push(cursor: WriterCursor): void {
    const heap = this.#heap;
    heap.push(cursor);
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  /** The first cursor has moved on: puts it where it belongs now. */
  #sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const smaller = this.#isBefore(right, left) ? right : left;
      if (!this.#swapIfBefore(smaller, at)) return;
      at = smaller;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    return first !== undefined && second !== undefined && compareEntries(first.head, second.head) < 0;
  }

  #swapIfBefore(child: number, parent: number): boolean {
    if (!this.#isBefore(child, parent)) return false;
    const [lower, upper] = [this.#heap[child], this.#heap[parent]];
    if (lower === undefined || upper === undefined) return false;
    this.#heap[child] = upper;
    this.#heap[parent] = lower;
    return true;
  }
}

/** Counts entries from a position on, up to `most`: what waits for a later pass. */
export async function countFrom(
  { store, writers, from }: Pick<MergeOptions, "store" | "writers" | "from">,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let count = 0;
  for (const [writer, until] of Object.entries(writers)) {
    const cursor = new WriterCursor(store, writer, until, from);
    while (count < most && (await cursor.settle())) count += cursor.skipSegment();
  }
  return Math.min(count, most);
}
