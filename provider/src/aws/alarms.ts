import { MetricAlarm } from "@pulumi/aws/cloudwatch";
import type { ComponentResource, Input } from "@pulumi/pulumi";
import type { ProxyBalancer } from "./balancer";
import { makeLogMetric } from "./logMetric";
import { proxyLogMetrics } from "./proxyMetrics";
import type { ProxyServiceSettings } from "./settings";

/** A task isn't ready for five minutes; no task is; and what the tasks' log lines tell. */
export function makeAlarms(
  name: string,
  { alarmActions = [], tags = {} }: ProxyServiceSettings,
  { loadBalancer, targetGroup }: ProxyBalancer,
  logGroupName: Input<string>,
  parent: ComponentResource,
): MetricAlarm[] {
  const common = {
    namespace: "AWS/NetworkELB",
    dimensions: { LoadBalancer: loadBalancer.arnSuffix, TargetGroup: targetGroup.arnSuffix },
    // Each zone's part of the load balancer counts by itself, and sees tasks of all zones.
    statistic: "Maximum",
    period: 60,
    alarmActions: [...alarmActions],
    okActions: [...alarmActions],
    tags: { ...tags },
  };
  const unready = Object.entries(READINESS).map(
    ([purpose, { what, ...alarm }]) =>
      new MetricAlarm(
        `${name}-${purpose}`,
        { ...common, alarmDescription: `podshift proxy ${name}: ${what}`, ...alarm },
        { parent },
      ),
  );
  const where = { logGroupName, alarmActions, tags };
  return [...unready, ...proxyLogMetrics(name).map((metric) => makeLogMetric(name, metric, where, parent))];
}

const READINESS = {
  unhealthy: {
    what: "a task isn't ready",
    metricName: "UnHealthyHostCount",
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    evaluationPeriods: 5,
    treatMissingData: "notBreaching",
  },
  "none-healthy": {
    what: "no task is ready; applications' writes fail",
    metricName: "HealthyHostCount",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    evaluationPeriods: 2,
    treatMissingData: "breaching",
  },
} as const;
