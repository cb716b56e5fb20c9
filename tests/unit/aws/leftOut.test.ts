import assert from "node:assert/strict";
import { CaptureProxyService, SparkCatchUp, WriteLogAlarms, WriteLogBucket } from "../../../provider/src/aws";
import { madeBy } from "../../support/aws/awsMocks";
import { ARGUMENTS, ARNS } from "../../support/aws/serviceMocks";

const LOG = { url: "s3://logs/docs?region=eu-west-1", place: { bucketArn: "arn:aws:s3:::logs", prefix: "docs" } };
const NETWORK = { vpcId: "vpc-1", subnetIds: ["subnet-a"] };
const LOOKING = { ...NETWORK, clusterArn: ARNS.cluster, image: "example.com/podshift:1.0.0-rc.1" };

/** Each component by arguments that are in order, and those that may be left out. */
const COMPONENTS = {
  CaptureProxyService: [
    CaptureProxyService,
    ARGUMENTS,
    ["port", "desiredCount", "cpu", "memory", "drainSeconds", "logRetentionDays", "accessLog", "alarmActions", "tags"],
  ],
  WriteLogBucket: [
    WriteLogBucket,
    {},
    ["bucketName", "prefix", "kmsKeyArn", "noncurrentDays", "accessLogs", "accessLogDays", "forceDestroy", "tags"],
  ],
  WriteLogAlarms: [
    WriteLogAlarms,
    { ...LOOKING, log: LOG, alarmActions: [ARNS.topic] },
    ["everyMinutes", "backlogWrites", "backlogSeconds", "logRetentionDays", "imageRepositoryArn", "tags"],
  ],
  SparkCatchUp: [
    SparkCatchUp,
    { ...NETWORK, log: LOG, files: "s3://jobs/podshift", apiKeySecretArn: ARNS.secret },
    ["releaseLabel", "architecture", "maxVcpus", "maxMemoryGb", "idleMinutes", "timeoutMinutes", "jobArgs", "tags"],
  ],
} as const;

describe("arguments of podshift/aws that are undefined, as `config.getNumber()` answers what isn't set", () => {
  for (const [what, [Component, args, optional]] of Object.entries(COMPONENTS)) {
    it(`are left out: ${what}`, async () => {
      const made = async (given: object) => {
        const { resources } = await madeBy(() => Reflect.construct(Component, ["docs", given]));
        return Object.fromEntries(resources.map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));
      };
      const undefineds = Object.fromEntries(optional.map((key) => [key, undefined]));
      assert.deepEqual(await made({ ...args, ...undefineds }), await made(args));
    });
  }
});
