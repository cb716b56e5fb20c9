import { ComponentResource, type ComponentResourceOptions, interpolate, type Output } from "@pulumi/pulumi";
import { makeAlarms } from "./alarms";
import type { CaptureProxyServiceArgs } from "./arguments";
import { makeBalancer } from "./balancer";
import { makeNetwork } from "./network";
import { makeRoles } from "./roles";
import { makeService } from "./service";
import { readSettings } from "./settings";
import { makeLogGroup, makeTaskDefinition } from "./task";

/** A public name: states of years to come hold it, so it is never renamed. */
export const CAPTURE_PROXY_TOKEN = "podshift:aws:CaptureProxyService";

/**
 * `podshift proxy` for one index on ECS Fargate, behind an internal load balancer: applications name `endpoint` as the
 * index's host. The write log is in S3, or a folder on EFS. It takes no API key: each application's own goes along with its requests.
 *
 * @example
 * new CaptureProxyService("docs-proxy", {
 *   clusterArn, vpcId, subnetIds,
 *   image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/podshift:1.0.0-rc.1",
 *   imageRepositoryArn,
 *   clients: { cidrs: ["10.0.0.0/16"] },
 *   log: { url: bucket.url },                // of a WriteLogBucket; the tasks get a writer's rights on it
 *   tls: { certificateArn, domainName: "docs-index.internal.example.com", hostedZoneId },
 * });
 */
export class CaptureProxyService extends ComponentResource {
  /** What applications name as the index's host, with scheme and port. */
  declare readonly endpoint: Output<string>;
  /** The same without scheme and port. */
  declare readonly host: Output<string>;
  /** The load balancer's own name, for an alias of yours. */
  declare readonly loadBalancerDnsName: Output<string>;
  /** Where the log lines go. */
  declare readonly logGroupName: Output<string>;
  /** Of the tasks, for rules of your own. */
  declare readonly tasksSecurityGroupId: Output<string>;

  /** @throws ProxyServiceError CONFIG_INVALID, with everything that is wrong with the arguments */
  constructor(name: string, args: CaptureProxyServiceArgs, options?: ComponentResourceOptions) {
    super(CAPTURE_PROXY_TOKEN, name, {}, options);
    const settings = readSettings(name, args);
    const logGroup = makeLogGroup(name, settings, this);
    const roles = makeRoles(name, settings, logGroup.arn, this);
    const network = makeNetwork(name, settings, this);
    const balancer = makeBalancer(name, settings, network, this);
    const task = makeTaskDefinition(name, settings, { roles, logGroup }, this);
    makeService(name, settings, { task, network, balancer }, roles.policies, this);
    makeAlarms(name, settings, balancer, logGroup.name, this);

    const scheme = settings.tls === undefined ? "http" : "https";
    const outputs = {
      endpoint: interpolate`${scheme}://${balancer.host}:${settings.port}`,
      host: balancer.host,
      loadBalancerDnsName: balancer.loadBalancer.dnsName,
      logGroupName: logGroup.name,
      tasksSecurityGroupId: network.tasks.id,
    };
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}
