import { MetricAlarm } from "@pulumi/aws/cloudwatch";
import type { ComponentResource } from "@pulumi/pulumi";
import type { ProxyBalancer } from "./balancer";
import type { ProxyServiceSettings } from "./settings";

/** Two alarms: a task isn't ready for five minutes; no task is. */
export function makeAlarms(
  name: string,
  { alarmActions = [], tags = {} }: ProxyServiceSettings,
  { loadBalancer, targetGroup }: ProxyBalancer,
  parent: ComponentResource,
): MetricAlarm[] {
  const common = {
    namespace: "AWS/NetworkELB",
    dimensions: { LoadBalancer: loadBalancer.arnSuffix, TargetGroup: targetGroup.arnSuffix },
    period: 60,
    alarmActions: [...alarmActions],
    okActions: [...alarmActions],
    tags: { ...tags },
  };
  const unhealthy = new MetricAlarm(
    `${name}-unhealthy`,
    {
      ...common,
      alarmDescription: `podshift proxy ${name}: a task isn't ready`,
      metricName: "UnHealthyHostCount",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    },
    { parent },
  );
  const none = new MetricAlarm(
    `${name}-none-healthy`,
    {
      ...common,
      alarmDescription: `podshift proxy ${name}: no task is ready; applications' writes fail`,
      metricName: "HealthyHostCount",
      // Each zone's part of the load balancer counts by itself, and sees tasks of all zones.
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: "breaching",
    },
    { parent },
  );
  return [unhealthy, none];
}
