import type { Random } from "../../../support/writeLog/random";
import type { NetworkTemper } from "../../../support/writeLog/virtualNetwork";

/** How rough a history is. */
export interface Temper {
  readonly network: NetworkTemper;
  /** Share of the applications' writes to an index that are slow. */
  readonly slowWrites: number;
  /** Share of the coordinators' writes that are, for as long as the rules say that they may be. */
  readonly slowBrings: number;
  /** Share of a process's events before which it is paused, and from and to how long. */
  readonly paused: number;
  readonly pausesMs: readonly (readonly [number, number])[];
  /** Share of writers that die. */
  readonly dying: number;
  /** Share of fences whose coordinator dies in them. */
  readonly leftFences: number;
}

/** One writer is paused by the history itself; answers are slow, so that what it had begun goes on when it wakes. */
export const SILENT: Temper = {
  network: { legMs: 12, slow: 0.04, slowMs: 900, dropped: 0, lost: 0 },
  slowWrites: 0.08,
  slowBrings: 0.04,
  paused: 0,
  pausesMs: [],
  dying: 0,
  leftFences: 0,
};

/** Each seed has its own: some histories are nearly calm, in some hardly anything works, in some writers are often silent. */
export function temperOf(random: Random): Temper {
  const oneOf = <T>(...all: readonly T[]) => all[Math.floor(random() * all.length)] as T;
  const coordinators = { slowBrings: oneOf(0, 0.1, 0.3), leftFences: oneOf(0, 0.1) };
  const slowWrites = oneOf(0.02, 0.1, 0.3);
  if (random() < 0.5) {
    const network = { legMs: 12, slow: 0.01, slowMs: 800, dropped: 0.001, lost: 0.003 };
    return {
      ...coordinators,
      network,
      slowWrites,
      paused: 0.006,
      pausesMs: [
        [900, 1_700],
        [1_500, 4_500],
      ],
      dying: 0,
    };
  }
  return {
    ...coordinators,
    network: { legMs: 12, slow: oneOf(0.003, 0.01, 0.04), slowMs: 1_800, dropped: 0.003, lost: oneOf(0.003, 0.02) },
    slowWrites,
    paused: oneOf(0, 0.002, 0.006),
    pausesMs: [
      [0, 300],
      [0, 1_500],
      [0, 9_000],
    ],
    dying: 0.25,
  };
}
