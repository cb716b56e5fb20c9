import { BucketLogging, BucketVersioning } from "@pulumi/aws/s3";
import {
  all,
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  interpolate,
  type Output,
  output,
  type Resource,
} from "@pulumi/pulumi";
import { refuseProblems } from "./argumentsError";
import { type MadeBucket, makeBucket, makeLifecycle } from "./bucket";
import { accessLogBucketPolicy, writeLogBucketPolicy } from "./bucketPolicies";
import { ARN, arn, type Found, within } from "./checks";
import { accessLogRules, writeLogRules } from "./lifecycle";
import { isPrefix, type LogPlace } from "./logPlace";
import { withoutUndefined } from "./withoutUndefined";

/** A public name: states of years to come hold it, so it is never renamed. */
export const WRITE_LOG_BUCKET_TOKEN = "podshift:aws:WriteLogBucket";

/** A bucket that takes access logs already. Its policy must let S3's logging service write there. */
export interface AccessLogTarget {
  /** Name of the bucket that takes them. */
  readonly bucket: Input<string>;
  /** Default: `s3/<name>/` */
  readonly prefix?: string;
}

/** Arguments of `WriteLogBucket`. */
export interface WriteLogBucketArgs {
  /** Default: one that Pulumi makes up. */
  readonly bucketName?: string;
  /** The log's folder in the bucket. Default: the component's name */
  readonly prefix?: string;
  /** Encrypt with a key of yours in KMS. Default: S3's own (SSE-S3) */
  readonly kmsKeyArn?: Input<string>;
  /** Days that what was deleted or overwritten can be brought back. Default: 30 */
  readonly noncurrentDays?: number;
  /** Where the bucket's access logs go. Default: a bucket of their own */
  readonly accessLogs?: AccessLogTarget;
  /** Days that they are kept, in a bucket of their own. Default: 90 */
  readonly accessLogDays?: number;
  /** `pulumi destroy` empties the buckets first, write log included. Default: false, it refuses */
  readonly forceDestroy?: boolean;
  /** On every resource that is made. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A bucket for one write log: encrypted, versioned, closed to the public, TLS only, segments and control records
 * create-only by its policy, with access logs. Pulumi's own option `protect` keeps it from being destroyed.
 *
 * @example
 * const log = new WriteLogBucket("docs", { kmsKeyArn: key.arn }, { protect: true });
 * export const writeLog = log.url;                       // s3://docs-1a2b3c4/docs?region=eu-west-1
 * grantLogAccess("docs-writer", { as: "writer", role: applicationRole.name, log: log.place });
 */
export class WriteLogBucket extends ComponentResource {
  /** The write log's URL, for `writeLog` in the stack file, `captureWrites` and every command. */
  declare readonly url: Output<string>;
  /** As it was given, or made up. */
  declare readonly bucketName: Output<string>;
  /** Of the bucket. */
  declare readonly arn: Output<string>;
  /** The log as policies name it. */
  declare readonly place: Output<LogPlace>;
  /** Where access logs go. */
  declare readonly accessLogBucketName: Output<string>;

  /** @throws ComponentArgumentsError CONFIG_INVALID, with everything that is wrong with the arguments */
  constructor(name: string, args: WriteLogBucketArgs = {}, options?: ComponentResourceOptions) {
    super(WRITE_LOG_BUCKET_TOKEN, name, {}, options);
    const settings = { ...DEFAULTS, prefix: name, ...withoutUndefined(args) };
    refuseProblems("WriteLogBucket", name, problemsOf(settings));
    const made = makeLogBucket(name, settings, this);
    const { bucket, arn: bucketArn } = made.bucket;
    const versioning = new BucketVersioning(
      name,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    makeLifecycle(name, made, writeLogRules(settings.prefix, settings.noncurrentDays), [versioning], this);
    const accessLogs = makeAccessLogs(name, settings, made, this);
    const standing = [...made.guards, versioning];
    const outputs = {
      url: afterwards(standing, interpolate`s3://${bucket}/${settings.prefix}?region=${made.bucket.region}`),
      bucketName: bucket,
      arn: bucketArn,
      place: placeOf(bucketArn, settings),
      accessLogBucketName: output(accessLogs),
    };
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}

const DEFAULTS = { noncurrentDays: 30, accessLogDays: 90, forceDestroy: false } as const;
/** Days; a hundred years are not meant. */
const MOST_DAYS = 3_650;

type Settings = WriteLogBucketArgs &
  Required<Pick<WriteLogBucketArgs, "prefix" | "noncurrentDays" | "accessLogDays" | "forceDestroy">>;

function* problemsOf({ bucketName, prefix, kmsKeyArn, noncurrentDays, accessLogDays }: Settings): Found {
  if (bucketName !== undefined && !/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucketName)) {
    yield `bucketName: "${bucketName}" has other than small letters, digits and dashes, or not 3 to 63 of them`;
  }
  if (!isPrefix(prefix)) yield `prefix: "${prefix}" is no folder of letters, digits, ".", "-" and "_"`;
  yield* arn("kmsKeyArn", kmsKeyArn, ARN.key);
  yield* within("noncurrentDays", noncurrentDays, 1, MOST_DAYS);
  yield* within("accessLogDays", accessLogDays, 1, MOST_DAYS);
}

function makeLogBucket(name: string, settings: Settings, parent: ComponentResource): MadeBucket {
  const { bucketName, kmsKeyArn, forceDestroy, tags } = settings;
  const policy = (bucketArn: Output<string>) =>
    placeOf(bucketArn, settings).apply((place) => writeLogBucketPolicy(place, forceDestroy));
  return makeBucket(name, { bucketName, kmsKeyArn, forceDestroy, tags, policy }, parent);
}

/** S3 delivers access logs into a bucket that is encrypted by S3's own key only (User Guide, "Logging server access"). */
function makeAccessLogs(
  name: string,
  { accessLogs, accessLogDays, forceDestroy, tags }: Settings,
  log: MadeBucket,
  parent: ComponentResource,
): Input<string> {
  const targetPrefix = accessLogs?.prefix ?? `s3/${name}/`;
  const turnOn = (targetBucket: Input<string>, dependsOn: readonly Resource[]) => {
    const args = { bucket: log.bucket.bucket, targetBucket, targetPrefix };
    new BucketLogging(name, args, { parent, dependsOn: [...dependsOn] });
    return targetBucket;
  };
  if (accessLogs !== undefined) return turnOn(accessLogs.bucket, []);
  const policy = (bucketArn: Output<string>) =>
    all([bucketArn, log.bucket.arn]).apply(([own, ofBucket]) => accessLogBucketPolicy(own, ofBucket));
  const own = makeBucket(`${name}-access-logs`, { forceDestroy, tags, policy }, parent);
  makeLifecycle(`${name}-access-logs`, own, accessLogRules(accessLogDays), [], parent);
  return turnOn(own.bucket.bucket, own.guards);
}

function placeOf(bucketArn: Output<string>, { prefix, kmsKeyArn }: Settings): Output<LogPlace> {
  return all([bucketArn, kmsKeyArn]).apply(([arnOfBucket, key]) => ({
    bucketArn: arnOfBucket,
    prefix,
    ...(key === undefined ? {} : { kmsKeyArn: key }),
  }));
}

/** Known once these resources stand: whoever uses it waits for them. */
function afterwards<T>(resources: readonly Resource[], value: Output<T>): Output<T> {
  return output(resources.map(({ urn }) => urn)).apply(() => value);
}
