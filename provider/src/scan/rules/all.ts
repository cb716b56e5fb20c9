import type { AnyRuleSet, Language } from "../rule";
import { CSHARP } from "./csharp";
import { GO } from "./go";
import { INFRASTRUCTURE } from "./infrastructure";
import { JAVA } from "./java";
import { JAVASCRIPT } from "./javascript";
import { PYTHON } from "./python";

/** Every rule set; a language may have several. */
export const RULE_SETS: readonly AnyRuleSet[] = [PYTHON, JAVASCRIPT, JAVA, GO, CSHARP, INFRASTRUCTURE];

export function ruleSetsFor(language: Language): readonly AnyRuleSet[] {
  return RULE_SETS.filter(({ languages }) => languages.includes(language));
}
