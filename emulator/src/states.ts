/** Time as the emulator sees it, so that tests can move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** A timer of more fires at once: a collection that takes a month would be ready right away. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};

export type TransitionKind = "collections" | "indexes" | "deletions";

/**
 * The changes of state that are under way. A delay of 0 changes at once, within the call; one of Infinity never does. While a kind is held, changes that
 * have become due wait for its release.
 */
export class Transitions {
  readonly #running = new Set<() => void>();
  readonly #waiting: { kind: TransitionKind; run: () => void }[] = [];
  readonly #held = new Set<TransitionKind>();

  constructor(private readonly clock: Clock) {}

  begin(kind: TransitionKind, ms: number, run: () => void): void {
    if (ms <= 0) {
      this.#due(kind, run);
      return;
    }
    if (ms === Number.POSITIVE_INFINITY) return;
    const cancel = this.clock.after(ms, () => {
      this.#running.delete(cancel);
      this.#due(kind, run);
    });
    this.#running.add(cancel);
  }

  hold(kind: TransitionKind): void {
    this.#held.add(kind);
  }

  release(kind: TransitionKind): void {
    this.#held.delete(kind);
    const due = this.#waiting.filter((waiting) => waiting.kind === kind);
    for (const waiting of due) this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    for (const waiting of due) waiting.run();
  }

  /** Forgets every change under way and every hold. */
  clear(): void {
    for (const cancel of this.#running) cancel();
    this.#running.clear();
    this.#waiting.length = 0;
    this.#held.clear();
  }

  #due(kind: TransitionKind, run: () => void): void {
    if (this.#held.has(kind)) this.#waiting.push({ kind, run });
    else run();
  }
}
