import { hash } from "node:crypto";

/**
 * A place between 0 and 1 for each record, by seed: the same in every run, independent of order, uniform over all
 * namespaces. A sample is the records below a threshold.
 */
export function placeOf(seed: number, namespace: string, id: string): number {
  const text = hash("sha256", JSON.stringify([seed, namespace, id]), "hex");
  return Number.parseInt(text.slice(0, 12), 16) / 2 ** 48;
}

/** Keeps the k items with the smallest places, however many are offered. */
export class SmallestPlaces<T> {
  #kept: { place: number; item: T }[] = [];
  /** As many as are kept have smaller places. */
  #tooLarge = Number.POSITIVE_INFINITY;

  constructor(readonly size: number) {}

  offer(place: number, item: T): void {
    if (this.size === 0 || place >= this.#tooLarge) return;
    this.#kept.push({ place, item });
    if (this.#kept.length >= this.size * 2 + 16) this.#cut();
  }

  items(): T[] {
    this.#cut();
    return this.#kept.map(({ item }) => item);
  }

  #cut(): void {
    this.#kept.sort((a, b) => a.place - b.place);
    if (this.#kept.length < this.size) return;
    this.#kept.length = this.size;
    this.#tooLarge = this.#kept.at(-1)?.place ?? 0;
  }
}
