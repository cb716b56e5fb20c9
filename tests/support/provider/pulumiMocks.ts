import type { CustomResource, Output, ResourceTransformation } from "@pulumi/pulumi";
import { runtime } from "@pulumi/pulumi";

/** A resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Inputs as the provider would be given them. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly retainOnDelete: boolean;
  readonly resource: CustomResource;
}

/** What the provider would answer, by type token. */
export type States = Readonly<Record<string, object>>;

export function resolved<T>(output: Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply((value) => resolve(value as T)));
}

/** Runs a piece of a program against mocks; answers its result and the custom resources that it registered, in order. */
export async function registeredBy<T>(
  states: States,
  program: (transformations: ResourceTransformation[]) => T,
): Promise<{ result: T; resources: Registered[] }> {
  const inputs = new Map<string, Record<string, unknown>>();
  await runtime.setMocks(
    {
      newResource: (args) => {
        inputs.set(`${args.type} ${args.name}`, args.inputs);
        return {
          id: args.custom === false ? undefined : `${args.name}-id`,
          state: { ...args.inputs, ...states[args.type] },
        };
      },
      call: () => ({}),
    },
    "podshift",
    "dev",
    false,
  );
  const seen: Omit<Registered, "inputs">[] = [];
  const note: ResourceTransformation = ({ type, name, resource, opts }) => {
    seen.push({ type, name, resource: resource as CustomResource, retainOnDelete: opts.retainOnDelete === true });
    return undefined;
  };
  const result = program([note]);
  const custom = seen.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
  await Promise.all(custom.map(({ resource }) => resolved(resource.id)));
  return {
    result,
    resources: custom.map((each) => ({ ...each, inputs: inputs.get(`${each.type} ${each.name}`) ?? {} })),
  };
}
