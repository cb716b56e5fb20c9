import { LogGroup } from "@pulumi/aws/cloudwatch";
import { SecurityGroup } from "@pulumi/aws/ec2";
import { Application } from "@pulumi/aws/emrserverless";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import { all, ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { refuseProblems } from "./argumentsError";
import { arnParts } from "./arn";
import { catchUpPolicy } from "./logPolicies";
import { assumedBy, type PolicyDocument } from "./policies";
import { readS3Uri, type S3Place } from "./s3Uri";
import { type SparkCatchUpArgs, type SparkSettings, sparkProblems, sparkSettings } from "./sparkArguments";
import { startCommand, startJobRun } from "./sparkJob";
import { sparkPolicy } from "./sparkPolicies";

/** A public name: states of years to come hold it, so it is never renamed. */
export const SPARK_CATCH_UP_TOKEN = "podshift:aws:SparkCatchUp";

/**
 * The distributed catch-up on EMR Serverless: an application that costs nothing while no job runs, the role of its jobs,
 * its log lines, and the command that starts a job (docs/spark.md). `pulumi up` starts none: you do, by `startCommand`.
 *
 * @example
 * const spark = new SparkCatchUp("docs", {
 *   log: bucket,
 *   files: "s3://jobs-1a2b3c4/podshift",
 *   apiKeySecretArn: secret.arn,
 *   vpcId, subnetIds,
 * });
 * export const catchUp = spark.startCommand;
 */
export class SparkCatchUp extends ComponentResource {
  /** Of the application in EMR Serverless. */
  declare readonly applicationId: Output<string>;
  /** That a job runs as. */
  declare readonly roleArn: Output<string>;
  /** Where jobs log. */
  declare readonly logGroupName: Output<string>;
  /** `aws emr-serverless start-job-run ...`, for a shell. It holds no secret. */
  declare readonly startCommand: Output<string>;
  /** The same as the request's JSON, for an SDK or Step Functions. */
  declare readonly startRequest: Output<string>;

  /** @throws ComponentArgumentsError CONFIG_INVALID, with everything that is wrong with the arguments */
  constructor(name: string, args: SparkCatchUpArgs, options?: ComponentResourceOptions) {
    super(SPARK_CATCH_UP_TOKEN, name, {}, options);
    const settings = sparkSettings(args);
    refuseProblems("SparkCatchUp", name, sparkProblems(settings));
    const { logRetentionDays, tags } = settings;
    const group = new LogGroup(name, { retentionInDays: logRetentionDays, tags: { ...tags } }, { parent: this });
    const application = makeApplication(name, settings, group, this);
    const role = makeRole(name, settings, application, group, this);
    const { files, jobArgs, timeoutMinutes, maxVcpus, importTo, log, apiKeySecretArn } = settings;
    const imports = importTo === undefined ? [] : ["--import-to", importTo];
    const request = all([application.id, role.arn, log.url, apiKeySecretArn]).apply(
      ([applicationId, roleArn, logUrl, secretArn]) =>
        startJobRun({
          ...{ applicationId, roleArn, logUrl, secretArn, files, timeoutMinutes, maxVcpus },
          name: `podshift-${name}`,
          args: [...imports, ...jobArgs],
        }),
    );
    const outputs = {
      applicationId: application.id,
      roleArn: role.arn,
      logGroupName: group.name,
      startCommand: request.apply(startCommand),
      startRequest: request.apply((made) => JSON.stringify(made)),
    };
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}

function makeApplication(
  name: string,
  settings: SparkSettings,
  group: LogGroup,
  parent: ComponentResource,
): Application {
  const { releaseLabel, architecture, maxVcpus, maxMemoryGb, idleMinutes, subnetIds, tags } = settings;
  return new Application(
    name,
    {
      type: "spark",
      releaseLabel,
      architecture,
      maximumCapacity: { cpu: `${maxVcpus} vCPU`, memory: `${maxMemoryGb} GB` },
      autoStartConfiguration: { enabled: true },
      autoStopConfiguration: { enabled: true, idleTimeoutMinutes: idleMinutes },
      networkConfiguration: { subnetIds: [...subnetIds], securityGroupIds: [makeGroup(name, settings, parent).id] },
      monitoringConfiguration: {
        cloudwatchLoggingConfiguration: { enabled: true, logGroupName: group.name, logStreamNamePrefix: "spark" },
      },
      tags: { ...tags },
    },
    { parent },
  );
}

/** Workers reach each other, the service and AWS; nothing reaches them. */
function makeGroup(name: string, { vpcId, tags }: SparkSettings, parent: ComponentResource): SecurityGroup {
  const group = new SecurityGroup(
    `${name}-spark`,
    { vpcId, description: `podshift catch-up ${name}: workers`, tags: { ...tags } },
    { parent },
  );
  const own = { securityGroupId: group.id, ipProtocol: "tcp", tags: { ...tags } };
  const each = { ...own, fromPort: 0, toPort: 65_535, referencedSecurityGroupId: group.id };
  new SecurityGroupIngressRule(`${name}-spark-workers`, each, { parent });
  new SecurityGroupEgressRule(`${name}-spark-workers`, each, { parent });
  const https = { ...own, fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" };
  new SecurityGroupEgressRule(`${name}-spark-https`, https, { parent });
  return group;
}

/** What a job is: the log as catch-up needs it, its own files and log lines, and the one secret. */
function makeRole(
  name: string,
  { log, files, importTo, apiKeySecretArn, tags }: SparkSettings,
  application: Application,
  group: LogGroup,
  parent: ComponentResource,
): Role {
  const assumeRolePolicy = application.arn.apply((arn) =>
    JSON.stringify(assumedBy("emr-serverless.amazonaws.com", arnParts(arn).account, arn)),
  );
  const role = new Role(`${name}-spark`, { assumeRolePolicy, tags: { ...tags } }, { parent });
  const grant = (purpose: string, document: Output<PolicyDocument>) =>
    new RolePolicy(`${name}-${purpose}`, { role: role.name, policy: document.apply(JSON.stringify) }, { parent });
  grant("catch-up", output(log.place).apply(catchUpPolicy));
  const rights = all([application.arn, group.arn, apiKeySecretArn]).apply(([arn, logGroupArn, secretArn]) =>
    sparkPolicy({
      ...{ partition: arnParts(arn).partition, logGroupArn, secretArn },
      files: known(files),
      ...(importTo === undefined ? {} : { importTo: known(importTo) }),
    }),
  );
  grant("spark-job", rights);
  return role;
}

/** Checked with the arguments. */
function known(uri: string): S3Place {
  const place = readS3Uri(uri);
  if (place === undefined) throw new Error(`${uri} is no folder in S3`);
  return place;
}
