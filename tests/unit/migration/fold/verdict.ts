import { isDeepStrictEqual } from "node:util";
import { History, type Outcome } from "./history";
import type { LeftOut } from "./leftOut";

/** What is wrong with how a history ended; empty when nothing is. */
export function wrongWith(outcome: Outcome): string[] {
  const { got, again, want, lost, wrongOrder, farAhead } = outcome;
  return [
    ...(isDeepStrictEqual(got, want) ? [] : ["the end state is not that of the log in its order"]),
    ...(isDeepStrictEqual(again, want) ? [] : ["folded again from nothing it ends different"]),
    ...lost.map((serial) => `write ${serial} was acknowledged and is not in the log`),
    ...wrongOrder,
    ...farAhead,
  ];
}

/** What leaving the rule out must lead to: writes in a wrong order for what orders them, else a wrong end state. */
function missed(rule: LeftOut, { got, want, wrongOrder }: Outcome): boolean {
  return rule === "others' clocks" ? wrongOrder.length > 0 : !isDeepStrictEqual(got, want);
}

/** Whether a history goes wrong without the rule. Some then never end: that is no proof, and passed over. */
export async function isMissedIn(seed: number, rule: LeftOut, folder: string): Promise<boolean> {
  const outcome = await new History(seed, rule, folder).play().catch(() => undefined);
  return outcome !== undefined && missed(rule, outcome);
}
