import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeLogBucketPolicy } from "../../../provider/src/aws/bucketPolicies";
import { LOG_ROLES, type LogRole, policyFor } from "../../../provider/src/aws/logPolicies";
import { ACCOUNT } from "../../support/aws/awsMocks";
import { ARNS } from "../../support/aws/serviceMocks";
import { type Asked, Requests, useKey, verdict } from "../../support/aws/simulation";

const PLACE = { bucketArn: "arn:aws:s3:::logs-1a2b3c4", prefix: "docs" };
const s3 = new Requests(PLACE.bucketArn);
const ALL = LOG_ROLES;
const NOBODY: readonly LogRole[] = [];
const NUMBER = "000000000007";

type Row = readonly [asks: Asked, may: readonly LogRole[]];
/** A writer that is called `app`, in its policy too. */
const OPTIONS = { writerName: "app" };
const policyOf = (role: LogRole, place = PLACE) => policyFor(role, place, role === "writer" ? OPTIONS : {});

/** What each part does, and what it must not be able to do. */
const READS: readonly Row[] = [
  [s3.get(`docs/control/${NUMBER}.json`), ALL],
  [s3.get("docs/writers/other.2.json"), ALL],
  [s3.get(`docs/segments/app.1/${NUMBER}.jsonl`), ALL],
  [s3.get(`docs/segments/other.2/${NUMBER}.jsonl`), ["catchUp", "operator", "reader"]],
  [s3.get("docs/catch-up/forward.json"), ALL],
  [s3.get("docs/spread/current.json"), ["catchUp", "operator", "reader"]],
  [s3.get("docs/resolved/app.1-3-0.json"), ["catchUp", "operator", "reader"]],
  [s3.get("docs/applier/run-1.json"), ["catchUp", "operator", "reader"]],
  [s3.get("other/control/000000000001.json"), NOBODY],
  [s3.get("docs-other/control/000000000001.json"), NOBODY],
  [s3.get("control/000000000001.json"), NOBODY],
  [s3.object("s3:GetObjectVersion", `docs/control/${NUMBER}.json`), NOBODY],
];

const LISTS: readonly Row[] = [
  [s3.list("docs/control/"), ALL],
  [s3.list(`docs/control/${NUMBER}.json`), ALL],
  [s3.list(`docs/segments/app.1/${NUMBER}.jsonl`), ALL],
  [s3.list("docs/segments/"), ["catchUp", "operator", "reader"]],
  [s3.list("docs/segments/other.2/"), ["catchUp", "operator", "reader"]],
  [s3.list("docs/snapshots/"), ["catchUp", "operator", "reader"]],
  [s3.list(undefined), NOBODY],
  [s3.list(""), NOBODY],
  [s3.list("other/"), NOBODY],
  [s3.list("docs-other/"), NOBODY],
  [s3.bucket("s3:ListBucketVersions"), NOBODY],
];

const WRITES: readonly Row[] = [
  [s3.create(`docs/control/${NUMBER}.json`), ["writer", "catchUp", "operator"]],
  [s3.create(`docs/segments/app.1/${NUMBER}.jsonl`), ["writer", "catchUp", "operator"]],
  // A seal of another writer.
  [s3.create(`docs/segments/other.2/${NUMBER}.jsonl`), ["catchUp", "operator"]],
  [s3.create("docs/resolved/app.1-3-0.json"), ["catchUp", "operator"]],
  [s3.create("docs/snapshots/docs-collection-1764104000000.json"), ["operator"]],
  [s3.put("docs/writers/app.1.json"), ["writer"]],
  [s3.put("docs/writers/other.2.json"), NOBODY],
  [s3.put("docs/applier/run-1.json"), ["catchUp", "operator"]],
  [s3.put("docs/catch-up/forward.json"), ["catchUp", "operator"]],
  [s3.put("docs/resolved-parts/app.1-3-0-nonce-0.json"), ["catchUp", "operator"]],
  [s3.put("docs/spread/current.json"), ["catchUp", "operator"]],
  [s3.create("docs/spread/job-1/0/3.json"), ["catchUp", "operator"]],
  [s3.put("docs/switches/4.json"), ["operator"]],
  // Overwriting: refused even to those who may create.
  [s3.put(`docs/control/${NUMBER}.json`), NOBODY],
  [s3.put(`docs/segments/app.1/${NUMBER}.jsonl`), NOBODY],
  [s3.put("docs/resolved/app.1-3-0.json"), NOBODY],
  [s3.put("docs/snapshots/docs-collection-1764104000000.json"), NOBODY],
  [s3.create("docs/elsewhere/x.json"), NOBODY],
  [s3.create("other/control/000000000001.json"), NOBODY],
  [s3.put("docs-other/writers/app.1.json"), NOBODY],
];

