import { runtime } from "@pulumi/pulumi";

export const ACCOUNT = "123456789012";
export const REGION = "eu-west-1";

/** A resource as the provider would be given it. */
export interface Made {
  /** Such as `ecs/service:Service`. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Resources that a program made against mocks. */
export interface MadeResources {
  /** Those of AWS. */
  readonly resources: readonly Made[];
  /** Those of others too, with their whole type. */
  readonly everything: readonly Made[];
  /** The one of a type, and of a name where there are several. */
  one(type: string, name?: string): Readonly<Record<string, unknown>>;
  all(type: string): readonly Made[];
  /** How many there are of each type. */
  counts(): Readonly<Record<string, number>>;
}

/** Runs a piece of a program against mocks, to its end; answers what it told and the resources of AWS that it made. */
export async function madeBy<T>(program: () => T, preview = false): Promise<MadeResources & { readonly told: T }> {
  const [resources, everything]: [Made[], Made[]] = [[], []];
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        everything.push({ type, name, inputs });
        if (type.startsWith("aws:")) resources.push({ type: type.slice("aws:".length), name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...computed(type, name, inputs) } };
      },
      call: () => ({}),
    },
    "podshift",
    "dev",
    preview,
  );
  const told = program();
  // Resources that no output depends on are registered by then too: this is what a program waits for at its end.
  await runtime.disconnect();
  return { told, resources, everything, ...lookups(resources) };
}

/** What AWS would add. */
function computed(type: string, name: string, inputs: Readonly<Record<string, unknown>>): object {
  const balancer = type.includes("LoadBalancer") ? { dnsName: `${name}.elb.example`, zoneId: "Z-ELB" } : {};
  const bucket = type === "aws:s3/bucket:Bucket" ? bucketState(name, inputs) : {};
  const application = type.includes("emrserverless") ? { arn: arnAt("emr-serverless", `/applications/${name}`) } : {};
  return {
    ...{ arn: `arn:${name}`, name: inputs.name ?? name, arnSuffix: `suffix/${name}` },
    ...{ ...balancer, ...bucket, ...application },
  };
}

function bucketState(name: string, { bucket = `${name}-1a2b3c4` }: Readonly<Record<string, unknown>>): object {
  return { bucket, arn: `arn:aws:s3:::${String(bucket)}`, region: REGION };
}

export function arnAt(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

function lookups(resources: readonly Made[]): Pick<MadeResources, "one" | "all" | "counts"> {
  const allOf = (type: string) => resources.filter((each) => each.type === type);
  return {
    all: allOf,
    one: (type, name) => {
      const [found, ...rest] = allOf(type).filter((each) => name === undefined || each.name === name);
      if (found === undefined || rest.length > 0) {
        throw new Error(
          `${rest.length + Number(found !== undefined)} of ${type}; there are ${resources.map((each) => `${each.type} ${each.name}`).join(", ")}`,
        );
      }
      return found.inputs;
    },
    counts: () => {
      const counts = new Map<string, number>();
      for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
      return Object.fromEntries(counts);
    },
  };
}
