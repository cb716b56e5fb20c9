import type { Input } from "@pulumi/pulumi";

/** Who may connect to the load balancer. At least one of both. */
export interface ProxyClients {
  /** Private IPv4 ranges, such as `10.0.0.0/16`. */
  readonly cidrs?: readonly string[];
  /** Security groups of applications. */
  readonly securityGroupIds?: readonly Input<string>[];
}

/** An EFS file system that holds the write log, seen through one access point. */
export interface ProxyFileSystem {
  /** Of the EFS file system that holds the log. */
  readonly fileSystemArn: Input<string>;
  /** Its POSIX user owns the log's files, whoever mounts it. */
  readonly accessPointArn: Input<string>;
  /** Of the file system's mount targets: the tasks are let in on port 2049. */
  readonly securityGroupId: Input<string>;
  /** Where the tasks mount it; the log's folder is this one or below it. Default: the log's folder. */
  readonly mountPath?: string;
}

/** A write log in a folder of an EFS file system. */
export interface ProxyFolderLog {
  /** As `writeLog` in the stack file: `file:///...`, a folder on the file system. */
  readonly url: string;
  /** Where the folder is. */
  readonly efs: ProxyFileSystem;
}

/** A write log in S3. */
export interface ProxyBucketLog {
  /** As `writeLog` in the stack file: `s3://bucket/prefix?region=...`; `url` of a `WriteLogBucket`. */
  readonly url: Input<string>;
  /** Of the key that the bucket encrypts with, when it is one of yours. */
  readonly kmsKeyArn?: Input<string>;
}

export function onEfs(log: ProxyFolderLog | ProxyBucketLog): log is ProxyFolderLog {
  return "efs" in log;
}

/** How applications reach the load balancer encrypted. */
export interface ProxyTls {
  /** Of a certificate in ACM that names `domainName`. */
  readonly certificateArn: Input<string>;
  /** The host that applications name. */
  readonly domainName: string;
  /** A zone in Route 53 to put that name in; without it you do. */
  readonly hostedZoneId?: Input<string>;
}

/** What `CaptureProxyService` is made of. */
export interface CaptureProxyServiceArgs {
  /** ECS cluster that the tasks run in. */
  readonly clusterArn: Input<string>;
  /** An image made from deploy/proxy/Dockerfile, with tag or digest. */
  readonly image: Input<string>;
  /** Of its repository, when it is in ECR: what the tasks may pull from. */
  readonly imageRepositoryArn?: Input<string>;
  /** Network of the tasks and of the load balancer. */
  readonly vpcId: Input<string>;
  /** Private subnets with a way out to the service, in two zones at least. */
  readonly subnetIds: readonly Input<string>[];
  /** Who may connect. */
  readonly clients: ProxyClients;
  /** The write log: in a folder on EFS, or in a bucket. */
  readonly log: ProxyFolderLog | ProxyBucketLog;
  /** Encrypted from the application to the load balancer. Leave it out only with `plaintext`. */
  readonly tls?: ProxyTls;
  /** Applications' API keys cross the VPC unencrypted: say so. */
  readonly plaintext?: true;
  /** Of the load balancer. Default: 443 with `tls`, 80 without. */
  readonly port?: number;
  /** Tasks. Default: 2 */
  readonly desiredCount?: number;
  /** CPU units of a task: 1024 are one virtual CPU. Default: 512 */
  readonly cpu?: number;
  /** MiB of a task. Default: 1024 */
  readonly memory?: number;
  /** Seconds for requests under way when a task is stopped. Default: 20 */
  readonly drainSeconds?: number;
  /** Days that log lines are kept. Default: 30 */
  readonly logRetentionDays?: number;
  /** One log line a request. Default: false */
  readonly accessLog?: boolean;
  /** ARNs, such as of an SNS topic, that hear of alarms. */
  readonly alarmActions?: readonly Input<string>[];
  /** On every resource that is made. */
  readonly tags?: Readonly<Record<string, string>>;
}
