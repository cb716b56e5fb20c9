import { hash } from "node:crypto";

/** Slots at first; the table doubles when it is two thirds full. */
const FIRST_SLOTS = 1 << 10;

/**
 * A set of record ids that holds 64 bits of each one's SHA-256: 25 million ids, the most that a migration takes, need
 * about 0.5 GB, where a Set of strings would end at 16.7 million. Two ids are taken for one with a chance of 2e-5 over
 * 25 million; what then is not looked at shows in the counts.
 */
export class IdSet {
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** True when the id was not in the set before. */
  add(namespace: string, id: string): boolean {
    if (this.#size * 3 >= this.#high.length * 2) this.#grow();
    const [high, low] = keyOf(namespace, id);
    const added = this.#put(high, low);
    if (added) this.#size += 1;
    return added;
  }

  has(namespace: string, id: string): boolean {
    const [high, low] = keyOf(namespace, id);
    const slot = this.#slotOf(high, low);
    return this.#high[slot] !== 0 || this.#low[slot] !== 0;
  }

  #put(high: number, low: number): boolean {
    const slot = this.#slotOf(high, low);
    if (this.#high[slot] !== 0 || this.#low[slot] !== 0) return false;
    this.#high[slot] = high;
    this.#low[slot] = low;
    return true;
  }

  /** The key's slot, or the free one where it would go. */
  #slotOf(high: number, low: number): number {
    const mask = this.#high.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const [a, b] = [this.#high[slot], this.#low[slot]];
      if ((a === high && b === low) || (a === 0 && b === 0)) return slot;
    }
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = new Uint32Array(high.length * 2);
    this.#low = new Uint32Array(high.length * 2);
    for (const [at, each] of high.entries()) {
      const other = low[at] ?? 0;
      if (each !== 0 || other !== 0) this.#put(each, other);
    }
  }
}

/** Never 0 and 0, which marks a free slot. */
function keyOf(namespace: string, id: string): [high: number, low: number] {
  const bytes = hash("sha256", JSON.stringify([namespace, id]), "buffer");
  const [high, low] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
  return high === 0 && low === 0 ? [0, 1] : [high, low];
}
