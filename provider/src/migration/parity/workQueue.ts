import PQueue from "p-queue";

/** Tasks that may wait for a place, by place: enough to keep all places busy, few enough to keep memory bounded. */
const WAITING_PER_PLACE = 2;

/** Runs tasks side by side, a bounded number at once; `add` waits while too many wait. The first failure ends it. */
export class WorkQueue {
  readonly #queue: PQueue;
  readonly #signal: AbortSignal | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor({ concurrency = 8, signal }: { concurrency?: number; signal?: AbortSignal }) {
    this.#queue = new PQueue({ concurrency });
    this.#signal = signal;
  }

  async add(task: () => Promise<void>): Promise<void> {
    await this.#queue.onSizeLessThan(this.#queue.concurrency * WAITING_PER_PLACE);
    this.#raise();
    void this.#queue.add(async () => {
      try {
        if (this.#failure === undefined && !this.#signal?.aborted) await task();
      } catch (error) {
        this.#failure ??= { error };
      }
    });
  }

  async done(): Promise<void> {
    await this.#queue.onIdle();
    this.#raise();
  }

  #raise(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#signal?.throwIfAborted();
  }
}
