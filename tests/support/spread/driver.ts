import type { LogStore } from "../../../provider/src/writeLog/store";
import { type At, type PlanSaid, SparkStandIn } from "./sparkStandIn";

/** What the leader is asked, wherever it runs. */
export type Ask = <T>(command: object) => Promise<T>;

/** Applies one part of a range; the lines are its folded records and their end. */
export type ApplyPart = (range: number, part: number, lines: readonly string[]) => Promise<void>;

interface RangeSaid {
  readonly event: string;
  readonly range: number;
  readonly until: At | null;
  readonly done: readonly number[];
  readonly complete: boolean;
}

/** The driver's part of a job, as Spark's does it: range by range, up to `finish`. Answers what the leader said last. */
export async function drive<T>(store: LogStore, plan: PlanSaid, ask: Ask, apply: ApplyPart): Promise<T> {
  const spark = await SparkStandIn.read(store, plan);
  let from: At | null = null;
  for (let range = 0; ; range += 1) {
    const wanted = await nextBarrier(spark, from, ask);
    const { until, done, complete } = await ask<RangeSaid>({ do: "range", range, until: wanted });
    if (!complete) {
      const parts = await spark.parts(from, until);
      await Promise.all(
        parts.map(async (lines, part) => {
          if (!done.includes(part)) await apply(range, part, lines);
        }),
      );
    }
    if (until === null) {
      const ranges = Array.from({ length: range + 1 }, (_, each) => ({ range: each, parts: plan.parts }));
      return ask<T>({ do: "finish", ranges, entries: spark.entries.length });
    }
    await ask({ do: "resolve", entries: [until] });
    from = until;
  }
}

/** The first bulk entry behind a place that is not resolved. */
async function nextBarrier(spark: SparkStandIn, from: At | null, ask: Ask): Promise<At | null> {
  const { kept } = await ask<{ kept: readonly At[] }>({ do: "peek", entries: spark.bulk });
  const nameOf = ({ w, segment, line }: At) => `${w}/${segment}/${line}`;
  const known = new Set(kept.map(nameOf));
  const begin = from === null ? -1 : spark.bulk.findIndex((each) => nameOf(each) === nameOf(from));
  return spark.bulk.find((each, at) => at > begin && !known.has(nameOf(each))) ?? null;
}
