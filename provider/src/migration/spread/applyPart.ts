import { stopped } from "../../errors";
import type { Clock } from "../../util/clock";
import type { Control } from "../../writeLog/control";
import type { LeaseClock } from "../../writeLog/lease";
import { ObservedLease } from "../../writeLog/observedLease";
import { getJson, type LogStore } from "../../writeLog/store";
import type { DeadLetter } from "../apply/sender";
import { FoldedBringer } from "../fold/bringFolded";
import type { FoldTarget } from "../fold/ports";
import { Attempt } from "./attempts";
import { FoldedInput } from "./foldedInput";
import { currentJob, jobOver, type SpreadJob } from "./job";
import { closedPath, type PartPlace, rangePath, resultPath } from "./paths";
import { incomplete, type RangeFile } from "./ranges";
import { keepResult, type PartResult, resultOf } from "./results";
import { routedOf } from "./route";

/** What one task is to apply, as the job's driver says it. */
export interface PartTask extends PartPlace {
  /** The leader's run. */
  readonly run: string;
  readonly parts: number;
}

/** The index as a task writes to it, under the lease that it sees. */
export interface PartTarget {
  readonly target: FoldTarget;
  /** Records that the service refuses, so far. */
  readonly refused: ReadonlyMap<string, DeadLetter>;
}

export interface ApplyDeps {
  readonly store: LogStore;
  readonly control: Pick<Control, "read">;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  /** Makes strings that nobody made before. */
  readonly nonce: () => string;
  readonly signal: AbortSignal;
  /** Milliseconds after which a request counts as not answered. */
  readonly requestMs: number;
  reach(job: SpreadJob, lease: Pick<ObservedLease, "mustOutlast">): PartTarget;
  onProgress?(records: number): void;
}

/**
 * Applies one part of a range: its folded records, sorted, are brought to the index under the leader's lease. Once all are
 * as they should be its result is kept. A part that has one is done: its lines are read and nothing is sent. Killed, or run
 * twice at once, it changes nothing of the end state: what is sent is the same each time.
 *
 * @throws SPREAD_JOB_OVER, SPREAD_INCOMPLETE, SPREAD_INPUT_BROKEN, APPLIER_BUSY, and whatever the target throws
 */
export async function applyPart(deps: ApplyDeps, task: PartTask, lines: AsyncIterable<string>): Promise<PartResult> {
  const { store } = deps;
  const job = await jobOf(deps, task);
  const routed = new Set(await routedOf(store, task.job));
  const input = new FoldedInput(lines, { ...task, routed });
  const done = await resultOf(store, task);
  if (done !== undefined) {
    await input.drain();
    return done;
  }
  if ((await getJson<RangeFile>(store, rangePath(task.job, task.range))) === undefined) {
    throw incomplete(`range ${task.range} was not begun: the one before is not complete, or the leader was not asked`);
  }
  return new PartRun(deps, task, job, input).run();
}

/** @throws SPREAD_JOB_OVER */
async function jobOf({ store, control }: ApplyDeps, { job, run, part, parts }: PartTask): Promise<SpreadJob> {
  const found = await currentJob(store);
  if (found === undefined || found.job !== job) throw jobOver(job, "is not the one of this log any more");
  if (found.state !== "running") throw jobOver(job, `is ${found.state}`);
  if (found.run !== run) throw jobOver(job, "is led by another run now");
  if (found.plan.parts !== parts || part >= parts) throw jobOver(job, `has ${found.plan.parts} parts, not ${parts}`);
  const record = await control.read();
  if (record.log !== found.log || record.state !== "open" || record.active !== "pod") {
    throw jobOver(job, "is of another log, or traffic has moved");
  }
  return found;
}

class PartRun {
  #brought = 0;

  constructor(
    readonly deps: ApplyDeps,
    readonly task: PartTask,
    readonly job: SpreadJob,
    readonly input: FoldedInput,
  ) {}

  async run(): Promise<PartResult> {
    const { store, control, clock, leaseClock, nonce, signal } = this.deps;
    const began = clock.now();
    // Before the first look at the lease: whoever closes the range sees it, or it sees the range closed.
    const attempt = await Attempt.register(store, this.task, this.task.run, nonce());
    const { times } = await control.read();
    const lease = new ObservedLease({
      ...{ store, control, clock, leaseClock, run: this.task.run, leaseMs: times.leaseMs },
      // Another attempt at the same part may have got there: then there is nothing left to do here.
      allowed: async () =>
        (await store.get(closedPath(this.task.job, this.task.range))) === undefined &&
        (await store.get(resultPath(this.task))) === undefined,
    });
    const ending = new AbortController();
    const looking = lease.keepLooking(ending.signal);
    try {
      const refused = await this.#bring(attempt, lease, times.lateMs);
      const { records } = this.input;
      const made = { attempt: attempt.number, records, brought: this.#brought, tookMs: clock.now() - began };
      return await keepResult(store, this.task, made, refused);
    } catch (error) {
      if (signal.aborted) throw stopped(error);
      const done = lease.isOver ? await resultOf(store, this.task).catch(() => undefined) : undefined;
      if (done === undefined) throw error;
      await this.input.drain();
      return done;
    } finally {
      ending.abort();
      await looking;
    }
  }

  /** Resolves once every record is as it should be and nothing of this attempt may yet take effect. */
  async #bring(attempt: Attempt, lease: ObservedLease, lateMs: number): Promise<readonly DeadLetter[]> {
    const { clock, signal, requestMs, onProgress } = this.deps;
    const { target, refused } = this.deps.reach(this.job, lease);
    const bringer = new FoldedBringer({
      ...{ clock, lateMs, signal },
      target: {
        ...target,
        // A store that is slow for a moment ends no task: the step that sends looks once more.
        fresh: async (namespace) => {
          await lease.outlasting(requestMs, signal);
          await target.fresh(namespace);
        },
        bring: async (namespace, records) => {
          await lease.outlasting(requestMs, signal);
          return target.bring(namespace, records);
        },
      },
      onBrought: (records) => {
        this.#brought += records;
        onProgress?.(this.#brought);
      },
    });
    try {
      await bringer.bringBatches(this.input.batches());
    } catch (error) {
      // A stop, or a failure: nothing more is sent by this process, but what was may land.
      await attempt.close(true).catch(() => undefined);
      throw error;
    }
    await attempt.close(bringer.lateMs > 0);
    return [...refused.values()];
  }
}
