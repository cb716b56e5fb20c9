import { Listener, LoadBalancer, TargetGroup } from "@pulumi/aws/lb";
import { Record as DnsRecord } from "@pulumi/aws/route53";
import { type ComponentResource, type Input, type Output, output } from "@pulumi/pulumi";
import { PORTS } from "./container";
import type { ProxyNetwork } from "./network";
import type { ProxyServiceSettings } from "./settings";

export interface ProxyBalancer {
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly listener: Listener;
  /** The host that applications name. */
  readonly host: Output<string>;
}

/** TLS 1.2 and 1.3. */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";
/** Seconds that a task which left still answers connections that it has; then it is told to stop, and drains. */
const DEREGISTRATION_SECONDS = 30;

/** An internal load balancer that passes bytes on: REST and gRPC go to the same port of a task. */
export function makeBalancer(
  name: string,
  settings: ProxyServiceSettings,
  network: ProxyNetwork,
  parent: ComponentResource,
): ProxyBalancer {
  const { subnetIds, tls, tags = {} } = settings;
  const loadBalancer = new LoadBalancer(
    name,
    {
      internal: true,
      loadBalancerType: "network",
      subnets: [...subnetIds],
      securityGroups: [network.balancer.id],
      // Else a zone whose task is just being replaced answers nobody.
      enableCrossZoneLoadBalancing: true,
      tags: { ...tags },
    },
    { parent },
  );
  const targetGroup = makeTargetGroup(name, settings, parent);
  const listener = makeListener(name, settings, loadBalancer, targetGroup, parent);
  if (tls?.hostedZoneId !== undefined) makeRecord(name, [tls.domainName, tls.hostedZoneId], loadBalancer, parent);
  const host = tls === undefined ? loadBalancer.dnsName : output(tls.domainName);
  return { loadBalancer, targetGroup, listener, host };
}

/**
 * A task that isn't ready for a minute is replaced by ECS; a log that is away for less is waited for. When no task is
 * ready the load balancer passes requests to all, so reads go on.
 */
function makeTargetGroup(name: string, { vpcId, tags = {} }: ProxyServiceSettings, parent: ComponentResource) {
  return new TargetGroup(
    name,
    {
      vpcId,
      targetType: "ip",
      protocol: "TCP",
      port: PORTS.data,
      deregistrationDelay: DEREGISTRATION_SECONDS,
      healthCheck: {
        protocol: "HTTP",
        port: String(PORTS.admin),
        path: "/readyz",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 6,
      },
      tags: { ...tags },
    },
    { parent },
  );
}

/** TLS ends here; which protocol is spoken inside is agreed on with the client, so that gRPC clients get HTTP/2. */
function makeListener(
  name: string,
  { port, tls, tags = {} }: ProxyServiceSettings,
  { arn: loadBalancerArn }: LoadBalancer,
  { arn: targetGroupArn }: TargetGroup,
  parent: ComponentResource,
) {
  const spoken =
    tls === undefined
      ? { protocol: "TCP" }
      : { protocol: "TLS", certificateArn: tls.certificateArn, sslPolicy: TLS_POLICY, alpnPolicy: "HTTP2Preferred" };
  return new Listener(
    name,
    { loadBalancerArn, port, ...spoken, defaultActions: [{ type: "forward", targetGroupArn }], tags: { ...tags } },
    { parent },
  );
}

function makeRecord(
  name: string,
  [domainName, zoneId]: readonly [domainName: string, zoneId: Input<string>],
  balancer: LoadBalancer,
  parent: ComponentResource,
) {
  const alias = { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: false };
  return new DnsRecord(name, { name: domainName, type: "A", zoneId, aliases: [alias] }, { parent });
}
