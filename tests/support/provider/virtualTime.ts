import type { Clock } from "../../../provider/src/util/clock";

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Time for many sleepers at once: it jumps to the next of them when nothing else is left to do. */
export class VirtualTime implements Clock {
  #now = 1_700_000_000_000;
  #sleepers: Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      this.#sleepers.push({ until: this.#now + ms, wake: resolve });
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }

  /** Lets time pass until this is settled; fails when it waits for nothing that time could bring. */
  async until<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    work.then(end, end);
    for (;;) {
      for (let at = 0; at < 5; at += 1) await new Promise((resolve) => setImmediate(resolve));
      if (settled) return work;
      this.#sleepers.sort((a, b) => a.until - b.until);
      const next = this.#sleepers.shift();
      if (next === undefined) throw new Error("waits for ever");
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
  }
}
