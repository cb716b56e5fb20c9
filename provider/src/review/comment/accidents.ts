import { code, type Markdown, md } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import { goes, type PlannedStep } from "./plannedStep";

/** An index of Pinecone's own Pulumi provider, bridged or native; its type token's last part has been both. */
const VENDOR_INDEX = /^pinecone:.*:(?:PineconeIndex|Index)$/;

/** What must not happen by a merge: each a sentence that names what would be lost. */
export function vendorAccidents(others: readonly PlannedStep[]): Markdown[] {
  return others.filter(({ type }) => VENDOR_INDEX.test(type)).flatMap((step) => vendorAccident(step) ?? []);
}

/** The same among podshift's own resources: a pod index goes, or what serves goes, without the phase that proves it. */
export function ownAccidents(change: MigrationChange): Markdown[] {
  const { pieces, podIndex, serverlessIndex = "serverless", steps } = change;
  const { PodRetirement: retirement, ActiveIndex: active } = pieces;
  // Of all steps, not of one a kind: a renamed resource is there twice.
  const [pod, serverless] = (["PodIndex", "ServerlessIndex"] as const).map((kind) =>
    steps.find((step) => step.kind === kind && goes(step)),
  );
  const unproven = pod !== undefined && (retirement === undefined || retirement.operation === "delete");
  const serves = active?.known.active === "serverless" && active.asked.active !== "pod";
  return [
    ...(unproven
      ? [
          md`**pod index ${code(podIndex)} would be ${pod.operation === "replace" ? "replaced" : "deleted"} without \`phase: retire\`**: nothing has proven that it may go. The provider refuses it; the stack file should not ask for it`,
        ]
      : []),
    ...(serverless !== undefined && serves
      ? [
          md`**serverless index ${code(serverlessIndex)} serves traffic and would be deleted or replaced**: go to \`copy\` first`,
        ]
      : []),
  ];
}

/** Changing `spec` from `pod` to `serverless` plans a deletion and an empty index, not a migration. */
function vendorAccident(step: PlannedStep): Markdown | undefined {
  const index = code(typeof step.known.name === "string" ? step.known.name : step.name);
  const wasPod = specOf(step.knownInputs) === "pod" || specOf(step.known) === "pod";
  const becomesServerless = specOf(step.asked) === "serverless";
  if (wasPod && becomesServerless && step.operation !== "same") {
    return md`**pod index ${index} would be deleted and an empty serverless index made in its place** (${code(step.type)}, \`spec.pod\` → \`spec.serverless\`): its records are not copied. Put \`spec\` back, and migrate it with podshift`;
  }
  if (!wasPod || !goes(step)) return undefined;
  return md`**pod index ${index} would be ${step.operation === "delete" ? "deleted" : "replaced by an empty one"}** (${code(step.type)}): its records go with it. Take it out of that program by \`pulumi state delete\`, and migrate it with podshift`;
}

function specOf(properties: Readonly<Record<string, unknown>>): "pod" | "serverless" | undefined {
  const { spec } = properties;
  if (typeof spec !== "object" || spec === null) return undefined;
  const of = (key: string) => {
    const value = (spec as Record<string, unknown>)[key];
    return value !== undefined && value !== null;
  };
  if (of("pod")) return "pod";
  return of("serverless") ? "serverless" : undefined;
}
