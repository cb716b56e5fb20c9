import type { Clock } from "../util/clock";
import type { LeaseClock } from "./lease";

interface Waiting {
  /** By the clock that never jumps. */
  readonly due: number;
  act(): void;
}

/** Milliseconds that one may come late, so that those of a busy writer come many at a time. */
const TOGETHER_MS = 10;

/**
 * What is to be done a while after each write. A busy writer has thousands of them waiting: those that wait equally long
 * stand in one line with one timer, so that a write costs the same however many are before it.
 */
export class Afterwards {
  readonly #lines = new Map<number, Waiting[]>();

  constructor(
    readonly clock: Pick<Clock, "sleep">,
    readonly leaseClock: Pick<LeaseClock, "monotonic">,
    /** Aborted when nothing of it matters any more: no timer stays. */
    readonly signal: AbortSignal,
  ) {}

  /** Does it no sooner than in so many milliseconds. */
  in(ms: number, act: () => void): void {
    const waiting = { due: this.leaseClock.monotonic() + ms, act };
    const line = this.#lines.get(ms);
    if (line !== undefined) {
      line.push(waiting);
      return;
    }
    const begun = [waiting];
    this.#lines.set(ms, begun);
    // Rejects when it is aborted, and then there is nothing to do.
    this.#run(ms, begun).catch(() => undefined);
  }

  async #run(ms: number, line: Waiting[]): Promise<void> {
    for (let first = line[0]; first !== undefined; first = line[0]) {
      await this.clock.sleep(Math.max(TOGETHER_MS, first.due - this.leaseClock.monotonic()), this.signal);
      const now = this.leaseClock.monotonic();
      const still = line.findIndex(({ due }) => due > now);
      for (const { act } of line.splice(0, still === -1 ? line.length : still)) act();
    }
    this.#lines.delete(ms);
  }
}
