import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { type Migration, migrationsOf, ofKind } from "./migrations";
import { pineconeIndex } from "./pineconeIndex";
import { text } from "./properties";
import { told } from "./violation";

interface Config {
  /** Names of pod indexes that must be in the stack until their migration retires them. */
  readonly podIndexes?: readonly string[];
}

const MIGRATE =
  "take the change back, add the index to `podshift:migrations`, and go through its phases: `retire` deletes the pod index once parity is proven";

/**
 * A pod index may leave the stack, or turn into a serverless one, only by its migration's `retire`. A policy is shown
 * what will be, never what was: that an index was a pod index is known from its migration, or from `podIndexes`.
 */
export function podIndexNotDropped(): ResourceValidationPolicy & StackValidationPolicy {
  return {
    name: "pod-index-not-dropped",
    description: "A pod index is not replaced or dropped without its migration.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediationSteps: "Take the change back; let `phase: retire` of the index's migration delete it.",
    configSchema: {
      properties: {
        podIndexes: {
          type: "array",
          items: { type: "string" },
          default: [],
          description: "Names of pod indexes that must be in the stack until their migration retires them.",
        },
      },
    },
    // Before the engine does anything: a replaced index is empty.
    validateResource: (args, report) => {
      const index = pineconeIndex(args);
      if (index?.name === undefined || index.serverless === undefined) return;
      if (named(args.getConfig<Config>()).includes(index.name)) report(replaced(index.name));
    },
    validateStack: (args, report) => {
      const migrations = migrationsOf(args.resources);
      for (const { podIndex, preflight } of migrations.filter(isDropped)) report(dropped(podIndex), preflight.urn);
      for (const { name, urn } of turnedServerless(args.resources, migrations)) report(replaced(name), urn);
      for (const name of named(args.getConfig<Config>()).filter((each) => !isIn(args.resources, each))) {
        report(gone(name));
      }
    },
  };
}

function named({ podIndexes = [] }: Config): readonly string[] {
  return podIndexes;
}

function isDropped({ find }: Migration): boolean {
  return find("PodIndex") === undefined && find("PodRetirement") === undefined;
}

/** Declared as serverless while its migration hasn't retired the pod index of this name. */
function turnedServerless(
  resources: readonly PolicyResource[],
  migrations: readonly Migration[],
): { readonly name: string; readonly urn: string }[] {
  return resources.flatMap((resource) => {
    const { name, serverless } = pineconeIndex(resource) ?? {};
    if (name === undefined || serverless === undefined) return [];
    const migration = migrations.find(({ podIndex }) => podIndex === name);
    const kept = migration !== undefined && migration.find("PodRetirement") === undefined;
    return kept ? [{ name, urn: resource.urn }] : [];
  });
}

function isIn(resources: readonly PolicyResource[], name: string): boolean {
  const declared = resources.some((resource) => pineconeIndex(resource)?.name === name);
  const adopted = ofKind(resources, "PodIndex").some(({ props }) => text(props, "name") === name);
  const retired = ofKind(resources, "PodRetirement").some(({ props }) => text(props, "podIndex") === name);
  return declared || adopted || retired;
}

function dropped(podIndex: string): string {
  return told({
    code: "POD_INDEX_DROPPED",
    fact: `pod index ${podIndex} leaves the program, and no PodRetirement proves that it may go`,
    next: MIGRATE,
  });
}

function replaced(name: string): string {
  return told({
    code: "POD_INDEX_REPLACED",
    fact: `pod index ${name} is declared as serverless: its provider deletes it and makes an empty one`,
    next: MIGRATE,
  });
}

function gone(name: string): string {
  return told({
    code: "POD_INDEX_GONE",
    fact: `pod index ${name} is in this pack's \`podIndexes\`, and is not in the stack`,
    next: `${MIGRATE}; after that take it off the list`,
  });
}
