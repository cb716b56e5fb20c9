import { ruleSet } from "../../rule";

export const JAVASCRIPT = ruleSet<undefined>({
  languages: ["javascript", "typescript", "tsx"],
  bind: () => undefined,
  rules: [],
});
