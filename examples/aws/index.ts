import { Config } from "@pulumi/pulumi";
import { PodToServerlessMigration, readMigrations } from "podshift";
import {
  ActiveIndexParameter,
  CaptureProxyService,
  type CaptureProxyServiceArgs,
  grantLogAccess,
  SparkCatchUp,
  type SparkCatchUpArgs,
  WriteLogAlarms,
  type WriteLogAlarmsArgs,
  WriteLogBucket,
} from "podshift/aws";

const config = new Config("podshift-aws");
const index = config.require("index");

// 1. The bucket. Its name is yours to choose: `writeLog` of the migration names it before it is made.
const kmsKeyArn = config.get("kmsKeyArn");
const key = kmsKeyArn === undefined ? {} : { kmsKeyArn };
const log = new WriteLogBucket(
  index,
  { bucketName: config.require("bucketName"), prefix: index, ...key },
  { protect: true },
);

// 2. Who uses it: the application with capture, and the role that CI takes to run `pulumi up`.
const applicationRole = config.get("applicationRole");
if (applicationRole !== undefined) {
  grantLogAccess(`${index}-writer`, { as: "writer", role: applicationRole, log: log.place });
}
const operatorRole = config.get("operatorRole");
if (operatorRole !== undefined) {
  grantLogAccess(`${index}-operator`, { as: "operator", role: operatorRole, log: log.place });
}

// 3. The migration, once its bucket is there.
const migrations = readMigrations(new Config("podshift").getObject("migrations")).map((settings) => {
  const migration = new PodToServerlessMigration(settings.podIndex, settings, { dependsOn: log });
  const parameterName = `/podshift/${settings.podIndex}/active-index`;
  return new ActiveIndexParameter(settings.podIndex, { parameterName, migration: migration.summary });
});

// 4. Once the log was begun (`phase: capture`): capture for applications without our client, and alarms.
const proxySettings = config.getObject<Omit<CaptureProxyServiceArgs, "log">>("proxy");
const proxy =
  proxySettings &&
  new CaptureProxyService(`${index}-proxy`, {
    ...proxySettings,
    log: { url: log.url, ...key },
  });
const alarmSettings = config.getObject<Omit<WriteLogAlarmsArgs, "log">>("alarms");
const alarms = alarmSettings && new WriteLogAlarms(index, { ...alarmSettings, log });

// 5. For a backlog that is too much for one machine.
const sparkSettings = config.getObject<Omit<SparkCatchUpArgs, "log">>("spark");
const spark = sparkSettings && new SparkCatchUp(index, { ...sparkSettings, log });

export const writeLog = log.url;
export const activeIndexes = migrations.map(({ parameterName }) => parameterName);
export const endpoint = proxy?.endpoint;
export const looks = alarms?.logGroupName;
export const startCatchUp = spark?.startCommand;
