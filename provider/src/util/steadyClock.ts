import { type Clock, systemClock } from "./clock";

/**
 * A clock that only runs on, from what `clock` says now. Set right in the meantime, the machine's clock would end a wait
 * before its time: a request that may yet take effect would count as over.
 *
 * @param monotonic milliseconds from any moment on; may stand still while the machine sleeps, which makes a wait longer
 */
export function steadyClock(clock: Clock, monotonic: () => number): Clock {
  const ahead = clock.now() - monotonic();
  return { now: () => ahead + monotonic(), sleep: (ms, signal) => clock.sleep(ms, signal) };
}

const STEADY = steadyClock(systemClock, () => performance.now());

/** The same for a clock that is given as an argument: the system's is made steady, any other is its owner's. */
export function steadied(clock: Clock): Clock {
  return clock === systemClock ? STEADY : clock;
}
