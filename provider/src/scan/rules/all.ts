import type { AnyRuleSet } from "../rule";
import { CSHARP } from "./csharp";
import { GO } from "./go";
import { INFRASTRUCTURE } from "./infrastructure";
import { PULUMI_CSHARP } from "./infrastructure/pulumi/csharp";
import { PULUMI_GO } from "./infrastructure/pulumi/go";
import { PULUMI_JAVASCRIPT } from "./infrastructure/pulumi/javascript";
import { PULUMI_PYTHON } from "./infrastructure/pulumi/python";
import { PULUMI_YAML } from "./infrastructure/pulumi/yaml";
import { JAVA } from "./java";
import { JAVASCRIPT } from "./javascript";
import { PYTHON } from "./python";

/** Every rule set; a language may have several. */
export const RULE_SETS: readonly AnyRuleSet[] = [
  ...[PYTHON, JAVASCRIPT, JAVA, GO, CSHARP],
  ...[INFRASTRUCTURE, PULUMI_JAVASCRIPT, PULUMI_PYTHON, PULUMI_GO, PULUMI_CSHARP, PULUMI_YAML],
];
