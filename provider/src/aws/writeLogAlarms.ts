import { LogGroup, type MetricAlarm } from "@pulumi/aws/cloudwatch";
import { SecurityGroup } from "@pulumi/aws/ec2";
import { TaskDefinition } from "@pulumi/aws/ecs";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { Schedule } from "@pulumi/aws/scheduler";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc";
import { all, ComponentResource, type ComponentResourceOptions, type Input, type Output, output } from "@pulumi/pulumi";
import { refuseProblems } from "./argumentsError";
import { arnParts } from "./arn";
import { ARN, arn, type Found, imageName, retention, within } from "./checks";
import { makeLogMetric } from "./logMetric";
import { type LogPlace, readLogUrl, shownUrl } from "./logPlace";
import { readerPolicy } from "./logPolicies";
import { assumedBy, assumedByTasks, type PolicyDocument, runningTask, startingTasks } from "./policies";
import { statusContainer } from "./statusContainer";
import { statusMetrics } from "./statusMetrics";
import { withoutUndefined } from "./withoutUndefined";

/** A public name: states of years to come hold it, so it is never renamed. */
export const WRITE_LOG_ALARMS_TOKEN = "podshift:aws:WriteLogAlarms";

/** Arguments of `WriteLogAlarms`. */
export interface WriteLogAlarmsArgs {
  /** `url` and `place` of a `WriteLogBucket`. */
  readonly log: { readonly url: Input<string>; readonly place: Input<LogPlace> };
  /** Where the task runs that looks. */
  readonly clusterArn: Input<string>;
  /** Network of the task. */
  readonly vpcId: Input<string>;
  /** Private subnets with a way to S3, CloudWatch Logs and the image. */
  readonly subnetIds: readonly Input<string>[];
  /** An image made from deploy/proxy/Dockerfile, with tag or digest. */
  readonly image: Input<string>;
  /** Of its repository, when it is in ECR. */
  readonly imageRepositoryArn?: Input<string>;
  /** Minutes between two looks: each reads the whole backlog. Default: 15 */
  readonly everyMinutes?: number;
  /** Writes waiting for catch-up. Default: 100,000 */
  readonly backlogWrites?: number;
  /** Seconds that a write may wait for catch-up. Default: 3,600 */
  readonly backlogSeconds?: number;
  /** ARNs, such as of an SNS topic, that hear of alarms. */
  readonly alarmActions: readonly Input<string>[];
  /** Days that looks are kept as log lines. Default: 30 */
  readonly logRetentionDays?: number;
  /** On every resource that is made. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Alarms on a write log: backlog, its age, a writer whose lease has run out, no writer at all. A small Fargate task runs
 * `podshift status --json` every 15 minutes with a reader's rights, and metric filters read its line: what is watched is
 * what the log itself says, whoever writes to it. There are no alarms before the first catch-up on the backlog.
 *
 * @example
 * new WriteLogAlarms("docs", { log: bucket, clusterArn, vpcId, subnetIds, image, alarmActions: [topic.arn] });
 */
export class WriteLogAlarms extends ComponentResource {
  /** Where the looks are, one JSON line each. */
  declare readonly logGroupName: Output<string>;
  /** Of each alarm. */
  declare readonly alarmArns: Output<string[]>;

