import { ruleSet } from "../../rule";

export const PYTHON = ruleSet<undefined>({
  languages: ["python"],
  bind: () => undefined,
  rules: [],
});
