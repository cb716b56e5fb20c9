import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { token } from "podshift/tokens";
import { ofKind } from "./migrations";
import { pineconeIndex } from "./pineconeIndex";
import { text } from "./properties";
import { told } from "./violation";

/**
 * The index that serves can't be deleted by accident. The cutover turns its protection on; this rule sees when somebody
 * took it off since, and when the vendor's own provider is told to.
 */
export function serverlessProtected(): ResourceValidationPolicy & StackValidationPolicy {
  return {
    name: "serverless-protected",
    description: "From the cutover on the serverless index has deletion protection.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Turn the index's deletion protection on again, in the console or by PATCH /indexes/{name}.",
    validateResource: ({ type, props }, report) => {
      if (type !== token("ActiveIndex") || text(props, "active") !== "serverless") return;
      const protection = text(props, "serverlessProtection");
      if (protection !== "enabled") report(unprotected(text(props, "serverlessIndex"), protection));
    },
    validateStack: ({ resources }, report) => {
      for (const { props } of ofKind(resources, "ActiveIndex")) {
        const name = text(props, "serverlessIndex");
        if (text(props, "active") !== "serverless" || name === undefined) continue;
        for (const { urn, protection } of declaredUnprotected(resources, name)) {
          report(unprotected(name, protection), urn);
        }
      }
    },
  };
}

/** The vendor's provider takes a missing `deletionProtection` for off. */
function declaredUnprotected(resources: readonly PolicyResource[], name: string) {
  return resources.flatMap((resource) => {
    const index = pineconeIndex(resource);
    if (index?.name !== name || index.deletionProtection === "enabled") return [];
    return [{ urn: resource.urn, protection: index.deletionProtection ?? "disabled" }];
  });
}

function unprotected(name = "", protection = "not told by this version of podshift"): string {
  return told({
    code: "SERVERLESS_NOT_PROTECTED",
    fact: `index ${name} serves, and its deletion protection is ${protection}`,
    next: "turn it on in the console, or by PATCH /indexes/{name} with `deletion_protection: enabled`",
  });
}
