import { PodshiftError } from "../../errors";
import { formatDuration, plural } from "../../util/format";
import { type ControlRecord, DEFAULT_TIMES } from "../../writeLog/control";
import { CLOCK_DRIFT } from "../../writeLog/lease";
import { START } from "../../writeLog/position";
import type { CatchUpState } from "../catchUp/state";
import type { MigrationContext } from "../context";
import { describePod } from "../podIndex";
import { sleepUnlessStopped } from "../waiting";
import type { WayRequest } from "./runningWay";

type Log = Pick<WayRequest, "pod" | "log">;

/**
 * The state with which rounds may begin. Replicas of a pod index may disagree for a while after a write, and a log that
 * was begun for one lets nobody wait for that. Where there are several by now it does from here on: writers count a write
 * as done only when all replicas show it. What was read before may have been old, so the log is gone through once more.
 *
 * @param save the state is kept: what comes after a killed run must know of it
 */
export async function settling(
  context: MigrationContext,
  { pod, log }: Log,
  state: CatchUpState,
  save: (state: CatchUpState) => Promise<void>,
): Promise<CatchUpState> {
  let begun = state;
  const replicas = await replicasAdded(context, { pod, log });
  if (replicas > 0) {
    begun = { ...state, position: START, read: START, unsettled: true };
    await save(begun);
    await log.control.swap((now) =>
      areMissing(now) ? { replicas, times: { ...now.times, settleMs: DEFAULT_TIMES.settleMs } } : undefined,
    );
    context.report(
      `pod index ${pod.name} has ${plural(replicas, "replica")} now, and its log was begun for one: writes count as done ${formatDuration(DEFAULT_TIMES.settleMs)} after their answer from here on, and the log is gone through once more`,
    );
  }
  if (!begun.unsettled) return begun;
  // A writer that has not heard of it yet acknowledges for as long as its lease holds, and that takes `settle` to show.
  const { times } = await log.control.read();
  await sleepUnlessStopped(context, times.leaseMs * CLOCK_DRIFT + times.settleMs);
  const { unsettled: _, ...settled } = begun;
  return settled;
}

/** @throws CUTOVER_POSTPONED where replicas were added since this run began */
export async function refuseReplicasAdded(context: MigrationContext, between: Log): Promise<void> {
  const replicas = await replicasAdded(context, between);
  if (replicas === 0) return;
  throw new PodshiftError(
    "CUTOVER_POSTPONED",
    `pod index ${between.pod.name} was given ${plural(replicas, "replica")} meanwhile: its reads may lag behind its writes`,
    {
      facts: { replicas },
      next: "nothing has changed and writes go on; run `pulumi up` again: it takes them into account",
    },
  );
}

/** How many replicas there are, where the log was begun for one; else 0. */
async function replicasAdded(context: MigrationContext, { pod, log }: Log): Promise<number> {
  if (!areMissing(await log.control.read())) return 0;
  const { replicas } = (await describePod(context, pod.name)).spec;
  return replicas > 1 ? replicas : 0;
}

/** A time of 0 that the stack file has set for several is believed. */
function areMissing({ state, active, times, replicas = 1 }: ControlRecord): boolean {
  return state !== "closed" && active === "pod" && times.settleMs === 0 && replicas === 1;
}
