/** Steps that wait for an earlier one at most: enough to hide one slow answer, few enough to keep memory bounded. */
const MOST_WAITING = 32;

type Step = () => Promise<void> | void;

/**
 * Takes steps in the order of their numbers, from 0 without a gap, in whatever order they are handed in. A step begins
 * when the one before it has returned; what it then still waits for holds up only who handed it in.
 */
export class InTurn {
  #next = 0;
  readonly #waiting = new Map<number, Step>();
  readonly #held = new Set<() => void>();
  #failure: { readonly error: unknown } | undefined;

  /** Resolves when the step, and those behind it that waited for it, have ended, or it is left waiting itself. */
  async hand(number: number, step: Step): Promise<void> {
    while (number - this.#next > MOST_WAITING && this.#failure === undefined) {
      await new Promise<void>((resolve) => this.#held.add(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#waiting.set(number, step);
    const ended: (Promise<void> | void)[] = [];
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      ended.push(next());
    }
    this.#release();
    await Promise.all(ended);
  }

  /** A step will never come: who waits for it fails. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#release();
  }

  #release(): void {
    for (const resolve of this.#held) resolve();
    this.#held.clear();
  }
}
