import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { ComponentArgumentsError } from "../../../provider/src/aws/argumentsError";
import { readerPolicy } from "../../../provider/src/aws/logPolicies";
import { runningTask } from "../../../provider/src/aws/policies";
import { WriteLogAlarms, type WriteLogAlarmsArgs } from "../../../provider/src/aws/writeLogAlarms";
import { arnAt, madeBy } from "../../support/aws/awsMocks";
import { ARNS } from "../../support/aws/serviceMocks";
import { verdict } from "../../support/aws/simulation";

type Json = Readonly<Record<string, unknown>>;
const json = (text: unknown) => JSON.parse(String(text));
const PLACE = { bucketArn: "arn:aws:s3:::logs", prefix: "docs" };
const ARGS: WriteLogAlarmsArgs = {
  log: { url: "s3://logs/docs?region=eu-west-1", place: PLACE },
  clusterArn: ARNS.cluster,
  vpcId: "vpc-1",
  subnetIds: ["subnet-a"],
  image: "example.com/podshift:1.0.0-rc.1",
  alarmActions: [ARNS.topic],
};
const ALARM = "cloudwatch/metricAlarm:MetricAlarm";
const FILTER = "cloudwatch/logMetricFilter:LogMetricFilter";
const ROLE = "iam/role:Role";
const POLICY = "iam/rolePolicy:RolePolicy";
const TASK = "ecs/taskDefinition:TaskDefinition";
const SCHEDULE = "scheduler/schedule:Schedule";
const made = (change: Partial<WriteLogAlarmsArgs> = {}) =>
  madeBy(() => new WriteLogAlarms("docs", { ...ARGS, ...change }));

describe("WriteLogAlarms", () => {
  it("is made of these resources", async () => {
    assert.deepEqual((await made()).counts(), {
      "cloudwatch/logGroup:LogGroup": 1,
      [ROLE]: 3,
      [POLICY]: 3,
      [TASK]: 1,
      "ec2/securityGroup:SecurityGroup": 1,
      "vpc/securityGroupEgressRule:SecurityGroupEgressRule": 1,
      [SCHEDULE]: 1,
      [FILTER]: 4,
      [ALARM]: 4,
    });
  });

  it("alarms on nothing that no filter of its looks publishes, and on all that they publish", async () => {
    const { all } = await made({ backlogWrites: 5, backlogSeconds: 60, everyMinutes: 5 });
    const published = all(FILTER).map(({ inputs }) => {
      assert.equal(inputs.logGroupName, "docs");
      const { namespace, name } = inputs.metricTransformation as Json;
      return `${namespace} ${name}`;
    });
    const alarms = all(ALARM).map(({ inputs }) => inputs);
    assert.deepEqual(alarms.map(({ namespace, metricName }) => `${namespace} ${metricName}`).sort(), published.sort());
    assert.deepEqual(
      alarms
        .map(({ metricName, threshold, period, treatMissingData }) => [metricName, threshold, period, treatMissingData])
        .sort(),
      [
        ["docs-backlog-age", 60_000, 300, "notBreaching"],
        ["docs-backlog-writes", 5, 300, "notBreaching"],
        ["docs-silent-writer", 0, 300, "notBreaching"],
        ["docs-writers-alive", 1, 300, "breaching"],
      ],
    );
    for (const { alarmActions } of alarms) assert.deepEqual(alarmActions, [ARNS.topic]);
  });

  it("looks with `podshift status --json`, with a reader's rights, without a secret", async () => {
    const { one } = await made({ log: { url: output("s3://logs/docs"), place: output(PLACE) } });
    const [container] = json(one(TASK).containerDefinitions);
    assert.deepEqual(container.command, ["status", "s3://logs/docs", "--json"]);
    assert.deepEqual(
      [container.secrets, container.environment, container.readonlyRootFilesystem],
      [undefined, undefined, true],
    );
    assert.deepEqual(json(one(POLICY, "docs-look").policy), readerPolicy(PLACE));
    assert.deepEqual([one(TASK).taskRoleArn, one(TASK).executionRoleArn], ["arn:docs-look", "arn:docs-execution"]);
  });

  it("is run by a schedule that may run this task in this cluster, and pass its roles to ECS only", async () => {
    const { one } = await made({ everyMinutes: 1 });
    const { scheduleExpression, target } = one(SCHEDULE);
    assert.equal(scheduleExpression, "rate(1 minute)");
    const { arn, roleArn, ecsParameters } = target as Json & { ecsParameters: Json };
    assert.deepEqual([arn, roleArn, ecsParameters.launchType], [ARNS.cluster, "arn:docs-scheduler", "FARGATE"]);
    assert.deepEqual(ecsParameters.networkConfiguration, {
      assignPublicIp: false,
      securityGroups: ["docs-look-id"],
      subnets: ["subnet-a"],
    });
    const [run, pass] = json(one(POLICY, "docs-scheduler").policy).Statement;
    assert.deepEqual(run.Resource, "arn:docs");
    assert.deepEqual(pass.Resource, ["arn:docs-execution", "arn:docs-look"]);
    const trust = json(one(ROLE, "docs-scheduler").assumeRolePolicy).Statement[0];
    assert.deepEqual(trust.Principal, { Service: "scheduler.amazonaws.com" });
    assert.deepEqual(trust.Condition, { StringEquals: { "aws:SourceAccount": "123456789012" } });
  });

  it("gives its scheduler nothing else, as IAM decides it", async () => {
    const task = arnAt("ecs", "task-definition/docs-look:3");
    const role = "arn:aws:iam::123456789012:role/docs-look";
    const policy = runningTask(ARNS.cluster, task, [role]);
    const run = (resource: string, cluster: string = ARNS.cluster) =>
      verdict({ action: "ecs:RunTask", resource, context: { "ecs:cluster": cluster } }, policy);
    assert.equal(await run(task), "Allowed");
    assert.equal(await run(arnAt("ecs", "task-definition/other:1")), "ImplicitlyDenied");
    assert.equal(await run(task, arnAt("ecs", "cluster/other")), "ImplicitlyDenied");
    const pass = (resource: string, service: string) =>
      verdict({ action: "iam:PassRole", resource, context: { "iam:PassedToService": service } }, policy);
    assert.equal(await pass(role, "ecs-tasks.amazonaws.com"), "Allowed");
    assert.equal(await pass(role, "lambda.amazonaws.com"), "ImplicitlyDenied");
    assert.equal(await pass("arn:aws:iam::123456789012:role/admin", "ecs-tasks.amazonaws.com"), "ImplicitlyDenied");
  });

  it("is refused with everything that is wrong with its arguments", async () => {
    const wrong: Partial<WriteLogAlarmsArgs> = {
      log: { url: "file:///srv/docs", place: PLACE },
      clusterArn: "main",
      image: "podshift:latest",
      imageRepositoryArn: "podshift",
      subnetIds: [],
      alarmActions: [],
      everyMinutes: 0,
      backlogWrites: -1,
      backlogSeconds: 0.5,
      logRetentionDays: 2,
    };
    await assert.rejects(made(wrong), (error: unknown) => {
      assert.ok(error instanceof ComponentArgumentsError);
      const keys = error.problems.map((problem) => problem.slice(0, problem.indexOf(":")));
      assert.deepEqual(keys, [
        ...["log.url", "clusterArn", "image", "imageRepositoryArn", "subnetIds", "alarmActions"],
        ...["everyMinutes", "backlogWrites", "backlogSeconds", "logRetentionDays"],
      ]);
      return true;
    });
  });
});
