import type { Clock } from "../../../provider/src/util/clock";

/** Time that passes only while somebody sleeps; every sleep is noted. */
export class FakeTime implements Clock {
  readonly sleeps: number[] = [];
  #now: number;

  constructor(
    start = 1_700_000_000_000,
    /** Runs before each sleep; may abort. */
    private readonly beforeSleep: (count: number) => void = () => undefined,
  ) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.beforeSleep(this.sleeps.length);
    if (signal?.aborted) throw signal.reason;
    this.sleeps.push(ms);
    this.#now += ms;
  }
}
