import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { output } from "@pulumi/pulumi";
import { SparkCatchUp, type SparkCatchUpArgs } from "../../../provider/src/aws";
import { ComponentArgumentsError } from "../../../provider/src/aws/argumentsError";
import { catchUpPolicy } from "../../../provider/src/aws/logPolicies";
import { sparkPolicy } from "../../../provider/src/aws/sparkPolicies";
import { arnAt, madeBy } from "../../support/aws/awsMocks";
import { ARNS } from "../../support/aws/serviceMocks";
import { type Asked, Requests, verdict } from "../../support/aws/simulation";
import { resolved } from "../../support/provider/pulumiMocks";

const json = (text: unknown) => JSON.parse(String(text));
const PLACE = { bucketArn: "arn:aws:s3:::logs", prefix: "docs" };
const ARGS: SparkCatchUpArgs = {
  log: { url: "s3://logs/docs?region=eu-west-1", place: PLACE },
  files: "s3://jobs/podshift/",
  apiKeySecretArn: ARNS.secret,
  vpcId: "vpc-1",
  subnetIds: ["subnet-a"],
};
const APPLICATION = "emrserverless/application:Application";
const ROLE = "iam/role:Role";
const POLICY = "iam/rolePolicy:RolePolicy";
const EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const made = (change: Partial<SparkCatchUpArgs> = {}) => madeBy(() => new SparkCatchUp("docs", { ...ARGS, ...change }));

