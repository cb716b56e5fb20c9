import type { StackValidationPolicy } from "@pulumi/policy";
import { migrationsOf } from "./migrations";
import { amount, inside } from "./properties";
import { told } from "./violation";

interface Config {
  readonly maxMonthlyDollars?: number;
}

/** What the serverless indexes of a stack will cost a month at most, all migrations together. */
export function costBelowCeiling(): StackValidationPolicy {
  return {
    name: "cost-below-ceiling",
    description: "The serverless indexes of the stack stay below a monthly cost.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps:
      "Say the traffic by `workload` if it was unknown; else raise the ceiling, or leave an index as it is.",
    configSchema: {
      properties: {
        maxMonthlyDollars: {
          type: "number",
          minimum: 0,
          description: "US dollars a month that the serverless indexes may cost; without it the rule does nothing.",
        },
      },
    },
    validateStack: ({ resources, getConfig, notApplicable }, report) => {
      const { maxMonthlyDollars } = getConfig<Config>();
      if (maxMonthlyDollars === undefined) return notApplicable("no maxMonthlyDollars is configured");
      const costs = migrationsOf(resources).flatMap(({ podIndex, preflight: { props } }) => {
        const dollars = amount(inside(props, "monthly") ?? {}, "after");
        return dollars === undefined ? [] : [{ podIndex, dollars }];
      });
      const sum = costs.reduce((total, { dollars }) => total + dollars, 0);
      if (sum > maxMonthlyDollars) report(tooMuch(costs, sum, maxMonthlyDollars));
    },
  };
}

function tooMuch(costs: readonly { podIndex: string; dollars: number }[], sum: number, ceiling: number): string {
  const each = costs.map(({ podIndex, dollars }) => `${podIndex} $${dollars}`).join(", ");
  return told({
    code: "COST_ABOVE_CEILING",
    fact: `serverless may cost $${sum} a month (${each}); the ceiling is $${ceiling}`,
    next: "look at `podshift assess`: what it assumes about traffic can be told by `workload`; or raise the ceiling",
  });
}
