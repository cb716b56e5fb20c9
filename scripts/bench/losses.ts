import { BENCHMARKS } from "./catalogue";
import { type Case, lessIsBetter, type Results } from "./results";

/** A figure that is not what we want it to be. */
export interface Loss {
  readonly benchmark: string;
  readonly variant: string;
  readonly case: Case;
  /** goal: ours, missed. instead: what one would do instead does better. */
  readonly kind: "goal" | "instead";
}

/** Every goal that is missed, and every figure in which what one would do instead does better; in the order of the page. */
export function lossesOf(results: Results): Loss[] {
  return BENCHMARKS.flatMap(({ name }) =>
    results.runs
      .filter(({ benchmark }) => benchmark === name)
      .flatMap(({ variant, cases }) =>
        cases.flatMap((each): Loss[] => {
          const kind = lossIn(each);
          return kind === undefined ? [] : [{ benchmark: name, variant, case: each, kind }];
        }),
      ),
  );
}

function lossIn(each: Case): Loss["kind"] | undefined {
  if (each.met === false) return "goal";
  return each.against?.kind === "instead" && theyDoBetter(each) ? "instead" : undefined;
}

function theyDoBetter({ ours, baseline, unit }: Case): boolean {
  if (typeof ours !== "number" || typeof baseline !== "number") return false;
  return lessIsBetter(unit) ? ours > baseline : ours < baseline;
}
