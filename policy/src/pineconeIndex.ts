import { inside, type Properties, text } from "./properties";

/** The vendor's own Pulumi provider: its index in 2.x, which bridges the Terraform provider, and in 0.4. */
const TYPES = ["pinecone:index/index:Index", "pinecone:index:PineconeIndex"];

/** An index as the vendor's own Pulumi provider declares it. */
export interface PineconeIndex {
  /** Left out while it isn't known. */
  readonly name?: string;
  readonly serverless?: { readonly cloud?: string; readonly region?: string };
  readonly pod: boolean;
  readonly deletionProtection?: string;
}

interface Declared {
  readonly type: string;
  readonly props: Properties;
}

/** Undefined for every other type of resource. */
export function pineconeIndex({ type, props }: Declared): PineconeIndex | undefined {
  if (!TYPES.includes(type)) return undefined;
  const spec = inside(props, "spec");
  const serverless = spec === undefined ? undefined : inside(spec, "serverless");
  return {
    ...optional("name", text(props, "name")),
    ...optional("deletionProtection", text(props, "deletionProtection")),
    pod: spec !== undefined && inside(spec, "pod") !== undefined,
    ...(serverless === undefined
      ? {}
      : {
          serverless: {
            ...optional("cloud", text(serverless, "cloud")),
            ...optional("region", text(serverless, "region")),
          },
        }),
  };
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}
