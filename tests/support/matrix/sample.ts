import type { CellResult } from "./cell";

/** A result in which all is well, but for what is given: for tests of what is made of results. */
export function resultOf(step: string, column: string, more: Partial<CellResult> = {}): CellResult {
  return {
    ...{
      step,
      column,
      seconds: 1,
      reached: true,
      struck: true,
      facts: [],
      exit: 0,
      hung: false,
      seen: { code: "", line: "" },
      next: [],
    },
    left: { phase: "copy", pending: 0, indexes: ["docs"], collections: [], active: "pod", log: "open" },
    ...{ gotOn: true, problems: [], writes: { acked: 10, failed: 0, unknown: 0 }, trouble: "" },
    ...more,
  };
}
