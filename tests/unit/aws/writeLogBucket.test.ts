import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import { ComponentArgumentsError } from "../../../provider/src/aws/argumentsError";
import { writeLogBucketPolicy } from "../../../provider/src/aws/bucketPolicies";
import { WriteLogBucket, type WriteLogBucketArgs } from "../../../provider/src/aws/writeLogBucket";
import { madeBy } from "../../support/aws/awsMocks";
import { ARNS } from "../../support/aws/serviceMocks";
import { Requests, verdict } from "../../support/aws/simulation";
import { resolved } from "../../support/provider/pulumiMocks";

type Json = Readonly<Record<string, unknown>>;
const BUCKET = "s3/bucket:Bucket";
const LIFECYCLE = "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const ENCRYPTION = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const POLICY = "s3/bucketPolicy:BucketPolicy";
const CLOSED = "s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const OWNED = "s3/bucketOwnershipControls:BucketOwnershipControls";

const made = (args?: WriteLogBucketArgs) => madeBy(() => new WriteLogBucket("docs", args));
const problemsOf = async (args: WriteLogBucketArgs): Promise<readonly string[]> => {
  const failed = await made(args).then(
    () => assert.fail("nothing was refused"),
    (error: unknown) => error,
  );
  assert.ok(failed instanceof ComponentArgumentsError && RunError.isInstance(failed));
  assert.equal(failed.code, "CONFIG_INVALID");
  return failed.problems.map((problem) => problem.slice(0, problem.indexOf(":")));
};

describe("WriteLogBucket", () => {
  it("is made of these resources, and tells where the log is", async () => {
    const { counts, told, one } = await made({ tags: { team: "search" } });
    assert.deepEqual(counts(), {
      [BUCKET]: 2,
      [CLOSED]: 2,
      [OWNED]: 2,
      [ENCRYPTION]: 2,
      [POLICY]: 2,
      [LIFECYCLE]: 2,
      "s3/bucketVersioning:BucketVersioning": 1,
      "s3/bucketLogging:BucketLogging": 1,
    });
    assert.equal(await resolved(told.url), "s3://docs-1a2b3c4/docs?region=eu-west-1");
    assert.equal(await resolved(told.arn), "arn:aws:s3:::docs-1a2b3c4");
    assert.deepEqual(await resolved(told.place), { bucketArn: "arn:aws:s3:::docs-1a2b3c4", prefix: "docs" });
    assert.equal(await resolved(told.accessLogBucketName), "docs-access-logs-1a2b3c4");
    assert.deepEqual(one(BUCKET, "docs"), { forceDestroy: false, tags: { team: "search" } });
  });

  it("is closed to the public, owned by the account alone, versioned and encrypted", async () => {
    const { all, one } = await made();
    for (const { inputs } of all(CLOSED)) {
      const { bucket: _, ...closed } = inputs;
      assert.deepEqual(closed, {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
    }
    for (const { inputs } of all(OWNED)) assert.deepEqual(inputs.rule, { objectOwnership: "BucketOwnerEnforced" });
    const { versioningConfiguration } = one("s3/bucketVersioning:BucketVersioning");
    assert.deepEqual(versioningConfiguration, { status: "Enabled" });
    for (const { inputs } of all(ENCRYPTION)) {
      assert.deepEqual(inputs.rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    }
  });

  it("encrypts the log with a key of yours, and its access logs with S3's own", async () => {
    const { one, told } = await made({ kmsKeyArn: ARNS.key });
    assert.deepEqual(one(ENCRYPTION, "docs").rules, [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: ARNS.key },
        bucketKeyEnabled: true,
      },
    ]);
    assert.deepEqual(one(ENCRYPTION, "docs-access-logs").rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.equal((await resolved(told.place)).kmsKeyArn, ARNS.key);
  });

  it("loses no log entry by a lifecycle rule: none ends a current object of the log", async () => {
    const rules = (await made({ noncurrentDays: 7 })).one(LIFECYCLE, "docs").rules as Json[];
    for (const { expiration = {}, transitions, prefix } of rules) {
      const { days, date } = expiration as Json;
      assert.deepEqual([days, date, transitions, prefix], [undefined, undefined, undefined, undefined]);
    }
    const old = rules.map(({ filter, noncurrentVersionExpiration: ended }) => [
      (filter as Json).prefix,
      (ended as Json).noncurrentDays,
    ]);
    assert.deepEqual(old, [
      ["docs/", 7],
      ["docs/writers/", 1],
      ["docs/applier/", 1],
    ]);
    assert.deepEqual(rules[0]?.abortIncompleteMultipartUpload, { daysAfterInitiation: 1 });
  });

  it("has the policy that the simulation checks, and that of its access logs", async () => {
    const { one } = await made();
    const own = { bucketArn: "arn:aws:s3:::docs-1a2b3c4", prefix: "docs" };
    assert.deepEqual(JSON.parse(String(one(POLICY, "docs").policy)), writeLogBucketPolicy(own, false));
    const logs = JSON.parse(String(one(POLICY, "docs-access-logs").policy));
    const none = { Version: "2012-10-17", Statement: [] } as const;
    const put = new Requests("arn:aws:s3:::docs-access-logs-1a2b3c4").put("s3/docs/2026-11-26");
    assert.equal(await verdict(put, none, logs), "ImplicitlyDenied");
    assert.deepEqual(logs.Statement[1].Condition, { ArnEquals: { "aws:SourceArn": own.bucketArn } });
    assert.deepEqual(logs.Statement[1].Principal, { Service: "logging.s3.amazonaws.com" });
  });

  it("may be emptied when it is told so, and else says what stands in the way", async () => {
    const { one } = await made({ forceDestroy: true });
    assert.equal(one(BUCKET, "docs").forceDestroy, true);
    assert.equal(one(BUCKET, "docs-access-logs").forceDestroy, true);
    assert.doesNotMatch(String(one(POLICY, "docs").policy), /DeleteObjectVersion/);
  });

  it("logs its accesses into a bucket of yours", async () => {
    const { one, all } = await made({ accessLogs: { bucket: "our-logs", prefix: "podshift/" }, prefix: "a/docs" });
    assert.equal(all(BUCKET).length, 1);
    const { targetBucket, targetPrefix, bucket } = one("s3/bucketLogging:BucketLogging");
    assert.deepEqual([bucket, targetBucket, targetPrefix], ["docs-1a2b3c4", "our-logs", "podshift/"]);
  });

  it("is refused with everything that is wrong with its arguments", async () => {
    const wrong: WriteLogBucketArgs = {
      bucketName: "Docs",
      prefix: "docs/",
      kmsKeyArn: "alias/docs",
      noncurrentDays: 0,
      accessLogDays: 1.5,
    };
    assert.deepEqual(await problemsOf(wrong), ["bucketName", "prefix", "kmsKeyArn", "noncurrentDays", "accessLogDays"]);
    for (const prefix of ["", "/docs", "a*", "..", "a/../b", "a b"])
      assert.deepEqual(await problemsOf({ prefix }), ["prefix"]);
  });
});
