import { whoServes } from "../../migration/activeIndex";
import type { MigrationContext } from "../../migration/context";
import { type CheckFailure, changedKeys } from "./define";

/**
 * Inputs whose change would make a resource anew are frozen while traffic is on serverless: the new one would be made
 * from a collection older than the writes since, and the one that serves would be deleted.
 */
export async function refuseReplacingWhileServing(
  context: MigrationContext,
  podIndex: string,
  olds: object | undefined,
  asked: object,
  replacing: readonly string[],
): Promise<CheckFailure[]> {
  if (olds === undefined) return [];
  const changed = changedKeys(olds, asked).filter((key) => replacing.includes(key) && key in olds);
  if (changed.length === 0) return [];
  if (whoServes(await context.client.describeIndex(podIndex)) === "pod") return [];
  return changed.map((property) => ({
    property,
    reason:
      `can't be changed while traffic of ${podIndex} is on serverless (STACK_CHANGED)\n` +
      "  Next: put it back as it was; or set `phase: copy` first, which goes back to the pod index",
  }));
}
