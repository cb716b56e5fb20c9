import type { Input } from "@pulumi/pulumi";
import { ARN, arn, type Found, retention, within } from "./checks";
import { type LogPlace, readLogUrl, shownUrl } from "./logPlace";
import { readS3Uri } from "./s3Uri";
import { withoutUndefined } from "./withoutUndefined";

/** Arguments of `SparkCatchUp`. */
export interface SparkCatchUpArgs {
  /** `url` and `place` of a `WriteLogBucket`. */
  readonly log: { readonly url: Input<string>; readonly place: Input<LogPlace> };
  /** Where the job's files are: `s3://bucket/folder` (docs/spark.md says which, and how to make them). */
  readonly files: string;
  /** Of a secret in Secrets Manager whose plain text is the API key. */
  readonly apiKeySecretArn: Input<string>;
  /** Network of the job. */
  readonly vpcId: Input<string>;
  /** Private subnets with a NAT: without a VPC a job reaches AWS, but not the service. */
  readonly subnetIds: readonly Input<string>[];
  /** Default: `emr-7.13.0` */
  readonly releaseLabel?: string;
  /** Of the Node archive too. Default: `X86_64` */
  readonly architecture?: "X86_64" | "ARM64";
  /** Virtual CPUs of all workers together. Default: 32 */
  readonly maxVcpus?: number;
  /** GB of all workers together. Default: 4 a virtual CPU */
  readonly maxMemoryGb?: number;
  /** Minutes without a job after which the application stops. Default: 15 */
  readonly idleMinutes?: number;
  /** Minutes after which a job is ended. Default: 720 */
  readonly timeoutMinutes?: number;
  /** Where Parquet files for bulk imports go: `s3://bucket/folder`. */
  readonly importTo?: string;
  /** Further arguments of the job, such as `["--import-integration", "..."]`. */
  readonly jobArgs?: readonly string[];
  /** Days that log lines are kept. Default: 30 */
  readonly logRetentionDays?: number;
  /** On every resource that is made. */
  readonly tags?: Readonly<Record<string, string>>;
}

type Defaults = "releaseLabel" | "architecture" | "maxVcpus" | "maxMemoryGb" | "idleMinutes" | "timeoutMinutes";
type MoreDefaults = "jobArgs" | "logRetentionDays" | "tags";

export type SparkSettings = SparkCatchUpArgs & Required<Pick<SparkCatchUpArgs, Defaults | MoreDefaults>>;

const DEFAULTS = {
  releaseLabel: "emr-7.13.0",
  architecture: "X86_64",
  maxVcpus: 32,
  idleMinutes: 15,
  timeoutMinutes: 720,
  jobArgs: [],
  logRetentionDays: 30,
  tags: {},
} as const;
const GB_A_VCPU = 4;
/** Driver and one executor take four each. */
const LEAST_VCPUS = 8;

export function sparkSettings(args: SparkCatchUpArgs): SparkSettings {
  const { maxVcpus = DEFAULTS.maxVcpus } = args;
  return { ...DEFAULTS, maxMemoryGb: maxVcpus * GB_A_VCPU, ...withoutUndefined(args) };
}

/** Everything that is wrong with the arguments. What is an output is not known yet. */
export function* sparkProblems(settings: SparkSettings): Found {
  const { url } = settings.log;
  if (typeof url === "string" && readLogUrl(url) === undefined) {
    yield `log.url: "${shownUrl(url)}" is no log in S3: s3://bucket/prefix`;
  }
  yield* folder("files", settings.files);
  yield* folder("importTo", settings.importTo);
  yield* arn("apiKeySecretArn", settings.apiKeySecretArn, ARN.secret);
  if (settings.subnetIds.length === 0) yield "subnetIds: name one at least, with a way to the service";
  if (!/^emr-7\.\d+\.\d+$/.test(settings.releaseLabel))
    yield `releaseLabel: "${settings.releaseLabel}" is no emr-7.x.y`;
  if (!["X86_64", "ARM64"].includes(settings.architecture)) {
    yield `architecture: "${settings.architecture}" is neither X86_64 nor ARM64`;
  }
  yield* within("maxVcpus", settings.maxVcpus, LEAST_VCPUS, 4_000);
  yield* within("maxMemoryGb", settings.maxMemoryGb, LEAST_VCPUS * 2, 32_000);
  yield* within("idleMinutes", settings.idleMinutes, 1, 10_080);
  yield* within("timeoutMinutes", settings.timeoutMinutes, 5, 1_000_000);
  yield* retention("logRetentionDays", settings.logRetentionDays);
}

function* folder(key: string, uri: string | undefined): Found {
  if (uri !== undefined && readS3Uri(uri) === undefined)
    yield `${key}: "${uri}" is no folder in S3: s3://bucket/folder`;
}
