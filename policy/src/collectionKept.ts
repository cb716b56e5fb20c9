import type { StackValidationPolicy } from "@pulumi/policy";
import { ofKind } from "./migrations";
import { text } from "./properties";
import { told } from "./violation";

/** A collection can't be made from a serverless index: once the pod index is gone it is the only way back. */
export function collectionKept(): StackValidationPolicy {
  return {
    name: "collection-kept",
    description: "The collection stays once the pod index is retired: it is the only way back.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Leave the migration in the stack in `phase: retire`.",
    validateStack: ({ resources }, report) => {
      for (const retirement of ofKind(resources, "PodRetirement")) {
        const [name, podIndex] = [text(retirement.props, "collection"), text(retirement.props, "podIndex")];
        const kept = ofKind(resources, "Collection").find(
          ({ props }) => text(props, "name") === name && text(props, "source") === podIndex,
        );
        if (kept === undefined) report(dropped(name, podIndex), retirement.urn);
        else if (isNotReady(text(kept.props, "status"))) report(notReady(name, text(kept.props, "status")), kept.urn);
      }
    },
  };
}

/** Not known while it is changed in this very run; PodRetirement itself looks once more. */
function isNotReady(status: string | undefined): boolean {
  return status !== undefined && status !== "Ready";
}

function dropped(name = "", podIndex = ""): string {
  return told({
    code: "COLLECTION_DROPPED",
    fact: `collection ${name} of the retired pod index ${podIndex} leaves the program`,
    next: "put it back: without the pod index it can't be made again",
  });
}

function notReady(name = "", status = ""): string {
  return told({
    code: "COLLECTION_NOT_READY",
    fact: `collection ${name} is ${status}, not Ready`,
    next: "run `pulumi refresh`; retire only once it is Ready",
  });
}
