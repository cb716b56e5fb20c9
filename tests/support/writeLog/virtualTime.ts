import type { Clock } from "../../../provider/src/util/clock";
import type { LeaseClock } from "../../../provider/src/writeLog/lease";

interface Event {
  readonly at: number;
  readonly order: number;
  readonly process: VirtualProcess | undefined;
  readonly run: () => void;
}

/** Every so many turns the event loop has one of its own: time-outs of tests and rejections nobody handles are seen. */
const TURNS = 500;
let turns = 0;

/**
 * Resolves once all that is settled has gone on: ticks come after the last microtask. A turn of the event loop would do
 * as well, and takes ten times as long.
 */
export async function settled(): Promise<void> {
  turns += 1;
  // From here on it runs as a microtask, so that the tick comes behind all the others.
  await undefined;
  await new Promise<void>((resolve) => {
    if (turns % TURNS === 0) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}

/** Time that runs from event to event, in milliseconds. Everything that awaits it goes on in a fixed order. */
export class VirtualTime {
  now = 0;
  readonly #queue: Event[] = [];
  #order = 0;

  /** @param pause asked before each event of a process: so long is the process paused first; 0 for not */
  constructor(readonly pause: (process: VirtualProcess) => number = () => 0) {}

  at(at: number, process: VirtualProcess | undefined, run: () => void): void {
    this.#push({ at, order: this.#order++, process, run });
  }

  sleep(ms: number, process?: VirtualProcess): Promise<void> {
    return new Promise((resolve) => this.at(this.now + ms, process, resolve));
  }

  /** Runs all events before a point of time. */
  async run(until: number): Promise<void> {
    for (;;) {
      // What the last event began ends first: promises that are settled go on before the next turn of the event loop.
      await settled();
      const next = this.#queue[0];
      if (next === undefined || next.at >= until) break;
      this.#pop();
      this.now = next.at;
      this.#fire(next);
    }
    this.now = until;
  }

  #fire({ process, run }: Event): void {
    if (process?.dead) return;
    if (process !== undefined && process.pausedUntil <= this.now) {
      const ms = this.pause(process);
      if (ms > 0) process.pausedUntil = this.now + ms;
    }
    if (process !== undefined && process.pausedUntil > this.now) this.at(process.pausedUntil, process, run);
    else run();
  }

  #push(event: Event): void {
    const queue = this.#queue;
    let at = queue.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, queue[parent])) break;
      queue[at] = queue[parent] as Event;
      at = parent;
    }
    queue[at] = event;
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && before(queue[child + 1] as Event, queue[child])) child += 1;
      if (!before(queue[child] as Event, last)) break;
      queue[at] = queue[child] as Event;
      at = child;
    }
    queue[at] = last;
  }
}

function before(a: Event, b: Event | undefined): boolean {
  return b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}

/** A process: pauses, dies, and has clocks of its own that run a little fast or slow. */
export class VirtualProcess {
  dead = false;
  pausedUntil = 0;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;

  constructor(
    readonly time: VirtualTime,
    readonly name: string,
    drift = 1,
    /** By how much its wall clock is wrong: it may be set meanwhile. */
    public skewMs = 0,
  ) {
    this.leaseClock = { monotonic: () => time.now * drift, wall: () => time.now * drift + this.skewMs };
    this.clock = {
      now: () => this.leaseClock.wall(),
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          const stop = () => reject(signal?.reason);
          signal?.addEventListener("abort", stop, { once: true });
          time.at(time.now + ms / drift, this, () => {
            signal?.removeEventListener("abort", stop);
            resolve();
          });
        }),
    };
  }
}
