import { LogMetricFilter, MetricAlarm } from "@pulumi/aws/cloudwatch";
import type { ComponentResource, Input } from "@pulumi/pulumi";

/** A number that log lines publish as a metric, and the alarm on it. */
export interface LogMetric {
  /** Of the metric, and behind the component's name of both resources. */
  readonly name: string;
  /** Filter pattern of CloudWatch Logs over JSON lines. */
  readonly pattern: string;
  /** What a matching line counts: `1`, or a number in it, as `$.field`. */
  readonly value: string;
  readonly alarm: {
    readonly description: string;
    readonly statistic: "Sum" | "Maximum";
    readonly comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
    readonly threshold: number;
    /** Seconds. */
    readonly period: number;
    readonly evaluationPeriods: number;
    /** What no line at all means. */
    readonly silence: "notBreaching" | "breaching";
  };
}

/** Of all metrics that log lines publish. */
const METRIC_NAMESPACE = "podshift";

/**
 * Metric filter and alarm. The metric is named after the component too: a metric that is filtered without dimensions is
 * one for the whole account. No default value: a line that doesn't match says nothing.
 */
export function makeLogMetric(
  component: string,
  { name, pattern, value, alarm }: LogMetric,
  where: {
    readonly logGroupName: Input<string>;
    readonly alarmActions: readonly Input<string>[];
    readonly tags: Readonly<Record<string, string>>;
  },
  parent: ComponentResource,
): MetricAlarm {
  const metricName = `${component}-${name}`;
  const transformation = { namespace: METRIC_NAMESPACE, name: metricName, value };
  const filter = new LogMetricFilter(
    metricName,
    { logGroupName: where.logGroupName, pattern, metricTransformation: transformation },
    { parent },
  );
  return new MetricAlarm(
    metricName,
    {
      namespace: METRIC_NAMESPACE,
      metricName: filter.metricTransformation.apply((made) => made.name),
      alarmDescription: alarm.description,
      statistic: alarm.statistic,
      comparisonOperator: alarm.comparison,
      threshold: alarm.threshold,
      period: alarm.period,
      evaluationPeriods: alarm.evaluationPeriods,
      treatMissingData: alarm.silence,
      alarmActions: [...where.alarmActions],
      okActions: [...where.alarmActions],
      tags: { ...where.tags },
    },
    { parent },
  );
}
