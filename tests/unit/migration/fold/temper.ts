import type { Dice } from "./virtualProcess";

/** What kind of history it is: each makes some rules matter more often than the others do. */
export interface Temper {
  /** Writers at once. One: they follow each other, as at a deployment. */
  readonly writers: number;
  /** Share of moments at which one joins if there is room, one dies, one leaves. */
  readonly joining: number;
  readonly dying: number;
  readonly ending: number;
  /** Share of segments that take up to `SLOW_MS` to be created: what they hold is old when it is there. */
  readonly slow: number;
  /** Milliseconds of the pauses of writers, at most. */
  readonly pauseMs: number;
  /** Share of writers whose clock is as wrong as may be, the other way round than the one's before. */
  readonly wrongClocks: number;
}

const CROWD: Temper = {
  writers: 4,
  ...{ joining: 0.3, dying: 0.1, ending: 0.03 },
  ...{ slow: 0.02, pauseMs: 900, wrongClocks: 0.3 },
};
const SLOW: Temper = {
  writers: 3,
  ...{ joining: 0.5, dying: 0.05, ending: 0.03 },
  ...{ slow: 0.3, pauseMs: 300, wrongClocks: 0.5 },
};
const RELAY: Temper = {
  writers: 1,
  ...{ joining: 0.8, dying: 0.04, ending: 0.2 },
  ...{ slow: 0.05, pauseMs: 300, wrongClocks: 0.8 },
};

/** Share of moments at which somebody's clock is set wrong, by an hour or by little more than may be, and of those at which it is set right. */
export const STRAYING = { wrong: 0.05, right: 0.3 };
/** By how much, in milliseconds. */
export const STRAYS_MS = [3_600_000, 1_200, -1_200, -3_600_000];

/** Milliseconds for which a slow segment is on its way, at most. */
export const SLOW_MS = 500;
/** A clock further off is refused (CLOCK_SKEW). */
const MOST_SKEW_MS = 495;

export function temperOf(dice: Dice): Temper {
  return dice.pick([CROWD, SLOW, RELAY]);
}

/** By how much the clock of the machine of writer number `at` is wrong. */
export function skewOf(dice: Dice, { wrongClocks }: Temper, at: number): number {
  if (!dice.chance(wrongClocks)) return dice.whole(-MOST_SKEW_MS, MOST_SKEW_MS);
  return at % 2 === 0 ? MOST_SKEW_MS : -MOST_SKEW_MS;
}
