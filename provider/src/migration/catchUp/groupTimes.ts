import type { Clock } from "../../util/clock";

/** Does something that is no work of a group's, and waits for it. */
export type Waiting = (wait: () => Promise<void>) => Promise<void>;

/**
 * How long the groups of a round worked, each in one of so many places. While one waits for `settle` the others work on:
 * what a round would take without its waiting is known by the groups' own times alone.
 */
export class GroupTimes {
  /** Milliseconds, in the order in which the groups began. */
  readonly #worked: number[] = [];
  #began: number | undefined;
  #ended = 0;
  #hasWaited = false;

  constructor(
    readonly clock: Pick<Clock, "now">,
    readonly places: number,
  ) {}

  async run(group: (waiting: Waiting) => Promise<void>): Promise<void> {
    const { clock } = this;
    const began = clock.now();
    this.#began ??= began;
    const at = this.#worked.push(0) - 1;
    let waited = 0;
    await group(async (wait) => {
      const from = clock.now();
      this.#hasWaited = true;
      await wait();
      waited += clock.now() - from;
    });
    this.#ended = clock.now();
    this.#worked[at] = Math.max(0, this.#ended - began - waited);
  }

  /** Milliseconds by which the last group would have ended sooner, had none waited. */
  get waitedMs(): number {
    // Without any waiting there is nothing to take off; groups may then begin late, while the log is still being read.
    if (!this.#hasWaited || this.#began === undefined) return 0;
    return Math.max(0, this.#ended - this.#began - this.#withoutWaiting());
  }

  /** As the queue would have had it: each group in the place that is free first. */
  #withoutWaiting(): number {
    const busyFor = new Array<number>(Math.min(this.places, this.#worked.length)).fill(0);
    for (const worked of this.#worked) {
      const least = Math.min(...busyFor);
      busyFor[busyFor.indexOf(least)] = least + worked;
    }
    return Math.max(...busyFor);
  }
}
