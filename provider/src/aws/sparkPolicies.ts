import { type PolicyDocument, policy } from "./policies";
import type { S3Place } from "./s3Uri";

/** What the job's role may do besides using the log. */
export interface SparkRights {
  readonly partition: string;
  /** Where the job's files are. */
  readonly files: S3Place;
  readonly logGroupArn: string;
  readonly secretArn: string;
  /** Where Parquet files for bulk imports go. */
  readonly importTo?: S3Place | undefined;
}

/**
 * Reads its own files, writes its log lines (Amazon EMR Serverless User Guide, "Logging with Amazon CloudWatch"), reads
 * the one secret ("Secrets Manager for data protection with EMR Serverless"), and writes Parquet files when there are any.
 */
export function sparkPolicy({ partition, files, logGroupArn, secretArn, importTo }: SparkRights): PolicyDocument {
  const allow = (Sid: string, Action: readonly string[], Resource: string | readonly string[], Condition?: object) => ({
    ...{ Sid, Effect: "Allow", Action, Resource },
    ...(Condition === undefined ? {} : { Condition }),
  });
  const bucketOf = ({ bucket }: S3Place) => `arn:${partition}:s3:::${bucket}`;
  const below = (place: S3Place) => `${bucketOf(place)}/${place.folder}/*`;
  const list = (Sid: string, place: S3Place) =>
    allow(Sid, ["s3:ListBucket"], bucketOf(place), { StringLike: { "s3:prefix": [`${place.folder}/*`] } });
  return policy(
    allow("ReadFiles", ["s3:GetObject"], below(files)),
    list("ListFiles", files),
    allow("LogLines", ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], `${logGroupArn}:*`),
    // Names only; it takes no narrower resource.
    allow("LogGroups", ["logs:DescribeLogGroups"], "*"),
    allow("ApiKey", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], secretArn),
    ...(importTo === undefined
      ? []
      : [allow("Parquet", PARQUET_ACTIONS, below(importTo)), list("ListParquet", importTo)]),
  );
}

/** Spark writes in parts, below a temporary folder that it removes. */
const PARQUET_ACTIONS = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:ListMultipartUploadParts",
  "s3:PutObject",
];
