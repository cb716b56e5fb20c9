import type { Clock } from "../../util/clock";

/** What one request takes from its namespace's budgets. */
export interface Load {
  /** Bytes of an upsert. */
  readonly bytes?: number;
  /** Ids of a delete. */
  readonly deletes?: number;
}

/** What a namespace may be sent in a second. */
export interface Budgets {
  readonly requests: number;
  readonly bytes: number;
  readonly deletes: number;
}

/**
 * How far a namespace that was idle may run ahead of its budget, in milliseconds: a timer that wakes late costs nothing then.
 * With the default budgets, any second still holds at most 95 requests, 49 MB and 5,000 deletes: below the limits.
 */
const AHEAD_MS = 50;

/** Pauses without a Retry-After: the first, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 20_000;

/** The way of one namespace's requests: one after another in order, as fast as the budgets allow, held while it is paused. */
export class Lane {
  /** When the budgets allow the next request. */
  #freeAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** What the clock said when it was last looked at, and how far it was set back until then, all told. */
  #seen = Number.NEGATIVE_INFINITY;
  #lost = 0;
  /** Requests in a row that met a busy or failing service. */
  #setbacks = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly budgets: Budgets,
    private readonly random: () => number,
  ) {}

  /** Milliseconds until a request may go; 0 when it may now. */
  get waitMs(): number {
    return Math.max(0, Math.max(this.#freeAt, this.#pausedUntil) - this.#now());
  }

  /** Runs a step when all that were handed in before it have ended, well or not. */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  charge({ bytes = 0, deletes = 0 }: Load): void {
    const { budgets } = this;
    const seconds = Math.max(1 / budgets.requests, bytes / budgets.bytes, deletes / budgets.deletes);
    this.#freeAt = Math.max(this.#freeAt, this.#now() - AHEAD_MS) + seconds * 1_000;
  }

  answered(): void {
    this.#setbacks = 0;
  }

  /** Holds the namespace for as long as the service said, and never less than an own pause that doubles each time, with jitter. */
  setBack(retryAfterMs: number): void {
    const own = Math.min(FIRST_PAUSE_MS * 2 ** this.#setbacks, LONGEST_PAUSE_MS) * (0.5 + this.random() / 2);
    this.#setbacks += 1;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + Math.max(retryAfterMs, own));
  }

  /** Never goes back: by a clock that was set back, a wait would last for as long as the step. */
  #now(): number {
    const now = this.clock.now();
    this.#lost += Math.max(0, this.#seen - now);
    this.#seen = now;
    return now + this.#lost;
  }
}