const REMOVES: readonly Row[] = [
  [s3.remove(`docs/segments/app.1/${NUMBER}.jsonl`), ["operator"]],
  [s3.remove("docs/writers/app.1.json"), ["operator"]],
  [s3.remove("docs/applier/run-1.json"), ["operator"]],
  [s3.remove("docs/catch-up/forward.json"), NOBODY],
  [s3.remove(`docs/control/${NUMBER}.json`), NOBODY],
  [s3.remove("docs/resolved/app.1-3-0.json"), NOBODY],
  [s3.remove("docs/snapshots/docs-collection-1764104000000.json"), NOBODY],
  [s3.remove("other/segments/app.1/000000000000.jsonl"), NOBODY],
  [s3.object("s3:DeleteObjectVersion", `docs/segments/app.1/${NUMBER}.jsonl`), NOBODY],
];

/** What would turn the bucket's guards off. */
const GUARDS: readonly Row[] = [
  ...[
    ...[
      "s3:PutEncryptionConfiguration",
      "s3:PutBucketVersioning",
      "s3:PutLifecycleConfiguration",
      "s3:PutBucketPolicy",
    ],
    ...["s3:DeleteBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketOwnershipControls", "s3:PutBucketAcl"],
    ...["s3:PutBucketLogging", "s3:DeleteBucket", "s3:GetBucketPolicy", "s3:PutReplicationConfiguration"],
  ].map((action): Row => [s3.bucket(action), NOBODY]),
  [s3.object("s3:PutObjectAcl", `docs/segments/app.1/${NUMBER}.jsonl`), NOBODY],
  [s3.object("s3:PutObjectRetention", `docs/segments/app.1/${NUMBER}.jsonl`), NOBODY],
  [{ action: "s3:ListAllMyBuckets", resource: "*" }, NOBODY],
  [{ action: "iam:PutRolePolicy", resource: "arn:aws:iam::123456789012:role/application" }, NOBODY],
  [{ action: "kms:Decrypt", resource: ARNS.key }, NOBODY],
];

/** As KMS makes it: IAM decides who of the account may use the key. */
const KEY_POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" }],
} as const;

const shown = ({ action, resource, context = {} }: Asked) =>
  [action, resource.replace(`${PLACE.bucketArn}`, ""), ...Object.values(context)].join(" ").trim();

