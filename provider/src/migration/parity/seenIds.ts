import { compareByBytes } from "./byteOrder";
import { type IdKey, IdSet } from "./idSet";
import type { SeenBefore } from "./listing";

/** Ids that are held: their table takes 128 MB, and 64 MB more while it grows. */
export const MOST_HELD = 11_000_000;

/**
 * Ids that were listed. Up to a number all are held, so that a list out of order, or made again, is known. Beyond it a
 * list must come in the order of its ids' bytes, as documented: one behind the last one is new, and what comes again or
 * out of order counts as seen. It is not looked at then, and missing by count.
 */
export class SeenIds implements SeenBefore {
  #held: IdSet | undefined = new IdSet();
  readonly #last = new Map<string, string>();
  /** Those that came by another way last, once not all are held. */
  #unlisted = new IdSet();

  constructor(readonly most = MOST_HELD) {}

  /** False when there are too many: a list that is made again tells nothing new then. */
  get knowsAll(): boolean {
    return this.#held !== undefined;
  }

  /** True when the id was not listed before. */
  add(namespace: string, id: string): boolean {
    const last = this.#last.get(namespace);
    const isBehind = last === undefined || compareByBytes(id, last) > 0;
    if (isBehind) this.#last.set(namespace, id);
    if (this.#held === undefined) return isBehind;
    const isNew = this.#held.add(namespace, id);
    this.#drop();
    return isNew;
  }

  /**
   * The same for an id that came by another way than its list, where it may stand anywhere. Where not all are held it may
   * be new again: a log names some of them over and over, and at least not all of these times.
   */
  addUnlisted(namespace: string, id: string): boolean {
    if (this.#held === undefined) {
      if (this.#unlisted.size >= this.most) this.#unlisted = new IdSet();
      return this.#unlisted.add(namespace, id);
    }
    const isNew = this.#held.add(namespace, id);
    this.#drop();
    return isNew;
  }

  /** Takes over what a killed run has listed: the keys of its ids, and the last id of a namespace. */
  restore(keys: Iterable<IdKey>, last: ReadonlyMap<string, string>): void {
    for (const [namespace, id] of last) this.#last.set(namespace, id);
    for (const key of keys) {
      this.#held?.addKey(key);
      this.#drop();
    }
  }

  #drop(): void {
    if (this.#held !== undefined && this.#held.size > this.most) this.#held = undefined;
  }
}
