import type { LogMetric } from "./logMetric";

const MINUTE = 60;

/** One line is one too many. */
const AT_ONCE = {
  statistic: "Sum",
  comparison: "GreaterThanThreshold",
  threshold: 0,
  period: MINUTE,
  evaluationPeriods: 1,
  silence: "notBreaching",
} as const;
/** Ten lines in the span are. */
const AGAIN_AND_AGAIN = { ...AT_ONCE, comparison: "GreaterThanOrEqualToThreshold", threshold: 10 } as const;

/**
 * What the proxy's own log lines say about its part in the log (events `gate`, `failed` of docs/proxy.md). Its
 * Prometheus metrics don't reach CloudWatch by themselves: nothing here rests on them.
 */
export function proxyLogMetrics(name: string): LogMetric[] {
  const saying = (what: string) => `podshift proxy ${name}: ${what}`;
  return [
    {
      name: "lease-lost",
      // `failing`: the lease ran out and the log's store doesn't answer. `joining` after the start: declared dead.
      pattern: '{ ($.event = "gate") && (($.gate = "failing") || ($.gate = "joining")) }',
      value: "1",
      alarm: {
        ...AT_ONCE,
        description: saying("a task lost its lease on the write log; its writes are refused until it has one"),
      },
    },
    {
      name: "writes-held",
      // A fence holds writes at a cutover, for less than a second: again and again means that it doesn't succeed.
      pattern: '{ ($.event = "gate") && ($.gate = "held") }',
      value: "1",
      alarm: {
        ...{ ...AGAIN_AND_AGAIN, period: 5 * MINUTE },
        description: saying("writes were held again and again: a cutover or rollback doesn't succeed"),
      },
    },
    {
      name: "failed",
      pattern: '{ $.event = "failed" }',
      value: "1",
      alarm: {
        ...{ ...AGAIN_AND_AGAIN, evaluationPeriods: 5 },
        description: saying("requests fail at the service or in the proxy"),
      },
    },
  ];
}
