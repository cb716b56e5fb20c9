import { type Entry, isBulk, namedIds } from "./entry";

/** How much a log would shrink if only the last state of each record were kept. */
export interface Compaction {
  readonly entries: number;
  /** Entries of bulk operations: their records are known to the index alone. */
  readonly bulk: number;
  /** Records that entries name, counted each time. */
  readonly mentions: number;
  readonly distinctRecords: number;
  /** Mentions a distinct record; 1 when every record was written once, and for a log that names none. */
  readonly foldRatio: number;
  readonly bytes: number;
}

/** Counts while a log is read. Keeps one string a distinct record in memory. */
export class CompactionCount {
  readonly #records = new Set<string>();
  #entries = 0;
  #bulk = 0;
  #mentions = 0;
  #bytes = 0;

  add(entries: readonly Entry[], bytes: number): void {
    this.#bytes += bytes;
    for (const entry of entries) {
      this.#entries += 1;
      if (isBulk(entry)) this.#bulk += 1;
      for (const id of namedIds(entry)) {
        this.#mentions += 1;
        this.#records.add(JSON.stringify([entry.ns, id]));
      }
    }
  }

  get result(): Compaction {
    const distinctRecords = this.#records.size;
    return {
      entries: this.#entries,
      bulk: this.#bulk,
      mentions: this.#mentions,
      distinctRecords,
      foldRatio: distinctRecords === 0 ? 1 : this.#mentions / distinctRecords,
      bytes: this.#bytes,
    };
  }
}
