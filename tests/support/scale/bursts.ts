import { BUDGETS } from "../../../provider/src/migration/apply/pacing";
import { mostWithin, sharedLane } from "./lanes";

/** Bytes of a full request. */
const REQUEST = 1_990_000;
const UNTIL_MS = 120_000;

/** One namespace whose budgets so many processes share, all with full requests, for two minutes. Bytes, and bytes a second. */
export interface Burst {
  readonly processes: number;
  readonly mean: number;
  /** The most in any second when all begin at the same moment, and when each begins a little later than the last. */
  readonly together: number;
  readonly apart: number;
  /** The most in ten seconds, a second, begun together. */
  readonly tenSeconds: number;
}

export function bursts(): Burst[] {
  return [1, 4, 16, 64].map((processes) => {
    const next = () => ({ bytes: REQUEST });
    const every = (REQUEST / (BUDGETS.bytes / processes)) * 1_000;
    const starts = (apart: number) => Array.from({ length: processes }, (_, at) => (at * apart) / processes);
    const together = sharedLane(BUDGETS, starts(0), next, UNTIL_MS);
    const apart = sharedLane(BUDGETS, starts(every), next, UNTIL_MS);
    const bytes = ({ bytes: each = 0 }) => each;
    return {
      processes,
      mean: mostWithin(together, UNTIL_MS, bytes) / (UNTIL_MS / 1_000),
      together: mostWithin(together, 1_000, bytes),
      apart: mostWithin(apart, 1_000, bytes),
      tenSeconds: mostWithin(together, 10_000, bytes) / 10,
    };
  });
}
