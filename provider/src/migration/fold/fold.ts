import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { RecordBody } from "../../writeLog/entry";
import { type Change, changeOf, type Folded, foldChange, sizeOf } from "./folded";
import { type FoldedRecord, Spill } from "./spill";

export interface FoldOptions {
  /** A folder for what does not fit into memory. Nothing of it is needed after the run. */
  readonly folder: string;
  /** Records held in memory at most. */
  readonly records?: number;
  /** Bytes held in memory at most, roughly. */
  readonly bytes?: number;
}

const RECORDS = 30_000;
const BYTES = 24_000_000;
/** Longest key that a fold's map is split by; beyond, partitioning stops (64^8 partitions are beyond any index). */
const MOST_LEVELS = 8;

interface Held {
  readonly ns: string;
  readonly id: string;
  folded: Folded;
}

/**
 * Folds changes per record, in the order in which they come. What does not fit into memory goes to partitions on disk,
 * each of which is folded alone when all is drained: memory stays bounded however many records there are.
 */
export class Fold {
  readonly #held = new Map<string, Held>();
  #bytes = 0;
  #spill: Spill | undefined;

  constructor(
    readonly options: FoldOptions,
    readonly level = 0,
  ) {}

  get isEmpty(): boolean {
    return this.#held.size === 0 && this.#spill === undefined;
  }

  /** Entries of a write that name their records. */
  add(ns: string, body: RecordBody): void {
    if (body.op !== "delete") this.change(ns, body.id, body);
    else for (const id of body.ids) this.change(ns, id, { op: "delete" });
  }

  change(ns: string, id: string, change: Change): void {
    const key = `${ns.length}:${ns}${id}`;
    const held = this.#held.get(key);
    const folded = foldChange(held?.folded, change);
    if (held === undefined) {
      this.#held.set(key, { ns, id, folded });
      this.#bytes += OVERHEAD + key.length + sizeOf(folded);
    } else {
      this.#bytes += sizeOf(folded) - sizeOf(held.folded);
      held.folded = folded;
    }
    if (this.#isFull()) this.#toDisk();
  }

  /** All that was folded, once each, in no order. The fold is empty afterwards, also when the caller stops early. */
  *drain(): Generator<FoldedRecord> {
    const spill = this.#spill;
    if (spill === undefined) {
      yield* this.#held.values();
      this.#forget();
      return;
    }
    this.#toDisk();
    this.#spill = undefined;
    try {
      for (const partition of spill.partitions()) yield* this.#foldedAlone(partition);
    } finally {
      spill.remove();
    }
  }

  /** Forgets all. */
  discard(): void {
    this.#forget();
    this.#spill?.remove();
    this.#spill = undefined;
  }

  *#foldedAlone(partition: Iterable<FoldedRecord>): Generator<FoldedRecord> {
    const alone = new Fold(this.options, this.level + 1);
    try {
      for (const { ns, id, folded } of partition) {
        const body = changeOf(id, folded);
        alone.change(ns, id, body.op === "delete" ? { op: "delete" } : body);
      }
      yield* alone.drain();
    } finally {
      alone.discard();
    }
  }

  #isFull(): boolean {
    const { records = RECORDS, bytes = BYTES } = this.options;
    return this.level < MOST_LEVELS && (this.#held.size > records || this.#bytes > bytes);
  }

  #toDisk(): void {
    this.#spill ??= new Spill(join(this.options.folder, `fold-${randomUUID()}`), this.level);
    this.#spill.add(this.#held.values());
    this.#forget();
  }

  #forget(): void {
    this.#held.clear();
    this.#bytes = 0;
  }
}

/** Map entry, key and record (V8, measured: about 150 bytes). */
const OVERHEAD = 150;
