import fc from "fast-check";
import type { History } from "./histories";

/** Number of the call in which a process is killed, of the read of the truth (negative) after which it is paused, or 0. */
const kill = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 12 }) },
);

/** Histories of all kinds; `bias` holds some of their properties. */
export function histories(bias: Partial<History> = {}): fc.Arbitrary<History> {
  return fc
    .record<History>({
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      namespaces: fc.constantFrom([""], [""], [""], ["", "b"]),
      ids: fc.integer({ min: 3, max: 8 }),
      settleMs: fc.constantFrom(0, 0, 0, 75),
      replicasFrom: fc.oneof(
        { weight: 5, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
      ),
      writes: fc.constantFrom("all", "all", "filtered"),
      shows: fc.constantFrom(0.01, 0.05),
      faults: fc.constantFrom(0.1, 0.4),
      rounds: fc.integer({ min: 0, max: 4 }),
      backRounds: fc.integer({ min: 0, max: 2 }),
      ticks: fc.constantFrom(5, 30, 60),
      kills: fc.array(kill, { minLength: 7, maxLength: 7 }),
    })
    .map((history) => ({ ...history, ...bias }));
}
