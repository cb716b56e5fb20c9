import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../util/clock";

/** Time whose waits don't keep a process from ending. */
export const quietClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) });
  },
};

/** Longest interval of a timer in Node: it is there to be waited for, not to strike. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Work under way. It keeps the process from ending, as a write that a fence holds waits on quiet timers alone; and it
 * can be waited for.
 */
export class WorkUnderWay {
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#timer ??= setInterval(() => undefined, LONGEST_MS);
    if (this.#count === 0) this.#timer.ref();
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.#end();
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #end(): void {
    this.#timer?.unref();
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
