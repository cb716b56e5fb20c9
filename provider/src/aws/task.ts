import { LogGroup } from "@pulumi/aws/cloudwatch";
import { TaskDefinition } from "@pulumi/aws/ecs";
import { all, type ComponentResource, output } from "@pulumi/pulumi";
import { arnParts } from "./arn";
import { containerDefinition, VOLUME } from "./container";
import type { ProxyRoles } from "./roles";
import type { ProxyServiceSettings } from "./settings";

export function makeLogGroup(
  name: string,
  { logRetentionDays, tags = {} }: ProxyServiceSettings,
  parent: ComponentResource,
): LogGroup {
  return new LogGroup(name, { retentionInDays: logRetentionDays, tags: { ...tags } }, { parent });
}

/** The proxy's task: one container, and the write log mounted encrypted, as the task's own role. */
export function makeTaskDefinition(
  name: string,
  settings: ProxyServiceSettings,
  { roles, logGroup }: { readonly roles: ProxyRoles; readonly logGroup: LogGroup },
  parent: ComponentResource,
): TaskDefinition {
  const { clusterArn, image, log, cpu, memory, tags = {} } = settings;
  const containerDefinitions = all([clusterArn, image, logGroup.name]).apply(([cluster, named, group]) =>
    JSON.stringify([
      containerDefinition(name, settings, { image: named, logGroup: group, region: arnParts(cluster).region }),
    ]),
  );
  const idOf = (arn: typeof log.efs.fileSystemArn) => output(arn).apply((text) => arnParts(text).id);
  return new TaskDefinition(
    name,
    {
      family: name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX" },
      cpu: String(cpu),
      memory: String(memory),
      executionRoleArn: roles.execution.arn,
      taskRoleArn: roles.task.arn,
      containerDefinitions,
      volumes: [
        {
          name: VOLUME,
          efsVolumeConfiguration: {
            fileSystemId: idOf(log.efs.fileSystemArn),
            transitEncryption: "ENABLED",
            authorizationConfig: { accessPointId: idOf(log.efs.accessPointArn), iam: "ENABLED" },
          },
        },
      ],
      tags: { ...tags },
    },
    { parent },
  );
}
