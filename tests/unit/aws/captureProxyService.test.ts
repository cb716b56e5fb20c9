import assert from "node:assert/strict";
import { ARNS, type MadeService, makeService } from "../../support/aws/serviceMocks";

type Json = Readonly<Record<string, unknown>>;
const TASK = "ecs/taskDefinition:TaskDefinition";
const SERVICE = "ecs/service:Service";
const BALANCER = "lb/loadBalancer:LoadBalancer";
const LISTENER = "lb/listener:Listener";
const TARGETS = "lb/targetGroup:TargetGroup";
const ROLE = "iam/role:Role";
const POLICY = "iam/rolePolicy:RolePolicy";
const INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ALARM = "cloudwatch/metricAlarm:MetricAlarm";
const FILTER = "cloudwatch/logMetricFilter:LogMetricFilter";

describe("CaptureProxyService", () => {
  let made: MadeService;
  before(async () => {
    made = await makeService({ alarmActions: [ARNS.topic], tags: { team: "search" } });
  });

  it("is made of these resources", () => {
    assert.deepEqual(made.counts(), {
      "cloudwatch/logGroup:LogGroup": 1,
      [ROLE]: 2,
      [POLICY]: 2,
      "ec2/securityGroup:SecurityGroup": 2,
      [INGRESS]: 5,
      [EGRESS]: 4,
      [BALANCER]: 1,
      [TARGETS]: 1,
      [LISTENER]: 1,
      [TASK]: 1,
      [SERVICE]: 1,
      [ALARM]: 5,
      [FILTER]: 3,
    });
    for (const { type, name, inputs } of made.resources) {
      if (type !== POLICY && type !== FILTER) assert.deepEqual(inputs.tags, { team: "search" }, `${type} ${name}`);
    }
  });

  it("opens these ways and no other; nothing is public", () => {
    const way = (inputs: Json) => {
      assert.equal(inputs.ipProtocol, "tcp");
      assert.equal(inputs.fromPort, inputs.toPort);
      return `${inputs.securityGroupId} ${inputs.fromPort} ${inputs.cidrIpv4 ?? inputs.referencedSecurityGroupId}`;
    };
    assert.deepEqual(
      made
        .all(INGRESS)
        .map(({ inputs }) => way(inputs))
        .sort(),
      [
        "docs-proxy-balancer-id 443 10.0.0.0/16",
        "docs-proxy-balancer-id 443 sg-app",
        "docs-proxy-tasks-id 5081 docs-proxy-balancer-id",
        "docs-proxy-tasks-id 9081 docs-proxy-balancer-id",
        "sg-efs 2049 docs-proxy-tasks-id",
      ],
    );
    assert.deepEqual(
      made
        .all(EGRESS)
        .map(({ inputs }) => way(inputs))
        .sort(),
      [
        "docs-proxy-balancer-id 5081 docs-proxy-tasks-id",
        "docs-proxy-balancer-id 9081 docs-proxy-tasks-id",
        "docs-proxy-tasks-id 2049 sg-efs",
        "docs-proxy-tasks-id 443 0.0.0.0/0",
      ],
    );
    for (const { inputs } of made.all("ec2/securityGroup:SecurityGroup")) {
      assert.deepEqual([inputs.vpcId, inputs.ingress, inputs.egress], ["vpc-1", undefined, undefined]);
    }
  });

  it("has an internal load balancer that ends TLS, speaks HTTP/2 with clients that can, and asks for readiness", () => {
    const { internal, loadBalancerType, securityGroups, enableCrossZoneLoadBalancing } = made.one(BALANCER);
    assert.deepEqual([internal, loadBalancerType, enableCrossZoneLoadBalancing], [true, "network", true]);
    assert.deepEqual(securityGroups, ["docs-proxy-balancer-id"]);

    const { protocol, port, certificateArn, alpnPolicy, sslPolicy, defaultActions } = made.one(LISTENER);
    assert.deepEqual([protocol, port, certificateArn, alpnPolicy], ["TLS", 443, ARNS.certificate, "HTTP2Preferred"]);
    assert.equal(sslPolicy, "ELBSecurityPolicy-TLS13-1-2-2021-06");
    assert.deepEqual(defaultActions, [{ type: "forward", targetGroupArn: "arn:docs-proxy" }]);

    const { healthCheck, deregistrationDelay, ...targets } = made.one(TARGETS);
    assert.deepEqual([targets.protocol, targets.port, targets.targetType], ["TCP", 5081, "ip"]);
    assert.equal(deregistrationDelay, 30);
    const { protocol: asks, port: at, path, unhealthyThreshold } = healthCheck as Json;
    assert.deepEqual([asks, at, path, unhealthyThreshold], ["HTTP", "9081", "/readyz", 6]);
  });

  it("replaces tasks one after the other, over zones, and takes a version back that doesn't start", () => {
    const service = made.one(SERVICE);
    assert.equal(service.desiredCount, 2);
    assert.equal(service.cluster, ARNS.cluster);
    assert.deepEqual([service.launchType, service.platformVersion], ["FARGATE", "1.4.0"]);
    assert.deepEqual([service.deploymentMinimumHealthyPercent, service.deploymentMaximumPercent], [100, 200]);
    assert.deepEqual(service.deploymentCircuitBreaker, { enable: true, rollback: true });
    assert.equal(service.availabilityZoneRebalancing, "ENABLED");
    assert.equal(service.waitForSteadyState, true);
    assert.equal(service.enableExecuteCommand, false);
    assert.deepEqual(service.networkConfiguration, {
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["docs-proxy-tasks-id"],
      assignPublicIp: false,
    });
    assert.deepEqual(service.loadBalancers, [
      { targetGroupArn: "arn:docs-proxy", containerName: "proxy", containerPort: 5081 },
    ]);
  });

  it("has alarms on tasks that aren't ready", () => {
    const alarms = made
      .all(ALARM)
      .map(({ inputs }) => inputs)
      .filter(({ namespace }) => namespace === "AWS/NetworkELB");
    assert.deepEqual(
      alarms.map(({ metricName, comparisonOperator, threshold }) => [metricName, comparisonOperator, threshold]).sort(),
      [
        ["HealthyHostCount", "LessThanThreshold", 1],
        ["UnHealthyHostCount", "GreaterThanThreshold", 0],
      ],
    );
    for (const { dimensions, alarmActions } of alarms) {
      assert.deepEqual(dimensions, { LoadBalancer: "suffix/docs-proxy", TargetGroup: "suffix/docs-proxy" });
      assert.deepEqual(alarmActions, [ARNS.topic]);
    }
  });

  it("has alarms on what its log lines tell, each on a metric that a filter of the same log group publishes", () => {
    const published = made.all(FILTER).map(({ inputs }) => {
      assert.equal(inputs.logGroupName, "docs-proxy");
      const { namespace, name, value } = inputs.metricTransformation as Json;
      assert.equal(value, "1");
      return `${namespace} ${name}`;
    });
    const watched = made.all(ALARM).flatMap(({ inputs }) => {
      const { namespace, metricName, treatMissingData, alarmActions } = inputs;
      if (namespace !== "podshift") return [];
      assert.deepEqual([treatMissingData, alarmActions], ["notBreaching", [ARNS.topic]]);
      return [`${namespace} ${metricName}`];
    });
    assert.deepEqual(watched.sort(), published.sort());
    assert.deepEqual(
      watched,
      ["failed", "lease-lost", "writes-held"].map((each) => `podshift docs-proxy-${each}`),
    );
  });

  it("tells where applications find it", () =>
    assert.deepEqual(made.outputs, {
      endpoint: "https://docs.internal.example.com:443",
      host: "docs.internal.example.com",
      loadBalancerDnsName: "docs-proxy.elb.example",
      logGroupName: "docs-proxy",
      tasksSecurityGroupId: "docs-proxy-tasks-id",
    }));

  it("puts the name in a zone when it is given one", async () => {
    const tls = { certificateArn: ARNS.certificate, domainName: "docs.internal.example.com", hostedZoneId: "Z-OWN" };
    const { name, type, zoneId, aliases } = (await makeService({ tls })).one("route53/record:Record");
    assert.deepEqual([name, type, zoneId], ["docs.internal.example.com", "A", "Z-OWN"]);
    assert.deepEqual(aliases, [{ name: "docs-proxy.elb.example", zoneId: "Z-ELB", evaluateTargetHealth: false }]);
  });

  it("speaks no TLS when it is told so", async () => {
    const plain = await makeService({ without: ["tls"], plaintext: true });
    const { protocol, port, certificateArn, alpnPolicy } = plain.one(LISTENER);
    assert.deepEqual([protocol, port, certificateArn, alpnPolicy], ["TCP", 80, undefined, undefined]);
    assert.equal(plain.outputs.endpoint, "http://docs-proxy.elb.example:80");
  });

  it("reaches a log in S3 by HTTPS alone, without a volume", async () => {
    const bucket = await makeService({ log: { url: "s3://logs-1a2b3c4/docs?region=eu-west-1" } });
    assert.equal(bucket.one(TASK).volumes, undefined);
    const ways = [...bucket.all(INGRESS), ...bucket.all(EGRESS)].map(({ inputs }) => inputs.fromPort);
    assert.deepEqual(
      ways.filter((port) => port === 2049),
      [],
    );
  });
});
