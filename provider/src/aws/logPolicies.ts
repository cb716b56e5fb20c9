import { arnParts } from "./arn";
import { keyOf, type LogPlace } from "./logPlace";
import { type PolicyDocument, policy } from "./policies";

/**
 * Who uses a write log. `writer`: the application with capture, or the proxy. `catchUp`: `podshift catch-up` and the
 * Spark job. `operator`: whoever runs `pulumi up`, rollbacks too, and `podshift log purge`. `reader`: `podshift status`,
 * `podshift log check` and `print`, reports.
 */
export type LogRole = "writer" | "catchUp" | "operator" | "reader";

export const LOG_ROLES: readonly LogRole[] = ["writer", "catchUp", "operator", "reader"];

/** Objects that are created once and never written again: whoever overwrites one breaks the log. */
export const CREATE_ONLY = ["control/*", "segments/*", "resolved/*", "snapshots/*"] as const;

/** Patterns of keys below the log's folder, by what may be done with them. */
interface LogRights {
  /** Reading, and learning that there is no such object. */
  readonly read: readonly string[];
  /** Creating, never overwriting. */
  readonly create: readonly string[];
  /** Writing anew, in place of what was there. */
  readonly put: readonly string[];
  readonly remove: readonly string[];
}

/** What narrows the rights of a `writer`. */
export interface WriterPolicyOptions {
  /** What the process calls itself (`name` of capture, `--name` of the proxy): it writes under no other. */
  readonly writerName?: string;
}

/** For an application with capture, or the proxy: appends, renews its own lease, swaps the control record. */
export function writerPolicy(place: LogPlace, options: WriterPolicyOptions = {}): PolicyDocument {
  return documentOf(place, writerRights(options));
}

/** For `podshift catch-up` and the Spark job: reads all, keeps its lease, its progress, and what bulk writes touched. */
export function catchUpPolicy(place: LogPlace): PolicyDocument {
  return documentOf(place, CATCH_UP);
}

/** For who runs `pulumi up`: catch-up, and the migration's own records; removes closed logs. */
export function operatorPolicy(place: LogPlace): PolicyDocument {
  return documentOf(place, OPERATOR);
}

/** For `podshift status`, `podshift log check` and `print`, and reports: reads, and nothing else. */
export function readerPolicy(place: LogPlace): PolicyDocument {
  return documentOf(place, READER);
}

export function policyFor(role: LogRole, place: LogPlace, options: WriterPolicyOptions = {}): PolicyDocument {
  const of = { catchUp: catchUpPolicy, operator: operatorPolicy, reader: readerPolicy };
  return role === "writer" ? writerPolicy(place, options) : of[role](place);
}

/** Segments and lease of a writer are named `<name>.<unique>`. How far catch-up is, is read for the proxy's metrics. */
function writerRights({ writerName }: WriterPolicyOptions): LogRights {
  const own = writerName === undefined ? "*" : `${writerName}.*`;
  return {
    read: ["control/*", "writers/*", `segments/${own}`, "catch-up/*"],
    create: ["control/*", `segments/${own}`],
    put: [`writers/${own}`],
    remove: [],
  };
}

/** Segments are created by it as seals of dead writers. */
const CATCH_UP: LogRights = {
  read: ["*"],
  create: ["control/*", "segments/*", "resolved/*"],
  put: ["applier/*", "catch-up/*", "resolved-parts/*", "spread/*"],
  remove: [],
};

/** A closed log's segments and leases go. */
const OPERATOR: LogRights = {
  read: ["*"],
  create: [...CATCH_UP.create, "snapshots/*"],
  put: [...CATCH_UP.put, "switches/*"],
  remove: ["segments/*", "writers/*", "applier/*"],
};

const READER: LogRights = { read: ["*"], create: [], put: [], remove: [] };

function documentOf(place: LogPlace, { read, create, put, remove }: LogRights): PolicyDocument {
  const { bucketArn, kmsKeyArn } = place;
  const objects = (patterns: readonly string[]) => patterns.map((pattern) => `${bucketArn}/${keyOf(place, pattern)}`);
  const allow = (Sid: string, Action: string, patterns: readonly string[], Condition?: object) =>
    patterns.length === 0
      ? []
      : [
          {
            Sid,
            Effect: "Allow",
            Action,
            Resource: objects(patterns),
            ...(Condition === undefined ? {} : { Condition }),
          },
        ];
  return policy(
    ...allow("Read", "s3:GetObject", read),
    listing(place, read),
    ...allow("CreateOnly", "s3:PutObject", create, { Null: { "s3:if-none-match": "false" } }),
    ...allow("Write", "s3:PutObject", put),
    ...allow("Remove", "s3:DeleteObject", remove),
    ...(kmsKeyArn === undefined ? [] : [usingKey(kmsKeyArn, bucketArn, create.length + put.length > 0)]),
  );
}

/**
 * Besides listing folders, this is what makes S3 answer 404, not 403, for an object that isn't there (API reference of
 * GetObject, "Permissions"): readers rest on it when they ask for the next number. S3 takes the object's key as
 * `s3:prefix` then; Ceph, which follows it in this, says so (ceph/ceph, pull request 68577).
 */
function listing(place: LogPlace, read: readonly string[]): object {
  const prefixes = read.map((pattern) => keyOf(place, pattern));
  return {
    Sid: "List",
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: place.bucketArn,
    Condition: { StringLike: { "s3:prefix": prefixes } },
  };
}

/** The key by way of S3 only, and for this bucket only: with a bucket key its ARN is the encryption context. */
function usingKey(kmsKeyArn: string, bucketArn: string, writes: boolean): object {
  const { partition, region } = arnParts(kmsKeyArn);
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    Sid: "UseKey",
    Effect: "Allow",
    Action: writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"],
    Resource: kmsKeyArn,
    Condition: {
      StringEquals: { "kms:ViaService": `s3.${region}.${domain}`, "kms:EncryptionContext:aws:s3:arn": bucketArn },
    },
  };
}
