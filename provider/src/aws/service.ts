import { Service, type TaskDefinition } from "@pulumi/aws/ecs";
import type { ComponentResource, Resource } from "@pulumi/pulumi";
import type { ProxyBalancer } from "./balancer";
import { PORTS } from "./container";
import type { ProxyNetwork } from "./network";
import type { ProxyServiceSettings } from "./settings";

/** The first version that mounts EFS. */
const PLATFORM = "1.4.0";
/** Until a task has joined the write log and two checks have seen it. */
const GRACE_SECONDS = 60;

/** Keeps the tasks running: a new one is ready before an old one goes, and a version that doesn't start is taken back. */
export function makeService(
  name: string,
  { clusterArn, subnetIds, desiredCount, tags = {} }: ProxyServiceSettings,
  parts: { readonly task: TaskDefinition; readonly network: ProxyNetwork; readonly balancer: ProxyBalancer },
  needs: Resource[],
  parent: ComponentResource,
): Service {
  const { task, network, balancer } = parts;
  return new Service(
    name,
    {
      cluster: clusterArn,
      taskDefinition: task.arn,
      desiredCount,
      launchType: "FARGATE",
      platformVersion: PLATFORM,
      networkConfiguration: { subnets: [...subnetIds], securityGroups: [network.tasks.id], assignPublicIp: false },
      loadBalancers: [{ targetGroupArn: balancer.targetGroup.arn, containerName: "proxy", containerPort: PORTS.data }],
      availabilityZoneRebalancing: "ENABLED",
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds: GRACE_SECONDS,
      enableExecuteCommand: false,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      tags: { ...tags },
    },
    { parent, dependsOn: [balancer.listener, ...network.rules, ...needs] },
  );
}