describe("SparkCatchUp", () => {
  it("is made of these resources, none of which runs a job", async () => {
    assert.deepEqual((await made()).counts(), {
      "cloudwatch/logGroup:LogGroup": 1,
      [APPLICATION]: 1,
      [ROLE]: 1,
      [POLICY]: 2,
      "ec2/securityGroup:SecurityGroup": 1,
      [EGRESS]: 2,
      [INGRESS]: 1,
    });
  });

  it("has an application that stops by itself, in the VPC, bounded", async () => {
    const { type, releaseLabel, maximumCapacity, autoStopConfiguration, networkConfiguration, ...application } = (
      await made({ maxVcpus: 16 })
    ).one(APPLICATION);
    assert.deepEqual([type, releaseLabel, application.architecture], ["spark", "emr-7.13.0", "X86_64"]);
    assert.deepEqual(maximumCapacity, { cpu: "16 vCPU", memory: "64 GB" });
    assert.deepEqual(autoStopConfiguration, { enabled: true, idleTimeoutMinutes: 15 });
    assert.deepEqual(networkConfiguration, { subnetIds: ["subnet-a"], securityGroupIds: ["docs-spark-id"] });
    assert.equal(application.initialCapacities, undefined, "nothing is paid for while no job runs");
    assert.deepEqual(application.monitoringConfiguration, {
      cloudwatchLoggingConfiguration: { enabled: true, logGroupName: "docs", logStreamNamePrefix: "spark" },
    });
  });

  it("lets workers reach each other and HTTPS, and nobody them", async () => {
    const { all } = await made();
    const ways = [...all(INGRESS), ...all(EGRESS)].map(({ type, inputs }) =>
      [
        type === INGRESS ? "in" : "out",
        inputs.fromPort,
        inputs.toPort,
        inputs.cidrIpv4 ?? inputs.referencedSecurityGroupId,
      ].join(" "),
    );
    assert.deepEqual(ways.sort(), ["in 0 65535 docs-spark-id", "out 0 65535 docs-spark-id", "out 443 443 0.0.0.0/0"]);
  });

  it("has a role that only its application's jobs are, with catch-up's rights", async () => {
    const { one } = await made();
    const [trust] = json(one(ROLE).assumeRolePolicy).Statement;
    assert.deepEqual(trust.Principal, { Service: "emr-serverless.amazonaws.com" });
    assert.deepEqual(trust.Condition, {
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnLike: { "aws:SourceArn": arnAt("emr-serverless", "/applications/docs") },
    });
    assert.deepEqual(json(one(POLICY, "docs-catch-up").policy), catchUpPolicy(PLACE));
  });

  it("names the start of a job by a command that a shell takes apart into the request", async () => {
    const { told } = await made({ importTo: "s3://imports/docs", jobArgs: ["--import-integration", "it's one"] });
    const request = json(await resolved(told.startRequest));
    const properties = request.configurationOverrides.applicationConfiguration[0].properties;
    assert.equal(request.applicationId, "docs-id");
    assert.equal(request.executionRoleArn, "arn:docs-spark");
    assert.deepEqual(request.jobDriver.sparkSubmit.entryPointArguments.slice(0, 2), [
      "--log",
      "s3://logs/docs?region=eu-west-1",
    ]);
    assert.deepEqual(request.jobDriver.sparkSubmit.entryPointArguments.slice(-4), [
      ...["--import-to", "s3://imports/docs", "--import-integration", "it's one"],
    ]);
    assert.equal(properties["spark.archives"], "s3://jobs/podshift/node.tar.gz#node");
    assert.deepEqual(
      [properties["spark.dynamicAllocation.maxExecutors"], properties["spark.executor.cores"]],
      ["7", "4"],
      "the driver has four of 32",
    );
    for (const where of ["spark.emr-serverless.driverEnv", "spark.executorEnv"]) {
      assert.equal(properties[`${where}.PINECONE_API_KEY`], `EMR.secret@${ARNS.secret}`);
    }

    const command = await resolved(told.startCommand);
    const shown = execFileSync("sh", ["-c", `aws() { for each; do printf '%s\\0' "$each"; done; }; ${command}`], {
      encoding: "utf8",
    });
    const words = shown.split("\0");
    assert.deepEqual(words.slice(0, 2), ["emr-serverless", "start-job-run"]);
    const option = (name: string) => words[words.indexOf(`--${name}`) + 1] ?? "";
    assert.deepEqual(json(option("job-driver")), request.jobDriver);
    assert.deepEqual(json(option("configuration-overrides")), request.configurationOverrides);
    assert.equal(option("execution-role-arn"), "arn:docs-spark");
  });

  it("starts a job that there is, with options that it has", async () => {
    const { entryPoint, entryPointArguments } = json(await resolved((await made()).told.startRequest)).jobDriver
      .sparkSubmit;
    const source = readFileSync(join(__dirname, "../../../provider/spark", basename(entryPoint)), "utf8");
    const given = (entryPointArguments as string[]).filter((each) => each.startsWith("--"));
    for (const option of [...given, "--import-to", "--import-integration"])
      assert.ok(source.includes(`"${option}"`), option);
  });

  it("hides the API key where Spark shows its settings", async () => {
    const request = json(await resolved((await made()).told.startRequest));
    const properties = request.configurationOverrides.applicationConfiguration[0].properties;
    const hidden = new RegExp(String(properties["spark.redaction.regex"]).replace("(?i)", ""), "i");
    for (const name of Object.keys(properties)) assert.equal(hidden.test(name), /PINECONE_API_KEY/.test(name), name);
  });

  const files = { bucket: "jobs", folder: "podshift" };
  const rights = { partition: "aws", files, logGroupArn: arnAt("logs", "log-group:docs"), secretArn: ARNS.secret };
  const jobs = new Requests("arn:aws:s3:::jobs");
  const imports = new Requests("arn:aws:s3:::imports");
  const rows: readonly (readonly [asked: Asked, importing: boolean, plain: boolean])[] = [
    [jobs.get("podshift/podshift_catch_up.py"), true, true],
    [jobs.list("podshift/podshift_catch_up.py"), true, true],
    [jobs.put("podshift/podshift_catch_up.py"), false, false],
    [jobs.get("other/x"), false, false],
    [jobs.list(""), false, false],
    [imports.put("docs/job-1/__default__/part-0.parquet"), true, false],
    [imports.remove("docs/job-1/_temporary/0"), true, false],
    [imports.put("other/x"), false, false],
    [{ action: "secretsmanager:GetSecretValue", resource: ARNS.secret }, true, true],
    [{ action: "secretsmanager:GetSecretValue", resource: `${ARNS.secret}0` }, false, false],
    [{ action: "secretsmanager:PutSecretValue", resource: ARNS.secret }, false, false],
    [{ action: "logs:PutLogEvents", resource: `${arnAt("logs", "log-group:docs")}:log-stream:spark/1` }, true, true],
    [{ action: "logs:PutLogEvents", resource: `${arnAt("logs", "log-group:other")}:log-stream:x` }, false, false],
    [{ action: "logs:DeleteLogGroup", resource: arnAt("logs", "log-group:docs") }, false, false],
    [{ action: "emr-serverless:StartJobRun", resource: arnAt("emr-serverless", "/applications/docs") }, false, false],
    [new Requests("arn:aws:s3:::logs").put("docs/segments/a.1/000000000000.jsonl"), false, false],
  ];
  for (const [asked, importing, plain] of rows) {
    it(`gives jobs ${asked.action} on ${asked.resource}: ${plain}, with imports: ${importing}`, async () => {
      const may = async (importTo?: typeof files) =>
        (await verdict(asked, sparkPolicy({ ...rights, importTo }))) === "Allowed";
      assert.deepEqual([await may({ bucket: "imports", folder: "docs" }), await may()], [importing, plain]);
    });
  }

  it("takes what isn't known yet", async () => {
    const { told } = await made({
      log: { url: output("s3://later/docs"), place: output(PLACE) },
      apiKeySecretArn: output(ARNS.secret),
    });
    assert.match(await resolved(told.startCommand), /s3:\/\/later\/docs/);
  });

  it("is refused with everything that is wrong with its arguments", async () => {
    const wrong: Partial<SparkCatchUpArgs> = {
      log: { url: "file:///srv/docs", place: PLACE },
      files: "s3://jobs",
      importTo: "imports/docs",
      apiKeySecretArn: "pinecone",
      subnetIds: [],
      releaseLabel: "emr-6.6.0",
      architecture: "arm" as "ARM64",
      maxVcpus: 4,
      maxMemoryGb: 1,
      idleMinutes: 0,
      timeoutMinutes: 1,
      logRetentionDays: 2,
    };
    await assert.rejects(made(wrong), (error: unknown) => {
      assert.ok(error instanceof ComponentArgumentsError);
      const keys = error.problems.map((problem) => problem.slice(0, problem.indexOf(":")));
      assert.deepEqual(keys, [
        ...["log.url", "files", "importTo", "apiKeySecretArn", "subnetIds", "releaseLabel", "architecture"],
        ...["maxVcpus", "maxMemoryGb", "idleMinutes", "timeoutMinutes", "logRetentionDays"],
      ]);
      return true;
    });
  });
});
