import { createRequire } from "node:module";
import type {
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Recording, SeenResource } from "./recording";

// Internal to @pulumi/policy, whose version is pinned: what throws for a value that isn't known in a preview.
const { unknownCheckingProxy } = createRequire(__filename)("@pulumi/policy/proxy") as {
  readonly unknownCheckingProxy: (props: object) => Record<string, unknown>;
};

/** A violation as the engine is told it: "pod-index-not-dropped PodIndex docs: POD_INDEX_DROPPED". */
export interface Judged {
  /** The first word of the message. */
  readonly code: string;
  readonly message: string;
  /** The resource's name, or "" for the stack. */
  readonly of: string;
}

class NotApplicable extends Error {}

/** Runs a policy over a recorded preview as @pulumi/policy does: each resource first, then the stack. */
export function judge(
  policy: ResourceValidationPolicy | StackValidationPolicy,
  recording: Recording,
  config: Record<string, unknown> = {},
): Judged[] {
  const judged: Judged[] = [];
  const shared = {
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => ({ ...defaults(policy), ...config }) as T,
    notApplicable: (): never => {
      throw new NotApplicable();
    },
  };
  const note = (message: string, of: string) => judged.push({ code: message.split(":")[0] ?? "", message, of });
  if ("validateResource" in policy) {
    const validations = [policy.validateResource ?? []].flat();
    for (const resource of recording.resources) {
      const args = { ...shown(resource), ...shared } as ResourceValidationArgs;
      for (const validate of validations)
        unlessNotApplicable(() => validate(args, (message) => note(message, resource.name)));
    }
  }
  if ("validateStack" in policy) {
    const resources = linked(recording.stack);
    const nameOf = (urn: string | undefined) => resources.find((each) => each.urn === urn)?.name ?? "";
    unlessNotApplicable(() =>
      policy.validateStack({ resources, ...shared }, (message, urn) => note(message, nameOf(urn))),
    );
  }
  return judged;
}

/** The codes alone, each with the resource: "POD_INDEX_DROPPED docs". */
export function codes(...judgement: Parameters<typeof judge>): string[] {
  return judge(...judgement).map(({ code, of }) => `${code} ${of}`.trim());
}

function unlessNotApplicable(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error;
  }
}

function defaults({ configSchema }: ResourceValidationPolicy | StackValidationPolicy): Record<string, unknown> {
  const entries = Object.entries(configSchema?.properties ?? {});
  return Object.fromEntries(
    entries.flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
  );
}

function shown({ props, ...resource }: SeenResource) {
  return { ...resource, props: unknownCheckingProxy(props), isType: () => false, asType: () => undefined };
}

function linked(stack: Recording["stack"]): PolicyResource[] {
  const resources = stack.map(
    (each): PolicyResource => ({ ...shown(each), dependencies: [], propertyDependencies: {} }),
  );
  const byUrn = new Map(resources.map((each) => [each.urn, each]));
  for (const { urn, dependencies, opts } of stack) {
    const resource = byUrn.get(urn);
    if (resource === undefined) continue;
    const parent = byUrn.get(opts.parent ?? "");
    if (parent !== undefined) resource.parent = parent;
    resource.dependencies = dependencies.flatMap((each) => byUrn.get(each) ?? []);
  }
  return resources;
}
