/** A point of hybrid logical time: milliseconds and a counter within one. */
export interface Stamp {
  readonly t: number;
  readonly n: number;
}

/**
 * A hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", OPODIS 2014): never runs backwards, never behind
 * what was heard of others, else the wall clock.
 */
export class HybridClock {
  #t: number;
  #n = 0;

  /** @param floor nothing at or below this time is ever given out */
  constructor(
    readonly wall: () => number,
    floor = 0,
  ) {
    this.#t = floor;
  }

  /** A stamp above all before. */
  next(): Stamp {
    const now = Math.floor(this.wall());
    if (now > this.#t) {
      this.#t = now;
      this.#n = 0;
    } else {
      this.#n += 1;
    }
    return { t: this.#t, n: this.#n };
  }

  /** The time below which nothing more is given out. */
  now(): number {
    const now = Math.floor(this.wall());
    if (now > this.#t) {
      this.#t = now;
      this.#n = 0;
    }
    return this.#t;
  }

  /** Another writer's time was heard: what follows here comes after it. */
  hear(t: number): void {
    if (t <= this.#t) return;
    this.#t = t;
    this.#n = 0;
  }
}

/** True when a stamp comes after another one, or there is no other. */
export function isAfter(stamp: Stamp, other: Stamp | undefined): boolean {
  return other === undefined || stamp.t > other.t || (stamp.t === other.t && stamp.n > other.n);
}