  /** @throws ComponentArgumentsError CONFIG_INVALID, with everything that is wrong with the arguments */
  constructor(name: string, args: WriteLogAlarmsArgs, options?: ComponentResourceOptions) {
    super(WRITE_LOG_ALARMS_TOKEN, name, {}, options);
    const settings: Settings = { ...DEFAULTS, tags: {}, ...withoutUndefined(args) };
    refuseProblems("WriteLogAlarms", name, problemsOf(settings));
    const { logRetentionDays, everyMinutes, alarmActions, tags } = settings;
    const group = new LogGroup(name, { retentionInDays: logRetentionDays, tags: { ...tags } }, { parent: this });
    const roles = makeRoles(name, settings, group, this);
    makeSchedule(name, settings, makeTask(name, settings, group, roles, this), roles, this);
    const where = { logGroupName: group.name, alarmActions, tags };
    const alarms = statusMetrics(name, settings, everyMinutes).map((metric) =>
      makeLogMetric(name, metric, where, this),
    );
    const outputs = { logGroupName: group.name, alarmArns: output(alarms.map((each: MetricAlarm) => each.arn)) };
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}

const DEFAULTS = { everyMinutes: 15, backlogWrites: 100_000, backlogSeconds: 3_600, logRetentionDays: 30 } as const;

type Defaults = "everyMinutes" | "backlogWrites" | "backlogSeconds" | "logRetentionDays" | "tags";
type Settings = WriteLogAlarmsArgs & Required<Pick<WriteLogAlarmsArgs, Defaults>>;

interface WatchRoles {
  readonly execution: Role;
  readonly task: Role;
  readonly policies: readonly RolePolicy[];
}

function* problemsOf(args: Settings): Found {
  const { url } = args.log;
  if (typeof url === "string" && readLogUrl(url) === undefined)
    yield `log.url: "${shownUrl(url)}" is no log in S3: s3://bucket/prefix`;
  yield* arn("clusterArn", args.clusterArn, ARN.cluster);
  yield* imageName("image", args.image);
  yield* arn("imageRepositoryArn", args.imageRepositoryArn, ARN.repository);
  if (args.subnetIds.length === 0) yield "subnetIds: name one at least";
  if (args.alarmActions.length === 0) yield "alarmActions: name one at least: nobody would hear of an alarm";
  // CloudWatch adds periods up to a day at most; the longest alarm here has three.
  yield* within("everyMinutes", args.everyMinutes, 1, 480);
  yield* within("backlogWrites", args.backlogWrites, 0, Number.MAX_SAFE_INTEGER);
  yield* within("backlogSeconds", args.backlogSeconds, 0, 31_536_000);
  yield* retention("logRetentionDays", args.logRetentionDays);
}

function makeRoles(name: string, settings: Settings, group: LogGroup, parent: ComponentResource): WatchRoles {
  const { clusterArn, imageRepositoryArn, log, tags } = settings;
  const assumeRolePolicy = output(clusterArn).apply((cluster) => JSON.stringify(assumedByTasks(cluster)));
  const role = (purpose: string) => new Role(`${name}-${purpose}`, { assumeRolePolicy, tags: { ...tags } }, { parent });
  const grant = (purpose: string, to: Role, document: Output<PolicyDocument>) =>
    new RolePolicy(`${name}-${purpose}`, { role: to.name, policy: document.apply(JSON.stringify) }, { parent });
  const [execution, task] = [role("execution"), role("look")];
  const starting = all([group.arn, imageRepositoryArn]).apply(([lines, image]) => startingTasks(lines, image));
  const reading = output(log.place).apply(readerPolicy);
  return { execution, task, policies: [grant("execution", execution, starting), grant("look", task, reading)] };
}

function makeTask(
  name: string,
  { clusterArn, image, log, tags }: Settings,
  group: LogGroup,
  { execution, task }: WatchRoles,
  parent: ComponentResource,
): TaskDefinition {
  const containerDefinitions = all([clusterArn, image, log.url, group.name]).apply(([cluster, named, url, lines]) =>
    JSON.stringify([statusContainer({ image: named, url, logGroup: lines, region: arnParts(cluster).region })]),
  );
  return new TaskDefinition(
    name,
    {
      family: `${name}-look`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX" },
      cpu: "256",
      memory: "512",
      executionRoleArn: execution.arn,
      taskRoleArn: task.arn,
      containerDefinitions,
      tags: { ...tags },
    },
    { parent },
  );
}

function makeSchedule(
  name: string,
  settings: Settings,
  task: TaskDefinition,
  roles: WatchRoles,
  parent: ComponentResource,
): void {
  const { clusterArn, vpcId, subnetIds, everyMinutes, tags } = settings;
  const group = new SecurityGroup(
    `${name}-look`,
    { vpcId, description: `podshift looks at write log ${name}`, tags: { ...tags } },
    { parent },
  );
  const out = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" };
  const rule = new SecurityGroupEgressRule(`${name}-look`, { ...out, tags: { ...tags } }, { parent });
  const scheduler = makeScheduler(name, settings, task, roles, parent);
  const networkConfiguration = { assignPublicIp: false, securityGroups: [group.id], subnets: [...subnetIds] };
  new Schedule(
    name,
    {
      scheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? "minute" : "minutes"})`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: clusterArn,
        roleArn: scheduler.role.arn,
        ecsParameters: { taskDefinitionArn: task.arn, launchType: "FARGATE", networkConfiguration },
        // The next look comes soon enough.
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    },
    { parent, dependsOn: [rule, scheduler.policy, ...roles.policies] },
  );
}

function makeScheduler(
  name: string,
  { clusterArn, tags }: Settings,
  task: TaskDefinition,
  roles: WatchRoles,
  parent: ComponentResource,
): { readonly role: Role; readonly policy: RolePolicy } {
  const assumeRolePolicy = output(clusterArn).apply((cluster) =>
    JSON.stringify(assumedBy("scheduler.amazonaws.com", arnParts(cluster).account)),
  );
  const role = new Role(`${name}-scheduler`, { assumeRolePolicy, tags: { ...tags } }, { parent });
  const running = all([clusterArn, task.arn, roles.execution.arn, roles.task.arn]).apply(
    ([cluster, taskArn, ...passed]) => JSON.stringify(runningTask(cluster, taskArn, passed)),
  );
  const policy = new RolePolicy(`${name}-scheduler`, { role: role.name, policy: running }, { parent });
  return { role, policy };
}
