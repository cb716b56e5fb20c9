/** Slots at first; the table doubles when it is two thirds full. */
const FIRST_SLOTS = 1 << 10;

/** A record's id and namespace as 64 bits. Never 0 and 0, which marks a free slot. */
export type IdKey = readonly [high: number, low: number];

/**
 * A set of record ids that holds a hash of 64 bits of each: 25 million ids need about 0.4 GB, where a Set of strings
 * would end at 16.7 million. Two ids are taken for one with a chance of 2e-5 over 25 million; what then is not looked at
 * shows in the counts.
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
    return this.addKey(idKey(namespace, id));
  }

  addKey([high, low]: IdKey): boolean {
    if (this.#size * 3 >= this.#high.length * 2) this.#grow();
    const added = this.#put(high, low);
    if (added) this.#size += 1;
    return added;
  }

  has(namespace: string, id: string): boolean {
    const [high, low] = idKey(namespace, id);
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

/** The same in every run. Not for ids that somebody chooses so that they collide. */
export function idKey(namespace: string, id: string): IdKey {
  // The length tells where the namespace ends.
  const [a, b] = mixed(id, ...mixed(namespace, namespace.length, ~namespace.length));
  const high = finish(a ^ (b >>> 7)) >>> 0;
  const low = finish(b ^ high) >>> 0;
  return high === 0 && low === 0 ? [0, 1] : [high, low];
}

/** Two lanes with multipliers of their own; the shift brings high bits down, where multiplying alone never does. */
function mixed(text: string, first: number, second: number): [number, number] {
  let [a, b] = [first, second];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b ^ unit, 0x85ebca77);
    b ^= b >>> 13;
  }
  return [a, b];
}

function finish(lane: number): number {
  let hash = lane ^ (lane >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return hash ^ (hash >>> 16);
}
