import { type CheckFailure, changedKeys } from "./define";

/**
 * Inputs whose change would make a resource anew are frozen as long as it exists. While traffic is on serverless a new
 * one would lack every write since; before, it would meet the old one under its own name. Going back to `capture` ends
 * the old one first.
 */
export function refuseReplacing(
  podIndex: string,
  olds: object | undefined,
  asked: object,
  replacing: readonly string[],
  /** The phase in which it doesn't exist any more. */
  back: "assess" | "capture" = "capture",
): CheckFailure[] {
  if (olds === undefined) return [];
  const stands = back === "capture" ? `the copy of ${podIndex} stands` : `the write log of ${podIndex} is open`;
  const changed = changedKeys(olds, asked).filter((key) => replacing.includes(key) && key in olds);
  return changed.map((property) => ({
    property,
    reason:
      `can't be changed while ${stands} (STACK_CHANGED)\n` +
      `  Next: put it back as it was; or set \`phase: ${back}\` (from \`cutover\` by way of \`copy\`), run \`pulumi up\`, and change it then`,
  }));
}
