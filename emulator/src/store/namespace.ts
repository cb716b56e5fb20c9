import { applyChange, type RecordsChange } from "./changes.js";
import { RecordTable } from "./records.js";

export interface FieldSchema {
  readonly fields: Readonly<Record<string, { readonly filterable: true }>>;
}

interface PendingWrite {
  readonly due: number;
  readonly lsn: number;
  readonly change: RecordsChange;
}

/**
 * One namespace: the records that reads show, and the writes that they don't show yet. The log sequence number counts the
 * writes of this namespace; it starts anew when the namespace is deleted and born again.
 */
export class Namespace {
  readonly #pending: PendingWrite[] = [];
  #lsn = 0;
  #indexedLsn = 0;
  #shown: boolean;

  constructor(
    readonly records: RecordTable,
    readonly schema: FieldSchema | undefined,
    /** Made by its own request or filled from a collection, rather than by a write: reads show it at once. */
    shown: boolean,
  ) {
    this.#shown = shown;
  }

  static empty(dimension: number): Namespace {
    return new Namespace(new RecordTable(dimension), undefined, false);
  }

  /** Takes a write in, in order; reads show it from `due` on. Answers its log sequence number. */
  write(change: RecordsChange, due: number, now: number): number {
    this.#lsn += 1;
    this.#pending.push({ due, lsn: this.#lsn, change });
    this.settle(now);
    return this.#lsn;
  }

  /** Makes the writes that are due visible. */
  settle(now: number): void {
    let first = this.#pending[0];
    while (first !== undefined && first.due <= now) {
      applyChange(this.records, first.change);
      this.#indexedLsn = first.lsn;
      this.#shown = true;
      this.#pending.shift();
      first = this.#pending[0];
    }
  }

  /** Whether reads know of the namespace at all. */
  get shown(): boolean {
    return this.#shown;
  }

  /** Writes that reads don't show yet, in order. */
  get waiting(): RecordsChange[] {
    return this.#pending.map(({ change }) => change);
  }

  /** Counts on from this log sequence number. */
  countFrom(lsn: number): void {
    this.#lsn = lsn;
    this.#indexedLsn = lsn;
  }

  /** Highest log sequence number that reads show. */
  get indexedLsn(): number {
    return this.#indexedLsn;
  }
}