describe("rights on a write log, as IAM decides them", () => {
  const bucketPolicy = writeLogBucketPolicy(PLACE, false);
  const allowed = async (asked: Asked) => {
    const verdicts = await Promise.all(
      ALL.map(async (role) => [role, await verdict(asked, policyOf(role), bucketPolicy)] as const),
    );
    return verdicts.flatMap(([role, decided]) => (decided === "Allowed" ? [role] : []));
  };

  for (const [what, rows] of Object.entries({ READS, LISTS, WRITES, REMOVES, GUARDS })) {
    for (const [asked, may] of rows) {
      it(`${what.toLowerCase()}: ${shown(asked)}: ${may.length === 0 ? "nobody" : may.join(", ")}`, async () =>
        assert.deepEqual(await allowed(asked), [...may]));
    }
  }

  it("are refused by the bucket without TLS, whatever a role may do", async () => {
    const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } as const;
    for (const asked of [s3.get(`docs/control/${NUMBER}.json`), s3.list("docs/"), s3.put("docs/writers/app.1.json")]) {
      assert.equal(await verdict(asked, everything, bucketPolicy), "Allowed");
      const plain = { ...asked, context: { ...asked.context, "aws:SecureTransport": "false" } };
      assert.equal(await verdict(plain, everything, bucketPolicy), "ExplicitlyDenied");
    }
  });

  it("leave nobody, be it an administrator, to overwrite, to use another key, or to remove versions", async () => {
    const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } as const;
    const kms = { ...PLACE, kmsKeyArn: ARNS.key };
    const guards = writeLogBucketPolicy(kms, false);
    const withHeader = (key: string, value: string) => ({
      ...s3.put("docs/writers/app.1.json"),
      context: { [key]: value },
    });
    const encryption = "s3:x-amz-server-side-encryption";
    const refused = [
      s3.put(`docs/control/${NUMBER}.json`),
      s3.put(`docs/segments/app.1/${NUMBER}.jsonl`),
      s3.object("s3:DeleteObjectVersion", "docs/writers/app.1.json"),
      withHeader(encryption, "AES256"),
      withHeader(`${encryption}-aws-kms-key-id`, `${ARNS.key}0`),
      withHeader(`${encryption}-customer-algorithm`, "AES256"),
    ];
    for (const asked of refused)
      assert.equal(await verdict(asked, everything, guards), "ExplicitlyDenied", shown(asked));
    const fine = [
      s3.put("docs/writers/app.1.json"),
      s3.create(`docs/control/${NUMBER}.json`),
      withHeader(encryption, "aws:kms"),
      withHeader(`${encryption}-aws-kms-key-id`, ARNS.key),
    ];
    for (const asked of fine) assert.equal(await verdict(asked, everything, guards), "Allowed", shown(asked));
  });

  it("leave nobody to use a key of KMS where the bucket encrypts with S3's own: who reads may not have it", async () => {
    const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } as const;
    const decided = (context: Record<string, string>) =>
      verdict({ ...s3.put("docs/writers/app.1.json"), context }, everything, bucketPolicy);
    const encryption = "s3:x-amz-server-side-encryption";
    assert.equal(await decided({}), "Allowed");
    assert.equal(await decided({ [encryption]: "AES256" }), "Allowed");
    assert.equal(await decided({ [encryption]: "aws:kms" }), "ExplicitlyDenied");
    assert.equal(await decided({ [`${encryption}-aws-kms-key-id`]: ARNS.key }), "ExplicitlyDenied");
  });

  it("let versions be removed where the bucket may be emptied", async () => {
    const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] } as const;
    const asked = s3.object("s3:DeleteObjectVersion", "docs/writers/app.1.json");
    assert.equal(await verdict(asked, everything, writeLogBucketPolicy(PLACE, true)), "Allowed");
  });

  it("use a key of yours by way of S3 and for this bucket only, and a reader doesn't encrypt", async () => {
    const kms = { ...PLACE, kmsKeyArn: ARNS.key };
    const may = async (asked: Asked) => {
      const verdicts = await Promise.all(
        ALL.map(async (role) => [role, await verdict(asked, policyOf(role, kms), KEY_POLICY)] as const),
      );
      return verdicts.flatMap(([role, decided]) => (decided === "Allowed" ? [role] : []));
    };
    const { bucketArn } = PLACE;
    assert.deepEqual(await may(useKey("kms:Decrypt", ARNS.key, bucketArn)), [...ALL]);
    assert.deepEqual(await may(useKey("kms:GenerateDataKey", ARNS.key, bucketArn)), ["writer", "catchUp", "operator"]);
    assert.deepEqual(await may(useKey("kms:Decrypt", ARNS.key, "arn:aws:s3:::other")), []);
    assert.deepEqual(await may(useKey("kms:Decrypt", ARNS.key, bucketArn, "sqs.eu-west-1.amazonaws.com")), []);
    assert.deepEqual(await may({ action: "kms:Decrypt", resource: ARNS.key }), []);
    assert.deepEqual(await may(useKey("kms:Decrypt", `${ARNS.key}0`, bucketArn)), []);
    assert.deepEqual(await may({ action: "kms:ScheduleKeyDeletion", resource: ARNS.key }), []);
  });

  it("are on every writer when none is named, and on the whole bucket when the log is its root", async () => {
    const any = policyFor("writer", PLACE);
    assert.equal(await verdict(s3.create(`docs/segments/other.2/${NUMBER}.jsonl`), any), "Allowed");
    assert.equal(await verdict(s3.put("docs/writers/other.2.json"), any), "Allowed");
    assert.equal(await verdict(s3.put(`docs/segments/other.2/${NUMBER}.jsonl`), any), "ImplicitlyDenied");
    const root = policyFor("reader", { ...PLACE, prefix: "" });
    assert.equal(await verdict(s3.get(`control/${NUMBER}.json`), root), "Allowed");
    assert.equal(await verdict(s3.list("segments/"), root), "Allowed");
  });

  it("fit into a role", () => {
    // An inline policy's characters without white space, all of a role's together (IAM quotas).
    for (const role of ALL) {
      assert.ok(JSON.stringify(policyOf(role, { ...PLACE, prefix: "p".repeat(100) })).length < 10_240 / 2, role);
    }
  });

  it("are asked for by the store in S3 with these requests, and no other", () => {
    const folder = join(__dirname, "../../../provider/src/writeLog/s3");
    const source = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const commands = source.flatMap((text) => [...text.matchAll(/\b(\w+)Command\(/g)].map(([, name]) => name));
    assert.deepEqual([...new Set(commands)].sort(), ["DeleteObject", "GetObject", "ListObjectsV2", "PutObject"]);
  });
});
