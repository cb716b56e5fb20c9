import {
  Bucket,
  BucketLifecycleConfiguration,
  BucketOwnershipControls,
  BucketPolicy,
  BucketPublicAccessBlock,
  BucketServerSideEncryptionConfiguration,
} from "@pulumi/aws/s3";
import type { ComponentResource, Input, Output, Resource } from "@pulumi/pulumi";
import type { LifecycleRule } from "./lifecycle";
import type { PolicyDocument } from "./policies";

/** What every bucket of podshift has. */
export interface BucketSettings {
  /** Left out: Pulumi makes one up. */
  readonly bucketName?: string | undefined;
  readonly kmsKeyArn?: Input<string> | undefined;
  readonly forceDestroy: boolean;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** The bucket's policy, once its ARN is known. */
  policy(bucketArn: Output<string>): Output<PolicyDocument>;
}

export interface MadeBucket {
  readonly bucket: Bucket;
  /** Without them nothing should be written to the bucket. */
  readonly guards: readonly Resource[];
}

/** A bucket that is encrypted, closed to the public, owned by the account alone, and has a policy and lifecycle rules. */
export function makeBucket(name: string, settings: BucketSettings, parent: ComponentResource): MadeBucket {
  const { bucketName, forceDestroy, tags = {} } = settings;
  const own = bucketName === undefined ? {} : { bucket: bucketName };
  const made = new Bucket(name, { ...own, forceDestroy, tags: { ...tags } }, { parent });
  const bucket = made.bucket;
  const closed = new BucketPublicAccessBlock(
    name,
    { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    { parent },
  );
  const owned = new BucketOwnershipControls(
    name,
    { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  const encrypted = new BucketServerSideEncryptionConfiguration(
    name,
    { bucket, rules: [encryption(settings.kmsKeyArn)] },
    { parent },
  );
  const policy = new BucketPolicy(
    name,
    { bucket, policy: settings.policy(made.arn).apply(JSON.stringify) },
    // S3 refuses to change both at once.
    { parent, dependsOn: [closed, owned] },
  );
  return { bucket: made, guards: [closed, owned, encrypted, policy] };
}

/** Rules come after versioning: S3 reads them as of a bucket without versions else. */
export function makeLifecycle(
  name: string,
  { bucket: { bucket } }: MadeBucket,
  rules: readonly LifecycleRule[],
  dependsOn: Resource[],
  parent: ComponentResource,
): BucketLifecycleConfiguration {
  return new BucketLifecycleConfiguration(name, { bucket, rules: [...rules] }, { parent, dependsOn });
}

/** A bucket key asks KMS once in a while, not once an object. */
function encryption(kmsKeyArn: Input<string> | undefined) {
  return kmsKeyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
        bucketKeyEnabled: true,
      };
}
