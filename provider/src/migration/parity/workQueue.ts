import PQueue from "p-queue";

/** Tasks that may wait for a place, by place: enough to keep all places busy, few enough to keep memory bounded. */
const WAITING_PER_PLACE = 2;

export interface WorkQueueOptions {
  /** Tasks under way at once; 8 unless said otherwise. */
  readonly concurrency?: number;
  /** What all tasks that are under way or wait may weigh together, such as the records that they hold; left out: no bound. */
  readonly mostWeight?: number;
  readonly signal?: AbortSignal;
}

/** Runs tasks side by side, a bounded number at once; `add` waits while too many wait. The first failure ends it. */
export class WorkQueue {
  readonly #queue: PQueue;
  readonly #signal: AbortSignal | undefined;
  readonly #mostWaiting: number;
  readonly #mostWeight: number;
  #weight = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor({ concurrency = 8, mostWeight = Number.POSITIVE_INFINITY, signal }: WorkQueueOptions) {
    this.#queue = new PQueue({ concurrency });
    this.#mostWaiting = concurrency * WAITING_PER_PLACE;
    this.#mostWeight = mostWeight;
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

  /**
   * Several may add at once: all that waited for a free place wake together, and the first ones take it. A task that weighs
   * more than all may together runs alone.
   */
  async add(task: () => Promise<void>, weight = 0): Promise<void> {
    while (this.#queue.size >= this.#mostWaiting) await this.#queue.onSizeLessThan(this.#mostWaiting);
    while (this.#weight > 0 && this.#weight + weight > this.#mostWeight) await this.#oneEnds();
    this.#raise();
    this.#weight += weight;
    void this.#queue.add(async () => {
      try {
        if (this.#failure === undefined && !this.#signal?.aborted) await task();
      } catch (error) {
        this.#failure ??= { error };
      } finally {
        this.#weight -= weight;
      }
    });
  }

  #oneEnds(): Promise<void> {
    return new Promise((resolve) => this.#queue.once("completed", () => resolve()));
  }

  #raise(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#signal?.throwIfAborted();
  }
}
