import { Role, RolePolicy } from "@pulumi/aws/iam";
import { all, type ComponentResource, type Output, output } from "@pulumi/pulumi";
import { assumedByTasks, type PolicyDocument, startingTasks, usingLog } from "./policies";
import type { ProxyServiceSettings } from "./settings";

export interface ProxyRoles {
  /** What ECS is while it starts a task. */
  readonly execution: Role;
  /** What the task itself is. */
  readonly task: Role;
  /** A task that starts before them can't mount the log. */
  readonly policies: RolePolicy[];
}

export function makeRoles(
  name: string,
  { clusterArn, imageRepositoryArn, log, tags = {} }: ProxyServiceSettings,
  logGroupArn: Output<string>,
  parent: ComponentResource,
): ProxyRoles {
  const assumeRolePolicy = output(clusterArn).apply((arn) => JSON.stringify(assumedByTasks(arn)));
  const role = (purpose: string) => new Role(`${name}-${purpose}`, { assumeRolePolicy, tags: { ...tags } }, { parent });
  const grant = (purpose: string, to: Role, document: Output<PolicyDocument>) =>
    new RolePolicy(`${name}-${purpose}`, { role: to.name, policy: document.apply(JSON.stringify) }, { parent });

  const [execution, task] = [role("execution"), role("task")];
  const starting = all([logGroupArn, imageRepositoryArn]).apply(([group, image]) => startingTasks(group, image));
  const { fileSystemArn, accessPointArn } = log.efs;
  const using = all([fileSystemArn, accessPointArn]).apply(([system, point]) => usingLog(system, point));
  return { execution, task, policies: [grant("execution", execution, starting), grant("task", task, using)] };
}
