import { all } from "@pulumi/pulumi";
import type { CaptureProxyServiceArgs, ProxyFolderLog } from "../../../provider/src/aws/arguments";
import { CaptureProxyService } from "../../../provider/src/aws/captureProxyService";
import { resolved } from "../provider/pulumiMocks";
import { ACCOUNT, arnAt as at, type MadeResources, madeBy } from "./awsMocks";

export const ARNS = {
  cluster: at("ecs", "cluster/main"),
  image: at("ecr", "repository/podshift"),
  fileSystem: at("elasticfilesystem", "file-system/fs-0a1b"),
  accessPoint: at("elasticfilesystem", "access-point/fsap-0c2d"),
  certificate: at("acm", "certificate/1-2-3"),
  topic: at("sns", "alarms"),
  key: at("kms", "key/11111111-2222-3333-4444-555555555555"),
  secret: at("secretsmanager", "secret:pinecone-AbCdEf"),
} as const;

/** Arguments that are in order. */
export const ARGUMENTS: CaptureProxyServiceArgs & { readonly log: ProxyFolderLog } = {
  clusterArn: ARNS.cluster,
  image: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/podshift:1.0.0-rc.1`,
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

/** A proxy service made against mocks. */
export interface MadeService extends MadeResources {
  readonly outputs: Readonly<
    Record<"endpoint" | "host" | "loadBalancerDnsName" | "logGroupName" | "tasksSecurityGroupId", string>
  >;
}

export async function makeService(
  change: Partial<CaptureProxyServiceArgs> & { without?: readonly (keyof CaptureProxyServiceArgs)[] } = {},
  name = "docs-proxy",
): Promise<MadeService> {
  const { without = [], ...changed } = change;
  const args = { ...ARGUMENTS, ...changed };
  for (const key of without) delete (args as Partial<typeof args>)[key];
  const made = await madeBy(() => new CaptureProxyService(name, args));
  const { endpoint, host, loadBalancerDnsName, logGroupName, tasksSecurityGroupId } = made.told;
  const told = all([endpoint, host, loadBalancerDnsName, logGroupName, tasksSecurityGroupId]);
  const [where, named, balancer, lines, group] = await resolved(told);
  const outputs = {
    endpoint: where,
    host: named,
    loadBalancerDnsName: balancer,
    logGroupName: lines,
    tasksSecurityGroupId: group,
  };
  return { ...made, outputs };
}
