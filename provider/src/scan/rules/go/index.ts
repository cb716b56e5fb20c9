import { ruleSet } from "../../rule";

export const GO = ruleSet<undefined>({
  languages: ["go"],
  bind: () => undefined,
  rules: [],
});
