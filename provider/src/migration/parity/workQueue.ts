import PQueue from "p-queue";

/** Tasks that may wait for a place, by place: enough to keep all places busy, few enough to keep memory bounded. */
const WAITING_PER_PLACE = 2;

/** Runs tasks side by side, a bounded number at once; `add` waits while too many wait. The first failure ends it. */
export class WorkQueue {
  readonly #queue: PQueue;
  readonly #signal: AbortSignal | undefined;
  readonly #mostWaiting: number;
  #failure: { readonly error: unknown } | undefined;

  constructor({ concurrency = 8, signal }: { concurrency?: number; signal?: AbortSignal }) {
    this.#queue = new PQueue({ concurrency });
    this.#mostWaiting = concurrency * WAITING_PER_PLACE;
    this.#signal = signal;
  }

  /**
   * Runs the tasks that `fill` adds. Settles when nothing is under way any more, also after a failure of `fill` itself,
   * which ends the tasks that still wait.
   */
  async run(fill: () => Promise<void>): Promise<void> {
    try {
      await fill();
    } catch (error) {
      this.#failure ??= { error };
    }
    await this.#queue.onIdle();
    this.#raise();
  }

  /** Several may add at once: all that waited for a free place wake together, and the first ones take it. */
  async add(task: () => Promise<void>): Promise<void> {
    while (this.#queue.size >= this.#mostWaiting) await this.#queue.onSizeLessThan(this.#mostWaiting);
    this.#raise();
    void this.#queue.add(async () => {
      try {
        if (this.#failure === undefined && !this.#signal?.aborted) await task();
      } catch (error) {
        this.#failure ??= { error };
      }
    });
  }

  #raise(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#signal?.throwIfAborted();
  }
}
