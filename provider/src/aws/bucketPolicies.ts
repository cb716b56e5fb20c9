import { keyOf, type LogPlace } from "./logPlace";
import { CREATE_ONLY } from "./logPolicies";
import { type PolicyDocument, policy } from "./policies";

const deny = (Sid: string, Action: string, Resource: string | readonly string[], Condition?: object) => ({
  Sid,
  Effect: "Deny",
  Principal: "*",
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

/** Nobody reaches a bucket without TLS. */
function encryptedTransport(bucketArn: string): object {
  return deny("TlsOnly", "s3:*", [bucketArn, `${bucketArn}/*`], { Bool: { "aws:SecureTransport": "false" } });
}

/**
 * What no right of IAM gives, whoever has it: no TLS, overwriting what is create-only, encrypting with another key than
 * the bucket's, and removing a version of an object for good (lifecycle rules do that; they are not asked).
 *
 * @param erasable versions may be removed: needed to destroy a bucket that isn't empty
 */
export function writeLogBucketPolicy(place: LogPlace, erasable: boolean): PolicyDocument {
  const { bucketArn, kmsKeyArn } = place;
  const objects = `${bucketArn}/*`;
  const created = CREATE_ONLY.map((pattern) => `${bucketArn}/${keyOf(place, pattern)}`);
  // A header that is left out means the bucket's own default.
  const other = (key: string, value: string) => ({ Null: { [key]: "false" }, StringNotEquals: { [key]: value } });
  return policy(
    encryptedTransport(bucketArn),
    // Amazon S3 User Guide, "Enforce conditional writes on Amazon S3 buckets".
    deny("CreateOnly", "s3:PutObject", created, { Null: { "s3:if-none-match": "true" } }),
    deny("NoCustomerKeys", "s3:PutObject", objects, {
      Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" },
    }),
    ...(kmsKeyArn === undefined
      ? // Whoever may read the log need not have the key.
        [
          deny("NoOtherEncryption", "s3:PutObject", objects, other("s3:x-amz-server-side-encryption", "AES256")),
          deny("NoOtherKey", "s3:PutObject", objects, {
            Null: { "s3:x-amz-server-side-encryption-aws-kms-key-id": "false" },
          }),
        ]
      : [
          deny("NoOtherEncryption", "s3:PutObject", objects, other("s3:x-amz-server-side-encryption", "aws:kms")),
          deny(
            "NoOtherKey",
            "s3:PutObject",
            objects,
            other("s3:x-amz-server-side-encryption-aws-kms-key-id", kmsKeyArn),
          ),
        ]),
    ...(erasable ? [] : [deny("KeepVersions", "s3:DeleteObjectVersion", objects)]),
  );
}

/** For the bucket of access logs: S3 puts the log's bucket's lines there, and nobody reaches it without TLS. */
export function accessLogBucketPolicy(bucketArn: string, ofBucketArn: string): PolicyDocument {
  return policy(encryptedTransport(bucketArn), {
    Sid: "AccessLogs",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${bucketArn}/*`,
    Condition: { ArnEquals: { "aws:SourceArn": ofBucketArn } },
  });
}
