import type { Clock } from "../../util/clock";
import { type Failure, failureOf } from "./failures";
import type { Patience } from "./patience";

export interface AttemptDeps {
  readonly clock: Pick<Clock, "sleep">;
  /** Milliseconds from any start. */
  monotonic(): number;
  /** 0 to 1. */
  random(): number;
}

/** One attempt: `signal` ends it, `extend` gives it more time from now on. */
export interface Attempt {
  readonly signal: AbortSignal;
  extend(ms: number): void;
}

/** First pause between attempts, in milliseconds, and the longest; doubled each time, and anything up to that is waited. */
const PAUSE_MS = 50;
const MOST_PAUSE_MS = 2_000;
/** An attempt may take so many times as long as the first: on a slow line the first ones end too early. */
const MOST_LONGER = 8;

export interface Attempting<T> {
  readonly patience: Patience;
  /** Milliseconds that the request's own bytes may take, beside `attemptMs`. */
  readonly wayMs: number;
  /** Whether to try again after such a failure. */
  again(failure: Failure): boolean;
  work(attempt: Attempt): Promise<T>;
  /** Waits for its turn, if it must: no part of an attempt's time, and before the first one no part of the whole either. */
  inTurn?(work: () => Promise<T>): Promise<T>;
}

/** Tries until it is done, surely can't be, or has taken too long. Fails as the last attempt did. */
export async function attempting<T>(
  { clock, monotonic, random }: AttemptDeps,
  { patience: { attemptMs, totalMs }, wayMs, again, work, inTurn = (now) => now() }: Attempting<T>,
): Promise<T> {
  let began: number | undefined;
  const attempt = (tries: number) => {
    began ??= monotonic();
    return within(attemptMs * Math.min(2 ** tries, MOST_LONGER) + wayMs, work);
  };
  for (let tries = 0; ; tries += 1) {
    try {
      return await inTurn(() => attempt(tries));
    } catch (error) {
      const pauseMs = random() * Math.min(PAUSE_MS * 2 ** tries, MOST_PAUSE_MS);
      const isOver = began === undefined || monotonic() - began + pauseMs > totalMs;
      if (isOver || !again(failureOf(error))) throw error;
      await clock.sleep(pauseMs);
    }
  }
}

/** An attempt that takes longer is broken off; whether it was done is not known then. */
async function within<T>(ms: number, work: (attempt: Attempt) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const end = () => limit.abort();
  let timer = setTimeout(end, ms);
  try {
    return await work({
      signal: limit.signal,
      extend: (more) => {
        clearTimeout(timer);
        timer = setTimeout(end, more);
      },
    });
  } catch (error) {
    throw limit.signal.aborted ? Object.assign(new Error("no answer in time"), { name: "TimeoutError" }) : error;
  } finally {
    clearTimeout(timer);
  }
}
