import { all, runtime } from "@pulumi/pulumi";
import type { CaptureProxyServiceArgs } from "../../../provider/src/aws/arguments";
import { CaptureProxyService } from "../../../provider/src/aws/captureProxyService";
import { resolved } from "../provider/pulumiMocks";

const ACCOUNT = "123456789012";
const at = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;

export const ARNS = {
  cluster: at("ecs", "cluster/main"),
  image: at("ecr", "repository/podshift"),
  fileSystem: at("elasticfilesystem", "file-system/fs-0a1b"),
  accessPoint: at("elasticfilesystem", "access-point/fsap-0c2d"),
  certificate: at("acm", "certificate/1-2-3"),
  topic: at("sns", "alarms"),
} as const;

/** Arguments that are in order. */
export const ARGUMENTS: CaptureProxyServiceArgs = {
  clusterArn: ARNS.cluster,
  image: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/podshift:0.1.0`,
  imageRepositoryArn: ARNS.image,
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  clients: { cidrs: ["10.0.0.0/16"], securityGroupIds: ["sg-app"] },
  log: {
    url: "file:///srv/podshift/docs",
    efs: { fileSystemArn: ARNS.fileSystem, accessPointArn: ARNS.accessPoint, securityGroupId: "sg-efs" },
  },
  tls: { certificateArn: ARNS.certificate, domainName: "docs.internal.example.com" },
};

/** A resource as the provider would be given it. */
export interface Made {
  /** Such as `ecs/service:Service`. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A proxy service made against mocks. */
export interface MadeService {
  readonly resources: readonly Made[];
  readonly outputs: Readonly<
    Record<"endpoint" | "host" | "loadBalancerDnsName" | "logGroupName" | "tasksSecurityGroupId", string>
  >;
  /** The one of a type, and of a name where there are several. */
  one(type: string, name?: string): Readonly<Record<string, unknown>>;
  all(type: string): readonly Made[];
}

export async function makeService(
  change: Partial<CaptureProxyServiceArgs> & { without?: readonly (keyof CaptureProxyServiceArgs)[] } = {},
  name = "docs-proxy",
): Promise<MadeService> {
  const resources: Made[] = [];
  await runtime.setMocks(
    {
      newResource: ({ type, name: made, inputs }) => {
        if (type.startsWith("aws:")) resources.push({ type: type.slice("aws:".length), name: made, inputs });
        return { id: `${made}-id`, state: { ...inputs, ...computed(type, made, inputs) } };
      },
      call: () => ({}),
    },
    "podshift",
    "dev",
    false,
  );
  const { without = [], ...changed } = change;
  const args = { ...ARGUMENTS, ...changed };
  for (const key of without) delete (args as Partial<typeof args>)[key];
  const service = new CaptureProxyService(name, args);
  const { endpoint, host, loadBalancerDnsName, logGroupName, tasksSecurityGroupId } = service;
  const told = all([endpoint, host, loadBalancerDnsName, logGroupName, tasksSecurityGroupId]);
  const [where, named, balancer, lines, group] = await resolved(told);
  const outputs = {
    endpoint: where,
    host: named,
    loadBalancerDnsName: balancer,
    logGroupName: lines,
    tasksSecurityGroupId: group,
  };
  // Resources that no output depends on are registered by then too: this is what a program waits for at its end.
  await runtime.disconnect();
  return { resources, outputs, ...lookups(resources) };
}

/** What AWS would add. */
function computed(type: string, name: string, inputs: Readonly<Record<string, unknown>>): object {
  return {
    arn: `arn:${name}`,
    name: inputs.name ?? name,
    arnSuffix: `suffix/${name}`,
    ...(type.includes("LoadBalancer") ? { dnsName: `${name}.elb.example`, zoneId: "Z-ELB" } : {}),
  };
}

function lookups(resources: readonly Made[]): Pick<MadeService, "one" | "all"> {
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
  };
}
