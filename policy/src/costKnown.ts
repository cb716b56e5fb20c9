import type { ResourceValidationPolicy } from "@pulumi/policy";
import { token } from "podshift/tokens";
import { inside, text } from "./properties";
import { told } from "./violation";

/** Only a word: a stack in which nobody knows the cost is not forbidden, but a ceiling holds nothing there. */
export function costKnown(): ResourceValidationPolicy {
  return {
    name: "cost-known",
    description: "The monthly cost of each migration is known, and the traffic that it is for is not guessed.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Say the traffic by `workload` in the stack file.",
    validateResource: ({ type, props }, report) => {
      if (type !== token("Preflight")) return;
      const podIndex = text(props, "podIndex") ?? "";
      const monthly = inside(props, "monthly");
      if (monthly === undefined) report(unknown(podIndex));
      else if (text(monthly, "traffic") === "unknown") report(guessed(podIndex));
    },
  };
}

function unknown(podIndex: string): string {
  return told({
    code: "COST_UNKNOWN",
    fact: `nothing says what ${podIndex} costs a month, before or after`,
    next: `look at \`podshift assess ${podIndex}\``,
  });
}

function guessed(podIndex: string): string {
  return told({
    code: "TRAFFIC_UNKNOWN",
    fact: `the cost of ${podIndex} is for the busiest of several guesses at its traffic`,
    next: "say it with `workload: { queriesPerDay, writesPerDay }`",
  });
}
