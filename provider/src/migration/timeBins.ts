/** What falls into equal spans of time. */
export interface Bins {
  /** Milliseconds of a bin. */
  readonly widthMs: number;
  /** In order; those in which nothing fell are left out. */
  readonly bins: readonly Bin[];
}

export interface Bin {
  /** Where it begins, in milliseconds since 1970. */
  readonly at: number;
  /** By series, as many as have something so far. */
  readonly counts: readonly number[];
}

/** Widths that people have words for, in seconds; each is made of whole ones of the one before. Above: doubled. */
const WIDTHS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 604_800].map((seconds) => seconds * 1_000);

/**
 * Counts moments whose span isn't known beforehand: bins begin a second wide and are widened whenever there would be too
 * many of them, so a log of months takes no more memory than one of minutes.
 */
export class TimeBins {
  readonly #counts = new Map<number, number[]>();
  #widthMs = WIDTHS[0] ?? 1_000;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param most bins between the first moment and the last */
  constructor(readonly most: number) {}

  /** @param at milliseconds since 1970 */
  add(at: number, series: number): void {
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
    while (this.#last - this.#first >= this.#widthMs * this.most) this.#widen();
    count(this.#counts, Math.floor(at / this.#widthMs), series, 1);
  }

  get result(): Bins {
    const bins = [...this.#counts]
      .sort(([a], [b]) => a - b)
      .map(([number, counts]) => ({ at: number * this.#widthMs, counts: Array.from(counts, (each) => each ?? 0) }));
    return { widthMs: this.#widthMs, bins };
  }

  #widen(): void {
    const next = WIDTHS.find((each) => each > this.#widthMs) ?? this.#widthMs * 2;
    const times = next / this.#widthMs;
    this.#widthMs = next;
    const before = [...this.#counts];
    this.#counts.clear();
    for (const [number, counts] of before) {
      counts.forEach((each, series) => {
        count(this.#counts, Math.floor(number / times), series, each);
      });
    }
  }
}

function count(counts: Map<number, number[]>, number: number, series: number, by: number): void {
  const bin = counts.get(number) ?? [];
  counts.set(number, bin);
  bin[series] = (bin[series] ?? 0) + by;
}
