import type { Entry, EntryHead } from "../../writeLog/entry";
import { isAfter, type Stamp } from "../../writeLog/hybridClock";
import { readSegment } from "../../writeLog/segments";
import type { LogStore } from "../../writeLog/store";
import { type FoldPosition, type Place, type Placed, placeAt } from "./foldPosition";

/**
 * Reads one writer's log from a place on, with at most one segment in memory. A writer's stamps only grow: an entry whose
 * stamp does not is of a segment that was copied under a later number, and passed over.
 */
export class WriterCursor {
  /** When it was last read from, in the merge's own count. */
  usedAt = 0;
  #segment: number;
  #line: number;
  #entries: readonly Entry[] | undefined;
  #bytes = 0;
  #head: EntryHead | undefined;
  #last: Stamp | undefined;

  /**
   * @param until reads entries before this place only; undefined: as many as there are
   * @param last the stamp of the entry in front of `from`, where it is known
   */
  constructor(
    readonly store: LogStore,
    readonly writer: string,
    readonly until: Place | undefined,
    from: FoldPosition,
    last?: Stamp,
  ) {
    this.#last = last;
    ({ segment: this.#segment, line: this.#line } = placeAt(from, writer));
  }

  /** Where its next entry stands, or will. */
  get place(): Place {
    return { segment: this.#segment, line: this.#line };
  }

  /** The stamp of its next entry; `settle` must have answered true. */
  get head(): EntryHead {
    if (this.#head === undefined) throw new Error(`writer ${this.writer} has no next entry`);
    return this.#head;
  }

  get loaded(): boolean {
    return this.#entries !== undefined;
  }

  get bytes(): number {
    return this.#entries === undefined ? 0 : this.#bytes;
  }

  /** Goes to the next entry, over segments that have none left. False when there is none (yet). */
  async settle(): Promise<boolean> {
    this.#head = undefined;
    while (!this.#isOver()) {
      const segment = await readSegment(this.store, this.writer, this.#segment);
      if (segment === undefined || segment.sealed) return false;
      const last = this.#segment === this.until?.segment;
      const entries = last ? segment.entries.slice(0, this.until?.line) : segment.entries;
      this.#head = this.#nextIn(entries);
      if (this.#head !== undefined) {
        this.#entries = entries;
        this.#bytes = segment.bytes;
        return true;
      }
      this.#segment += 1;
      this.#line = 0;
    }
    return false;
  }

  /** Reads its segment again after it was put aside. */
  async load(): Promise<void> {
    await this.settle();
  }

  /** Forgets its segment, not its place. */
  park(): void {
    if (this.#head !== undefined) {
      const { v, t, n, w, e, ns } = this.#head;
      this.#head = { v, t, n, w, e, ns };
    }
    this.#entries = undefined;
  }

  /** The next entry. Behind a segment's last one nothing is loaded, and `settle` must be called. */
  take(): Placed {
    const entry = this.#entries?.[this.#line];
    if (entry === undefined) throw new Error(`writer ${this.writer} has no segment loaded`);
    const place = this.place;
    this.#line += 1;
    this.#last = entry;
    this.#head = this.#nextIn(this.#entries ?? []);
    if (this.#head === undefined) {
      this.#entries = undefined;
      this.#segment += 1;
      this.#line = 0;
    }
    return { entry, place };
  }

  /** Goes behind the loaded segment; answers how many entries were left in it. */
  skipSegment(): number {
    const left = (this.#entries?.length ?? 0) - this.#line;
    this.#entries = undefined;
    this.#segment += 1;
    this.#line = 0;
    return left;
  }

  /** Goes to the segment's next entry that is no copy. */
  #nextIn(entries: readonly Entry[]): Entry | undefined {
    let entry = entries[this.#line];
    while (entry !== undefined && !isAfter(entry, this.#last)) {
      this.#line += 1;
      entry = entries[this.#line];
    }
    return entry;
  }

  #isOver(): boolean {
    const { until } = this;
    if (until === undefined) return false;
    return this.#segment > until.segment || (this.#segment === until.segment && this.#line >= until.line);
  }
}
