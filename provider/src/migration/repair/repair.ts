import { PodshiftError, stopped } from "../../errors";
import { formatCount } from "../../util/format";
import type { OpenLog } from "../../writeLog/openLog";
import type { MigrationContext } from "../context";
import type { Difference } from "../parity/report";
import { lookingCourse, writingCourse } from "./course";
import { repairableSides } from "./guards";
import { chunksOf, judged, Mending } from "./mend";
import { PlanSums, type RepairPlan } from "./plan";
import type { RepairSource } from "./source";

export interface RepairRequest {
  readonly source: RepairSource;
  /** The write log; left out when writes are paused. */
  readonly log?: OpenLog | undefined;
  /** Milliseconds after which no request takes effect any more, when writes are paused; 60,000 unless said otherwise. */
  readonly lateMs?: number | undefined;
}

/** What a repair came to. */
export interface Repaired {
  /** What was found to do. */
  readonly plan: RepairPlan;
  /** Records that hold by now what they are to. */
  readonly mended: number;
  /** Records that differed again each time after they were brought: somebody writes to them past everything. */
  readonly restless: readonly Difference[];
}

/**
 * Asks each difference of the report anew, on both sides, and says what a repair would do. Writes nothing.
 *
 * @throws what `repairableSides` throws, STOPPED
 */
export async function planRepair(context: MigrationContext, { source, log }: RepairRequest): Promise<RepairPlan> {
  const sides = await repairableSides(context, source.report, log);
  return untilStopped(context, () =>
    lookingCourse(context, { ...sides, log }, async (course) => {
      const sums = new PlanSums();
      let asked = 0;
      for await (const chunk of chunksOf(source.differences())) {
        for (const [found, left] of await judged(context, course, chunk)) sums.add(found, left);
        asked += chunk.length;
        context.progress(`asked anew: ${formatCount(asked)} of ${formatCount(source.named)}`);
      }
      return sums.value(source.report, source.unnamed);
    }),
  );
}

/**
 * Sets the serverless index right, record by record. The pod index is never written to. Safe to repeat: what is equal is
 * left alone, so that a run that was killed anywhere is gone on with by running it again.
 *
 * Why no write of the application is lost, or comes back, when it falls into the middle of a repair:
 *
 * - `mirrored`. Under the applier's lease a record is brought by a round of catch-up that looks at it too. A write of the
 *   application is logged before its effect on the pod index and marked done after it, and the round notes what is done
 *   before it reads. So either the round read the record after the effect, or the entry was not done at the note, is
 *   carried over, and a later round, ours or another's, reads the record again. A bulk write reaches what was repaired
 *   although lists and filters may not show it yet: rounds keep the ids that they write until their namespace is proved
 *   fresh. A request of ours without an answer is repeated by rounds until it can't land any more, and the lease isn't
 *   handed back before. No rule is new here; the histories of tests/unit/migration/catchUp hold them.
 * - `deferred`. Nobody writes to the pod index, and under the lease the position up to which serverless holds the log
 *   stands still: pod index and log up to there are one fixed state, and the record is brought to it. What the
 *   application logs meanwhile is behind the position; the next pass folds it over what was brought, which it reads only
 *   after a barrier. A bulk write is resolved by what serverless showed then: in its namespace a record that serverless
 *   lacks, or has different, may have been meant, and so it is left alone and told.
 * - paused. There should be no write. One that comes all the same is not written over for good: the record is read right
 *   before it is sent, and once more after the write shows; if the pod index says something else by then, it is brought
 *   again. The last thing that is done to a record is always a read of both sides that agree, when no request of ours
 *   may land any more. An application's upsert thus is never lost to a delete of ours. Traffic is asked for before each
 *   group of records, for there is no lease: a switch in the very middle of one is what stays unguarded.
 *
 * @throws what `repairableSides` throws, APPLIER_BUSY, RECORDS_REFUSED, NOT_FRESH, API_UNREACHABLE, STOPPED
 */
export async function applyRepair(context: MigrationContext, { source, ...request }: RepairRequest): Promise<Repaired> {
  const sides = await repairableSides(context, source.report, request.log);
  return untilStopped(context, () =>
    writingCourse(context, { ...sides, ...request }, async (course) => {
      const repair = new Mending(context, course);
      for await (const chunk of chunksOf(source.differences())) {
        await repair.mend(chunk);
        context.progress(`repaired: ${formatCount(repair.seen)} of ${formatCount(source.named)}`);
      }
      const { mended, restless, sums } = repair;
      return { plan: sums.value(source.report, source.unnamed), mended, restless };
    }),
  );
}

async function untilStopped<T>({ signal }: MigrationContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted || (error instanceof PodshiftError && error.code === "STOPPED")) throw error;
    throw stopped(error);
  }
}
