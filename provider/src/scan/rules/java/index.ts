import { ruleSet } from "../../rule";

export const JAVA = ruleSet<undefined>({
  languages: ["java"],
  bind: () => undefined,
  rules: [],
});
