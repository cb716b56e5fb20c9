import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import type { LogAccessArgs } from "../../../provider/src/aws/logAccess";
import { arnAt } from "../../support/aws/awsMocks";
import { previewOf } from "../../support/aws/exampleProgram";
import { ARNS } from "../../support/aws/serviceMocks";
import { resolved } from "../../support/provider/pulumiMocks";

const FOLDER = join(__dirname, "../../../examples/aws");
const SECRET = "pcsk-must-never-be-an-input";
const GIVEN = (parse(readFileSync(join(FOLDER, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> })
  .config;
const BASE = { ...GIVEN, "pinecone:apiKey": SECRET };
const MIGRATIONS = [
  {
    podIndex: "docs",
    serverless: { name: "docs-serverless", region: "us-east-1" },
    writeLog: "s3://acme-podshift-docs/docs?region=eu-west-1",
    phase: "copy",
  },
];
const NETWORK = {
  clusterArn: ARNS.cluster,
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/podshift:1.0.0-rc.1",
  imageRepositoryArn: ARNS.image,
};
const ALL = {
  ...BASE,
  "podshift:migrations": MIGRATIONS,
  "podshift-aws:operatorRole": "ci",
  "podshift-aws:kmsKeyArn": ARNS.key,
  "podshift-aws:proxy": {
    ...NETWORK,
    clients: { cidrs: ["10.0.0.0/16"] },
    tls: { certificateArn: ARNS.certificate, domainName: "docs.internal.example.com" },
  },
  "podshift-aws:alarms": { ...NETWORK, alarmActions: [ARNS.topic] },
  "podshift-aws:spark": {
    files: "s3://acme-jobs/podshift",
    apiKeySecretArn: arnAt("secretsmanager", "secret:pinecone-AbCdEf"),
    ...{ vpcId: "vpc-1", subnetIds: ["subnet-a"] },
  },
};
const preview = (config: Readonly<Record<string, unknown>>) => previewOf(config, ["pinecone:apiKey"]);
let withAll: ReturnType<typeof preview> | undefined;
const previewOfAll = () => {
  withAll ??= preview(ALL);
  return withAll;
};

const BUCKET = {
  "s3/bucket:Bucket": 2,
  "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 2,
  "s3/bucketLogging:BucketLogging": 1,
  "s3/bucketOwnershipControls:BucketOwnershipControls": 2,
  "s3/bucketPolicy:BucketPolicy": 2,
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 2,
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 2,
  "s3/bucketVersioning:BucketVersioning": 1,
};

describe("examples/aws", () => {
  before(() => {
    process.env.PINECONE_API_KEY = SECRET;
  });
  after(() => {
    delete process.env.PINECONE_API_KEY;
  });

  it("makes the bucket and the application's rights first, as its settings stand", async () => {
    const { counts, one, told } = await preview({ ...BASE, "podshift:migrations": "[]" });
    assert.deepEqual(counts(), { ...BUCKET, "iam/rolePolicy:RolePolicy": 1 });
    assert.equal(one("s3/bucket:Bucket", "docs").bucket, "acme-podshift-docs");
    assert.equal(one("iam/rolePolicy:RolePolicy").role, "search-task");
    assert.equal(await resolved(told.writeLog as never), "s3://acme-podshift-docs/docs?region=eu-west-1");
  });

  it("makes all of it, with all settings: these resources", async () => {
    const { counts, everything, told } = await previewOfAll();
    assert.deepEqual(counts(), {
      ...BUCKET,
      "cloudwatch/logGroup:LogGroup": 3,
      "cloudwatch/logMetricFilter:LogMetricFilter": 7,
      "cloudwatch/metricAlarm:MetricAlarm": 9,
      "ec2/securityGroup:SecurityGroup": 4,
      "ecs/service:Service": 1,
      "ecs/taskDefinition:TaskDefinition": 2,
      "emrserverless/application:Application": 1,
      "iam/role:Role": 6,
      "iam/rolePolicy:RolePolicy": 9,
      "lb/listener:Listener": 1,
      "lb/loadBalancer:LoadBalancer": 1,
      "lb/targetGroup:TargetGroup": 1,
      "scheduler/schedule:Schedule": 1,
      "ssm/parameter:Parameter": 1,
      "vpc/securityGroupEgressRule:SecurityGroupEgressRule": 6,
      "vpc/securityGroupIngressRule:SecurityGroupIngressRule": 4,
    });
    const dynamic = everything.flatMap(({ type }) => /^pulumi-nodejs:dynamic\/pinecone:(\w+)$/.exec(type)?.[1] ?? []);
    assert.deepEqual(dynamic.sort(), [
      "ActiveIndex",
      "CatchUp",
      "Collection",
      "ParityCheck",
      "PodIndex",
      "Preflight",
      "ServerlessIndex",
      "WriteLog",
    ]);
    assert.match(await resolved(told.startCatchUp as never), /^aws emr-serverless start-job-run /);
  });

  it("puts no secret into any resource's inputs", async () => {
    const { everything } = await previewOfAll();
    assert.ok(everything.length > 50);
    for (const { type, name, inputs } of everything) {
      assert.doesNotMatch(JSON.stringify(inputs), new RegExp(SECRET), `${type} ${name}`);
    }
    const log = everything.find(({ type }) => type.endsWith(":WriteLog"));
    assert.match(JSON.stringify(log?.inputs), /s3:\/\/acme-podshift-docs\/docs/, "the inputs were read");
  });

  it("is among what `npm run check` compiles, by which a wrong role is refused", () => {
    const root = join(FOLDER, "../..");
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    assert.ok(fileNames.includes(join(FOLDER, "index.ts")));
    // @ts-expect-error: judged by the compiler alone
    const wrong: LogAccessArgs["as"] = "owner";
    assert.ok(wrong);
  });

  it("names packages in the versions that this repository is tested with", () => {
    const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, string>>;
    const own = read(join(FOLDER, "package.json"));
    const root = read(join(FOLDER, "../../package.json"));
    const provider = read(join(FOLDER, "../../provider/package.json")) as unknown as { version: string };
    assert.deepEqual(own.dependencies, {
      "@pulumi/aws": `^${root.devDependencies?.["@pulumi/aws"]}`,
      "@pulumi/pulumi": root.dependencies?.["@pulumi/pulumi"],
      podshift: `^${provider.version}`,
    });
  });
});
