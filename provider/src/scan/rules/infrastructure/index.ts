import { ruleSet } from "../../rule";

export const INFRASTRUCTURE = ruleSet<undefined>({
  languages: ["hcl"],
  bind: () => undefined,
  rules: [],
});
