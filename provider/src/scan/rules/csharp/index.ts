import { ruleSet } from "../../rule";

export const CSHARP = ruleSet<undefined>({
  languages: ["csharp"],
  bind: () => undefined,
  rules: [],
});
