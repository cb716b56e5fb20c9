import { PodshiftError } from "../errors";

/** A clock may be so far from the store's, in milliseconds: writers in `deferred` are ordered no better than that. */
export const MOST_SKEW_MS = 500;

/**
 * CLOCK_SKEW when the store's time, asked between two moments of this machine's clock, lies too far outside of them;
 * undefined when it doesn't. All in milliseconds since 1970.
 */
export function clockSkew(before: number, storeTime: number, after: number): PodshiftError | undefined {
  const skew = Math.round(Math.max(before - storeTime, storeTime - after, 0));
  if (skew <= MOST_SKEW_MS) return undefined;
  return new PodshiftError("CLOCK_SKEW", `this machine's clock is ${skew} ms away from that of the log's store`, {
    facts: { skewMs: skew, mostMs: MOST_SKEW_MS },
    next: "set the clock (NTP); with `writes: deferred` writes are ordered by time",
  });
}
