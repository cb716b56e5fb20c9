import type { RuleFacts } from "../finding";
import { MANIFEST_READERS, MANIFEST_RULES } from "../manifests/all";
import type { ManifestReader } from "../manifests/manifest";
import type { AnyRuleSet, Language } from "../rule";
import { RULE_SETS } from "../rules/all";

/** Everything that a scan looks for. */
export interface Rules {
  readonly sets: readonly AnyRuleSet[];
  readonly readers: readonly ManifestReader[];
  /** Those of the sets and of the readers. */
  readonly facts: readonly RuleFacts[];
}

export const ALL_RULES: Rules = {
  sets: RULE_SETS,
  readers: MANIFEST_READERS,
  // Languages share rules: those for Pulumi programs are of them all.
  facts: [...new Set([...MANIFEST_RULES, ...RULE_SETS.flatMap(({ facts }) => facts)])],
};

export function setsFor({ sets }: Rules, language: Language): readonly AnyRuleSet[] {
  return sets.filter(({ languages }) => languages.includes(language));
}
