import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { ARGUMENTS, type MadeService, makeService } from "../../support/aws/serviceMocks";
import { readProxyArguments } from "../../support/proxy/proxyArguments";

type Json = Readonly<Record<string, unknown>>;
const json = (text: unknown) => JSON.parse(String(text)) as unknown;
const container = (made: MadeService) => (json(made.one(TASK).containerDefinitions) as Json[])[0] ?? {};
const TASK = "ecs/taskDefinition:TaskDefinition";
const SERVICE = "ecs/service:Service";

describe("the task of CaptureProxyService", () => {
  let made: MadeService;
  before(async () => {
    made = await makeService();
  });

  it("starts the proxy with options that it has, and values that it takes", () => {
    const { options, settings } = readProxyArguments(container(made).command as string[]);
    assert.equal(options.log, ARGUMENTS.log.url);
    assert.equal(options.name, "docs-proxy");
    assert.equal(options.accessLog, undefined);
    assert.deepEqual(settings.listen, { host: "0.0.0.0", port: 5081 });
    assert.deepEqual(settings.admin, { host: "0.0.0.0", port: 9081 });
    assert.equal(settings.limits.drainMs, 20_000);
    assert.equal(settings.limits.bufferedBytes, 256 * 1024 ** 2);
  });

  it("runs the container without rights, without secrets, and with nothing to write to but the log", () => {
    const definition = container(made);
    assert.equal(definition.user, "1000:1000");
    assert.equal(definition.readonlyRootFilesystem, true);
    assert.equal(definition.privileged, undefined);
    assert.deepEqual(definition.linuxParameters, { capabilities: { drop: ["ALL"] } });
    assert.deepEqual(definition.mountPoints, [
      { sourceVolume: "write-log", containerPath: "/srv/podshift/docs", readOnly: false },
    ]);
    assert.equal(definition.secrets, undefined);
    assert.deepEqual(definition.environment, [{ name: "NODE_OPTIONS", value: "--max-old-space-size=512" }]);
  });

  it("gives it longer to end than it drains, and asks its admin port for its health", () => {
    const { stopTimeout, healthCheck } = container(made);
    assert.equal(stopTimeout, 30);
    const [kind, program, option, script = ""] = (healthCheck as { command: string[] }).command;
    assert.deepEqual([kind, program, option], ["CMD", "node", "-e"]);
    assert.match(script, /127\.0\.0\.1:9081\/healthz/);
    assert.doesNotThrow(() => new Function(script));
  });

  it("keeps log lines, in this region, and doesn't wait for them", () => {
    assert.equal(made.one("cloudwatch/logGroup:LogGroup").retentionInDays, 30);
    assert.deepEqual(container(made).logConfiguration, {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "docs-proxy",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "proxy",
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    });
  });

  it("mounts the log encrypted, through its access point, as the task's role", () => {
    const { volumes, ...task } = made.one(TASK);
    assert.deepEqual(volumes, [
      {
        name: "write-log",
        efsVolumeConfiguration: {
          fileSystemId: "fs-0a1b",
          transitEncryption: "ENABLED",
          authorizationConfig: { accessPointId: "fsap-0c2d", iam: "ENABLED" },
        },
      },
    ]);
    assert.deepEqual([task.cpu, task.memory, task.networkMode], ["512", "1024", "awsvpc"]);
    assert.deepEqual(task.requiresCompatibilities, ["FARGATE"]);
    assert.deepEqual([task.executionRoleArn, task.taskRoleArn], ["arn:docs-proxy-execution", "arn:docs-proxy-task"]);
  });

  it("takes other settings", async () => {
    const efs = { ...ARGUMENTS.log.efs, mountPath: "/srv/podshift/" };
    const other = await makeService({
      ...{ cpu: 256, memory: 512, desiredCount: 3, drainSeconds: 60, logRetentionDays: 7, accessLog: true, port: 8443 },
      log: { ...ARGUMENTS.log, efs },
    });
    const { options, settings } = readProxyArguments(container(other).command as string[]);
    assert.equal(options.accessLog, true);
    assert.deepEqual([settings.limits.drainMs, settings.limits.bufferedBytes], [60_000, 128 * 1024 ** 2]);
    assert.equal(container(other).stopTimeout, 70);
    assert.deepEqual((container(other).mountPoints as Json[])[0]?.containerPath, "/srv/podshift");
    assert.equal(other.one(SERVICE).desiredCount, 3);
    assert.equal(other.outputs.endpoint, "https://docs.internal.example.com:8443");
  });

  it("is told of a log in S3 once its URL is known, and mounts nothing", async () => {
    const url = "s3://logs-1a2b3c4/docs?region=eu-west-1";
    const other = await makeService({ log: { url: output(url) } });
    const { options } = readProxyArguments(container(other).command as string[]);
    assert.equal(options.log, url);
    assert.deepEqual(container(other).mountPoints, []);
    assert.equal(container(other).readonlyRootFilesystem, true);
  });
});
