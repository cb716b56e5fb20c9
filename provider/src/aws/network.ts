import { SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import type { ComponentResource, Input } from "@pulumi/pulumi";
import { onEfs } from "./arguments";
import { PORTS } from "./container";
import type { ProxyServiceSettings } from "./settings";

const NFS_PORT = 2049;
const HTTPS_PORT = 443;

export interface ProxyNetwork {
  readonly balancer: SecurityGroup;
  readonly tasks: SecurityGroup;
  /** Without them a task can neither mount the log nor be asked for its health. */
  readonly rules: (SecurityGroupEgressRule | SecurityGroupIngressRule)[];
}

/** One port of one group, opened to another group or to a range. */
type Way = { readonly group: Input<string>; readonly port: number } & (
  | { readonly peer: Input<string> }
  | { readonly cidr: string }
);

/**
 * Applications reach the load balancer, it reaches the tasks, and these reach the write log and the service: nothing else
 * passes. Addresses of the service and of S3 aren't known, so tasks may go to any on port 443.
 */
export function makeNetwork(name: string, settings: ProxyServiceSettings, parent: ComponentResource): ProxyNetwork {
  const { vpcId, tags = {} } = settings;
  const group = (purpose: string, description: string) =>
    new SecurityGroup(`${name}-${purpose}`, { vpcId, description, tags: { ...tags } }, { parent });
  const balancer = group("balancer", `podshift proxy ${name}: load balancer`);
  const tasks = group("tasks", `podshift proxy ${name}: tasks`);
  const rules = waysOf(settings, balancer, tasks).map(([kind, purpose, way]) => {
    const args = ruleOf(way, tags);
    return kind === "in"
      ? new SecurityGroupIngressRule(`${name}-${purpose}`, args, { parent })
      : new SecurityGroupEgressRule(`${name}-${purpose}`, args, { parent });
  });
  return { balancer, tasks, rules };
}

type Named = readonly [kind: "in" | "out", purpose: string, way: Way];

function waysOf({ clients, log, port }: ProxyServiceSettings, balancer: SecurityGroup, tasks: SecurityGroup): Named[] {
  const { cidrs = [], securityGroupIds = [] } = clients;
  const inside = Object.entries(PORTS).flatMap(([purpose, each]): Named[] => [
    ["out", `balancer-${purpose}`, { group: balancer.id, port: each, peer: tasks.id }],
    ["in", `tasks-${purpose}`, { group: tasks.id, port: each, peer: balancer.id }],
  ]);
  return [
    ...cidrs.map((cidr): Named => ["in", `clients-${cidr}`, { group: balancer.id, port, cidr }]),
    ...securityGroupIds.map((peer, at): Named => ["in", `clients-${at}`, { group: balancer.id, port, peer }]),
    ...inside,
    ...(onEfs(log) ? waysToFileSystem(tasks, log.efs.securityGroupId) : []),
    ["out", "service", { group: tasks.id, port: HTTPS_PORT, cidr: "0.0.0.0/0" }],
  ];
}

function waysToFileSystem(tasks: SecurityGroup, mounts: Input<string>): Named[] {
  return [
    ["out", "log", { group: tasks.id, port: NFS_PORT, peer: mounts }],
    ["in", "log", { group: mounts, port: NFS_PORT, peer: tasks.id }],
  ];
}

function ruleOf(way: Way, tags: Readonly<Record<string, string>>) {
  return {
    securityGroupId: way.group,
    ipProtocol: "tcp",
    fromPort: way.port,
    toPort: way.port,
    tags: { ...tags },
    ...("cidr" in way ? { cidrIpv4: way.cidr } : { referencedSecurityGroupId: way.peer }),
  };
}
