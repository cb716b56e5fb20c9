import PQueue from "p-queue";
import { stopped } from "../../errors";
import type { WriteOutcome } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { type Budgets, Lane, type Load } from "./lane";

export interface PacingOptions {
  /** Requests side by side, over all namespaces: at the beginning, and at most. */
  readonly startConcurrency?: number;
  readonly mostConcurrency?: number;
  /** Answers without a setback after which one more may go at once. */
  readonly raiseAfter?: number;
  /**
   * What a namespace may be sent in a second: 90 requests, 45 MB and 4,500 deletes by default, nine tenths of the
   * documented limits (100, 50 MB, 5,000) [docs.pinecone.io, rate limits, 2026], for others write too.
   */
  readonly budgets?: Partial<Budgets>;
  /** The share of these that this process may take, where several write to the same namespaces; 1 by default. */
  readonly share?: number;
  readonly signal?: AbortSignal;
  /** A number from 0 up to 1, for jitter. */
  readonly random?: () => number;
}

/** What `PacingOptions.budgets` are by default. */
export const BUDGETS: Budgets = { requests: 90, bytes: 45_000_000, deletes: 4_500 };

/** How the pace stands, for progress. */
export interface Pace {
  /** Requests that may be under way at once. */
  readonly concurrency: number;
  readonly underWay: number;
  /** Answers that said that there were too many requests (429). */
  readonly busy: number;
  /** Requests without an answer, or with one of a failing server. */
  readonly unknown: number;
}

/** A request on its way: wrapped, so that who waits for its sending doesn't wait for its answer. */
interface Sent {
  readonly outcome: Promise<WriteOutcome>;
}

/**
 * Decides when a write may be sent. The number of requests side by side grows by one after so many good answers, and is
 * halved by a busy or failing service, once for all requests that were under way together. Each namespace has budgets, and
 * is paused by itself when it is told to slow down. Within a namespace requests start in the order in which they were
 * handed in. Nothing is repeated here: what came back busy or unknown is handed in again by who knows whether it may be.
 */
export class Pacing {
  readonly #places: PQueue;
  readonly #lanes = new Map<string, Lane>();
  readonly #budgets: Budgets;
  readonly #most: number;
  readonly #raiseAfter: number;
  readonly #random: () => number;
  readonly #signal: AbortSignal | undefined;
  #good = 0;
  /** Grows with each halving: a request that was sent before it brings no news. */
  #era = 0;
  #busy = 0;
  #unknown = 0;

  constructor(
    private readonly clock: Clock,
    options: PacingOptions = {},
  ) {
    const { startConcurrency = 4, mostConcurrency = 16, raiseAfter = 10, random = Math.random, share = 1 } = options;
    this.#places = new PQueue({ concurrency: startConcurrency });
    this.#most = mostConcurrency;
    this.#raiseAfter = raiseAfter;
    const { requests, bytes, deletes } = { ...BUDGETS, ...options.budgets };
    this.#budgets = { requests: requests * share, bytes: bytes * share, deletes: deletes * share };
    this.#random = random;
    this.#signal = options.signal;
  }

  get pace(): Pace {
    const { concurrency, pending } = this.#places;
    return { concurrency, underWay: pending, busy: this.#busy, unknown: this.#unknown };
  }

  /**
   * Sends when the namespace's turn has come and there is a place. `send` is called at the very moment of sending: what must
   * hold then is checked in it. Throws what `send` throws, and STOPPED, with nothing sent, when the run is to stop.
   */
  async run(namespace: string, load: Load, send: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    const lane = this.#laneOf(namespace);
    const { outcome } = await lane.inTurn(async () => {
      for (;;) {
        await this.#wait(lane.waitMs);
        const sent = await this.#start(lane, load, send);
        if (sent !== undefined) return sent;
      }
    });
    return outcome;
  }

  #laneOf(namespace: string): Lane {
    const known = this.#lanes.get(namespace);
    if (known !== undefined) return known;
    const lane = new Lane(this.clock, this.#budgets, this.#random);
    this.#lanes.set(namespace, lane);
    return lane;
  }

  async #wait(ms: number): Promise<void> {
    if (this.#signal?.aborted) throw stopped(this.#signal.reason);
    if (ms === 0) return;
    try {
      await this.clock.sleep(ms, this.#signal);
    } catch (error) {
      throw this.#signal?.aborted ? stopped(error) : error;
    }
  }

  /** Waits for a place and sends; undefined when the namespace was paused meanwhile. Settles before the answer is here. */
  #start(lane: Lane, load: Load, send: () => Promise<WriteOutcome>): Promise<Sent | undefined> {
    return new Promise((resolve, reject) => {
      void this.#places.add(async () => {
        if (this.#signal?.aborted) return reject(stopped(this.#signal.reason));
        if (lane.waitMs > 0) return resolve(undefined);
        lane.charge(load);
        const outcome = this.#answer(lane, send);
        resolve({ outcome });
        await outcome.catch(() => undefined);
      });
    });
  }

  async #answer(lane: Lane, send: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
    const era = this.#era;
    const outcome = await send();
    if (outcome.kind === "busy") this.#busy += 1;
    if (outcome.kind === "unknown") this.#unknown += 1;
    if (outcome.kind === "busy" || outcome.kind === "unknown") {
      lane.setBack(outcome.kind === "busy" ? outcome.retryAfterMs : 0);
      if (era === this.#era) this.#halve();
    } else {
      lane.answered();
      this.#raise();
    }
    return outcome;
  }

  #halve(): void {
    this.#era += 1;
    this.#good = 0;
    this.#places.concurrency = Math.max(1, Math.floor(this.#places.concurrency / 2));
  }

  #raise(): void {
    this.#good += 1;
    if (this.#good < this.#raiseAfter || this.#places.concurrency >= this.#most) return;
    this.#good = 0;
    this.#places.concurrency += 1;
  }
}
