import type { LogMetric } from "./logMetric";

const MINUTE = 60;

/** Where alarms begin. */
export interface AlarmThresholds {
  /** Writes that catch-up hasn't brought over. */
  readonly backlogWrites: number;
  /** Seconds that the oldest of them is old. */
  readonly backlogSeconds: number;
}

/**
 * What `podshift status --json` says, one line a look. A lease that doesn't move while it is watched is a silent writer:
 * an application that died, or that can't reach the log.
 *
 * @param everyMinutes between two looks
 */
export function statusMetrics(name: string, thresholds: AlarmThresholds, everyMinutes: number): LogMetric[] {
  const { backlogWrites, backlogSeconds } = thresholds;
  const above = (threshold: number, what: string): LogMetric["alarm"] => ({
    description: `write log ${name}: ${what}`,
    ...{ statistic: "Maximum", comparison: "GreaterThanThreshold", threshold, silence: "notBreaching" },
    ...{ period: everyMinutes * MINUTE, evaluationPeriods: 2 },
  });
  const nobody = above(1, "no look has found a writer: nobody captures, or the looks don't run");
  return [
    {
      ...{ name: "backlog-writes", pattern: "{ $.backlog.entries = * }", value: "$.backlog.entries" },
      alarm: above(backlogWrites, `more than ${backlogWrites} writes wait for catch-up`),
    },
    {
      ...{ name: "backlog-age", pattern: "{ $.backlog.lagMs = * }", value: "$.backlog.lagMs" },
      alarm: above(backlogSeconds * 1_000, `a write waits for catch-up for more than ${backlogSeconds} s`),
    },
    {
      ...{ name: "silent-writer", pattern: "{ $.writers.silent[0] = * }", value: "1" },
      alarm: above(0, "a writer's lease has run out; podshift status names it"),
    },
    {
      ...{ name: "writers-alive", pattern: "{ $.writers.live[0].w = * }", value: "1" },
      alarm: { ...nobody, comparison: "LessThanThreshold", evaluationPeriods: 3, silence: "breaching" },
    },
  ];
}
