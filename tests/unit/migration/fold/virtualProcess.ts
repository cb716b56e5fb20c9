import type { Clock } from "../../../../provider/src/util/clock";
import type { LeaseClock } from "../../../../provider/src/writeLog/lease";
import type { LogStore } from "../../../../provider/src/writeLog/store";
import { settled } from "../../../support/writeLog/virtualTime";

/** A seeded generator (mulberry32) with what random histories need. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  pick<T>(all: readonly T[]): T {
    const at = all[Math.floor(this.next() * all.length)];
    if (at === undefined) throw new Error("nothing to pick from");
    return at;
  }
}

interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes from event to event; all that an event leads to without waiting is over before the next. */
export class VirtualTime {
  now = 1_000_000;
  readonly #events: Event[] = [];

  after(ms: number, run: () => void): void {
    const event = { at: this.now + Math.max(0, ms), run };
    let place = this.#events.length;
    while (place > 0 && event.at < (this.#events[place - 1]?.at ?? 0)) place -= 1;
    this.#events.splice(place, 0, event);
  }

  /** Lets time pass until the work is over. Throws what it throws. */
  async until<T>(work: Promise<T>, mostMs = 120_000): Promise<T> {
    let over = false;
    const ended = work.finally(() => {
      over = true;
    });
    ended.catch(() => undefined);
    const most = this.now + mostMs;
    for (await settled(); !over; await settled()) {
      const event = this.#events.shift();
      if (event === undefined) throw new Error("everybody waits, and nothing will happen");
      if (event.at > most) throw new Error(`not over after ${mostMs} ms`);
      this.now = event.at;
      event.run();
    }
    return ended;
  }

  pass(ms: number): Promise<void> {
    return this.until(new Promise<void>((resolve) => this.after(ms, resolve)));
  }
}

/** What may happen to a request to the store. */
export type Mishap = "none" | "slow" | "answer lost" | "late" | "never";

export interface ProcessOptions {
  readonly time: VirtualTime;
  readonly dice: Dice;
  /** Milliseconds by which its wall clock is wrong. */
  readonly skewMs?: number;
  /** What happens to the next creation of an object. */
  readonly mishap?: () => Mishap;
  /** Milliseconds after which a late effect comes at the latest. */
  readonly lateMs?: number;
  /** Milliseconds for which a slow request is on its way at most. */
  readonly slowMs?: number;
  /** Share of its requests to the store, of any kind, that are slow. */
  readonly slow?: number;
}

/** A process that can be paused at any await, and killed; its requests on the wire go on without it. */
export class VirtualProcess {
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  dead = false;
  /** It may be set meanwhile. */
  skewMs: number;
  #pausedUntil = 0;

  constructor(readonly options: ProcessOptions) {
    const { time, skewMs = 0 } = options;
    this.skewMs = skewMs;
    const wall = () => time.now + this.skewMs;
    this.leaseClock = { monotonic: () => time.now, wall };
    this.clock = {
      now: wall,
      sleep: (ms, signal) =>
        new Promise<void>((resolve, reject) => {
          if (signal?.aborted) reject(signal.reason);
          const stop = () => reject(signal?.reason);
          signal?.addEventListener("abort", stop);
          time.after(ms, () =>
            this.#awake(() => {
              signal?.removeEventListener("abort", stop);
              resolve();
            }),
          );
        }),
    };
  }

  kill(): void {
    this.dead = true;
  }

  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.options.time.now + ms);
  }

  /** One request: there, its effect, back. */
  request<T>(effect: () => Promise<T>, mishap: Mishap = "none"): Promise<T> {
    const { time, dice, lateMs = 0, slowMs = 0 } = this.options;
    return new Promise<T>((resolve, reject) => {
      const fail = (ms: number) => time.after(ms, () => this.#awake(() => reject(new Error("no answer"))));
      if (mishap === "never") return fail(20);
      if (mishap === "late") {
        time.after(dice.between(0, lateMs), () => void effect());
        return fail(dice.between(1, 20));
      }
      time.after(dice.between(0, mishap === "slow" ? slowMs : 4), () => {
        const done = effect();
        if (mishap === "answer lost") fail(10);
        else time.after(dice.between(0, 4), () => this.#awake(() => resolve(done)));
      });
    });
  }

  /** The store as this process reaches it. */
  store(inner: LogStore): LogStore {
    const { dice, slow = 0 } = this.options;
    const any = (): Mishap => (slow > 0 && dice.chance(slow) ? "slow" : "none");
    const { mishap = any } = this.options;
    return {
      url: inner.url,
      create: (path, body) => this.request(() => inner.create(path, body), mishap()),
      put: (path, body) => this.request(() => inner.put(path, body), any()),
      get: (path) => this.request(() => inner.get(path), any()),
      list: (folder) => this.request(() => inner.list(folder), any()),
      delete: (path) => this.request(() => inner.delete(path), any()),
    };
  }

  #awake(go: () => void): void {
    const { time } = this.options;
    if (this.dead) return;
    if (this.#pausedUntil > time.now) time.after(this.#pausedUntil - time.now, () => this.#awake(go));
    else go();
  }
}
