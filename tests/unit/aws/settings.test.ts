import assert from "node:assert/strict";
import { output, RunError } from "@pulumi/pulumi";
import type { CaptureProxyServiceArgs } from "../../../provider/src/aws/arguments";
import { ProxyServiceError, readSettings } from "../../../provider/src/aws/settings";
import { ARGUMENTS, ARNS } from "../../support/aws/serviceMocks";

/** What is found wrong; none when nothing is. */
function problems(args: CaptureProxyServiceArgs, name = "docs-proxy"): readonly string[] {
  try {
    readSettings(name, args);
    return [];
  } catch (error) {
    assert.ok(error instanceof ProxyServiceError);
    assert.ok(RunError.isInstance(error), "Pulumi prints it without a stack trace");
    assert.equal(error.code, "CONFIG_INVALID");
    return error.problems;
  }
}

const keys = (args: CaptureProxyServiceArgs, name?: string) =>
  problems(args, name).map((problem) => problem.slice(0, problem.indexOf(":")));
const { tls: _, ...WITHOUT_TLS } = ARGUMENTS;
const log = (url: string, mountPath?: string) => ({
  url,
  efs: { ...ARGUMENTS.log.efs, ...(mountPath === undefined ? {} : { mountPath }) },
});

describe("arguments of CaptureProxyService", () => {
  it("are filled in", () => {
    const { port, desiredCount, cpu, memory, drainSeconds, logRetentionDays, mountPath } = readSettings("a", ARGUMENTS);
    assert.deepEqual([port, desiredCount, cpu, memory], [443, 2, 512, 1024]);
    assert.deepEqual([drainSeconds, logRetentionDays, mountPath], [20, 30, "/srv/podshift/docs"]);
    assert.equal(readSettings("a", { ...WITHOUT_TLS, plaintext: true }).port, 80);
  });

  it("are refused with everything that is wrong with them", () => {
    const wrong: CaptureProxyServiceArgs = {
      ...WITHOUT_TLS,
      clusterArn: "main",
      image: "podshift",
      imageRepositoryArn: "podshift",
      subnetIds: ["subnet-a", "subnet-a"],
      clients: { cidrs: ["0.0.0.0/0", "10.0.0.0/8"] },
      log: { url: "s3://bucket/docs", efs: { fileSystemArn: "fs-1", accessPointArn: "fsap-1", securityGroupId: "sg" } },
      cpu: 512,
      memory: 512,
      port: 0,
      desiredCount: 0,
      drainSeconds: 111,
      logRetentionDays: 31,
    };
    assert.deepEqual(keys(wrong, "1-docs"), [
      "name",
      "memory",
      "desiredCount",
      "port",
      "drainSeconds",
      "logRetentionDays",
      "clusterArn",
      "imageRepositoryArn",
      "image",
      "subnetIds",
      "log.efs.fileSystemArn",
      "log.efs.accessPointArn",
      "log.url",
      "clients.cidrs",
      "tls",
    ]);
  });

  const refused: ReadonlyArray<readonly [key: string, change: Partial<CaptureProxyServiceArgs>]> = [
    ["cpu", { cpu: 300 }],
    ["desiredCount", { desiredCount: 1.5 }],
    ["port", { port: 65_536 }],
    ["image", { image: "example.com/podshift:latest" }],
    ["image", { image: "example.com:5000/podshift" }],
    ["subnetIds", { subnetIds: ["subnet-a"] }],
    ["clients", { clients: {} }],
    ["clients.cidrs", { clients: { cidrs: ["8.8.8.0/24"] } }],
    ["tls and plaintext", { plaintext: true }],
    ["tls.certificateArn", { tls: { certificateArn: "cert", domainName: "a.example.com" } }],
    ["tls.domainName", { tls: { certificateArn: ARGUMENTS.tls?.certificateArn ?? "", domainName: "https://a" } }],
    ["log.url", { log: log("file://host/srv") }],
    ["log.url", { log: log("file:///") }],
    ["log.url", { log: log("/srv/podshift/docs") }],
    ["log.url", { log: log("file:///srv/podshift-other/docs", "/srv/podshift") }],
    ["log.efs.mountPath", { log: log("file:///srv/podshift/docs", "srv") }],
    ["log.efs.mountPath", { log: log("file:///srv/podshift/docs", "/") }],
    ["log.url", { log: { url: "file:///srv/podshift/docs" } }],
    ["log.url", { log: { url: "s3://Bucket/docs" } }],
    ["log.url", { log: { url: "s3://bucket/docs?versions=1" } }],
    ["log.url", { log: { url: "s3://key:secret@bucket/docs" } }],
    ["log.kmsKeyArn", { log: { url: "s3://bucket/docs", kmsKeyArn: "alias/docs" } }],
  ];
  for (const [key, change] of refused) {
    it(`refuses ${JSON.stringify(change)}`, () => assert.deepEqual(keys({ ...ARGUMENTS, ...change }), [key]));
  }

  for (const url of ["s3://key:sec/ret@bucket/docs", "s3://:secret@bucket/docs", "https://key:secret@minio/docs"]) {
    it(`show no credentials of ${url}`, () => {
      const [told, ...more] = problems({ ...ARGUMENTS, log: { url } });
      assert.match(told ?? "", /^log\.url: /);
      assert.doesNotMatch(told ?? "", /ret/);
      assert.deepEqual(more, []);
    });
  }

  it("take a name that a load balancer can have", () => {
    for (const name of ["internal-docs", "docs_proxy", "a".repeat(25)])
      assert.deepEqual(keys(ARGUMENTS, name), ["name"]);
    assert.deepEqual(problems(ARGUMENTS, "a".repeat(24)), []);
  });

  it("take what isn't known yet", () => {
    const later = output("known later");
    const { efs, url } = ARGUMENTS.log;
    const args = {
      ...{
        ...ARGUMENTS,
        clusterArn: later,
        image: later,
        imageRepositoryArn: later,
        subnetIds: [output("a"), output("b")],
      },
      log: { url, efs: { ...efs, fileSystemArn: later, accessPointArn: later } },
    };
    assert.deepEqual(problems(args), []);
  });

  it("take a log in S3, known or not", () => {
    const kmsKeyArn = ARNS.key;
    for (const url of ["s3://bucket/docs", "s3://bucket/a/docs?region=eu-west-1", output("s3://later/docs")]) {
      assert.deepEqual(problems({ ...ARGUMENTS, log: { url, kmsKeyArn } }), []);
      assert.equal(readSettings("a", { ...ARGUMENTS, log: { url } }).mountPath, undefined);
    }
  });

  it("take an image by digest", () => {
    const image = `example.com:5000/podshift@sha256:${"0a".repeat(32)}`;
    assert.deepEqual(problems({ ...ARGUMENTS, image }), []);
  });
});
