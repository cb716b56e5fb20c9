import { Role, RolePolicy } from "@pulumi/aws/iam";
import { all, type ComponentResource, type Output, output } from "@pulumi/pulumi";
import { onEfs } from "./arguments";
import { arnParts } from "./arn";
import { placeOfUrl } from "./logPlace";
import { writerPolicy } from "./logPolicies";
import { assumedByTasks, type PolicyDocument, startingTasks, usingLog } from "./policies";
import type { ProxyServiceSettings } from "./settings";

export interface ProxyRoles {
  /** What ECS is while it starts a task. */
  readonly execution: Role;
  /** What the task itself is. */
  readonly task: Role;
  /** A task that starts before them can't reach the log. */
  readonly policies: RolePolicy[];
}

export function makeRoles(
  name: string,
  settings: ProxyServiceSettings,
  logGroupArn: Output<string>,
  parent: ComponentResource,
): ProxyRoles {
  const { clusterArn, imageRepositoryArn, tags = {} } = settings;
  const assumeRolePolicy = output(clusterArn).apply((arn) => JSON.stringify(assumedByTasks(arn)));
  const role = (purpose: string) => new Role(`${name}-${purpose}`, { assumeRolePolicy, tags: { ...tags } }, { parent });
  const grant = (purpose: string, to: Role, document: Output<PolicyDocument>) =>
    new RolePolicy(`${name}-${purpose}`, { role: to.name, policy: document.apply(JSON.stringify) }, { parent });

  const [execution, task] = [role("execution"), role("task")];
  const starting = all([logGroupArn, imageRepositoryArn]).apply(([group, image]) => startingTasks(group, image));
  const using = writing(name, settings);
  return { execution, task, policies: [grant("execution", execution, starting), grant("task", task, using)] };
}

/** What a task may do: write the log, under its own name where the log is in S3. */
function writing(name: string, { clusterArn, log }: ProxyServiceSettings): Output<PolicyDocument> {
  if (onEfs(log)) {
    const { fileSystemArn, accessPointArn } = log.efs;
    return all([fileSystemArn, accessPointArn]).apply(([system, point]) => usingLog(system, point));
  }
  return all([clusterArn, log.url, log.kmsKeyArn]).apply(([cluster, url, key]) =>
    writerPolicy(placeOfUrl(url, arnParts(cluster).partition, key), { writerName: name }),
  );
}
