import { arnParts } from "./arn";

/** A policy of IAM, as JSON has it. */
export interface PolicyDocument {
  /** Of IAM's language. */
  readonly Version: "2012-10-17";
  /** What is allowed, or denied. */
  readonly Statement: readonly object[];
}

/** Statements as a document. */
export const policy = (...Statement: object[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/** Tasks of this account and region only may take a role: not the service on behalf of somebody else. */
export function assumedByTasks(clusterArn: string): PolicyDocument {
  const { partition, region, account } = arnParts(clusterArn);
  return policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${account}:*` },
    },
  });
}

/** For ECS, to start a task: pull the image, write its log lines. `GetAuthorizationToken` knows no resource. */
export function startingTasks(logGroupArn: string, repositoryArn: string | undefined): PolicyDocument {
  const lines = {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
  };
  if (repositoryArn === undefined) return policy(lines);
  const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
  return policy(
    lines,
    { Effect: "Allow", Action: pull, Resource: repositoryArn },
    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  );
}

/** For the tasks: the write log on EFS, through its access point and encrypted, and nothing else. */
export function usingLog(fileSystemArn: string, accessPointArn: string): PolicyDocument {
  return policy({
    Effect: "Allow",
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: fileSystemArn,
    Condition: {
      StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn },
      Bool: { "aws:SecureTransport": "true" },
    },
  });
}

/** For EventBridge Scheduler, to run one kind of task in one cluster. */
export function runningTask(clusterArn: string, taskArn: string, roleArns: readonly string[]): PolicyDocument {
  return policy(
    {
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: taskArn,
      Condition: { ArnEquals: { "ecs:cluster": clusterArn } },
    },
    {
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roleArns,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  );
}

/** A service takes a role on behalf of this account's own resources only. */
export function assumedBy(service: string, account: string, sourceArn?: string): PolicyDocument {
  return policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: service },
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
    },
  });
}
