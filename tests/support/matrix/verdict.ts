import type { CellResult } from "./cell";

/**
 * through: the command did what it was asked for, in spite of the fault. on: it failed, and the next command got on.
 * Everything else is a bug, but `not reached` and `not struck`, which say nothing.
 */
export type Verdict = "through" | "on" | "lost" | "hangs" | "stays" | "not reached" | "not struck";

export const BUGS: readonly Verdict[] = ["lost", "hangs", "stays"];
/** Of a cell that has to be run again. */
export const SAYS_NOTHING: readonly Verdict[] = ["not reached", "not struck"];

/** What a cell's result comes to. A loss outweighs everything: it is never hidden by a command that got on. */
export function verdictOf(result: CellResult): Verdict {
  if (result.problems.length > 0) return "lost";
  if (!result.reached) return "not reached";
  if (result.hung) return "hangs";
  if (!result.gotOn || result.left.phase === "") return "stays";
  // Last: what hangs or stays is a bug, whatever brought it about.
  if (!result.struck) return "not struck";
  return result.exit === 0 && result.next.length === 0 ? "through" : "on";
}
