import { LogGroup } from "@pulumi/aws/cloudwatch";
import { TaskDefinition } from "@pulumi/aws/ecs";
import { all, type ComponentResource, output } from "@pulumi/pulumi";
import { onEfs, type ProxyFileSystem } from "./arguments";
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

/** The proxy's task: one container; a write log on EFS is mounted encrypted, as the task's own role. */
export function makeTaskDefinition(
  name: string,
  settings: ProxyServiceSettings,
  { roles, logGroup }: { readonly roles: ProxyRoles; readonly logGroup: LogGroup },
  parent: ComponentResource,
): TaskDefinition {
  const { clusterArn, image, log, cpu, memory, tags = {} } = settings;
  const containerDefinitions = all([clusterArn, image, log.url, logGroup.name]).apply(
    ([cluster, named, logUrl, group]) => {
      const known = { image: named, logUrl, logGroup: group, region: arnParts(cluster).region };
      return JSON.stringify([containerDefinition(name, settings, known)]);
    },
  );
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
      ...(onEfs(log) ? { volumes: [volume(log.efs)] } : {}),
      tags: { ...tags },
    },
    { parent },
  );
}

function volume({ fileSystemArn, accessPointArn }: ProxyFileSystem) {
  const idOf = (arn: typeof fileSystemArn) => output(arn).apply((text) => arnParts(text).id);
  return {
    name: VOLUME,
    efsVolumeConfiguration: {
      fileSystemId: idOf(fileSystemArn),
      transitEncryption: "ENABLED",
      authorizationConfig: { accessPointId: idOf(accessPointArn), iam: "ENABLED" },
    },
  };
}
