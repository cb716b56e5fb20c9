import type { OpenLog } from "../../writeLog/openLog";
import { unverifiedRound } from "./lastRound";

/** What a state keeps of a switch that was finished. */
export interface FinishedSwitch {
  /** As of the fence; left out where none could be made. */
  readonly proof?: object;
  readonly proofEpoch?: number;
}

/**
 * True when a switch to serverless is made and not all that follows it: its last round compared, its proof brought to the
 * fence. A refresh after a run that was killed in between, or found differences, records who serves, and must not hide it.
 */
export async function isUnfinished(log: OpenLog | undefined, { proof, proofEpoch }: FinishedSwitch): Promise<boolean> {
  const epoch = await switchedIn(log);
  if (epoch === undefined) return false;
  // The state of an older version has a proof without an epoch.
  const isOther = proofEpoch === undefined ? proof === undefined : proofEpoch !== epoch;
  return isOther || hasUncomparedRound(log);
}

/** True while the records that the last round of the switch brought over are not compared. */
export async function hasUncomparedRound(log: OpenLog | undefined): Promise<boolean> {
  const epoch = await switchedIn(log);
  return log !== undefined && epoch !== undefined && (await unverifiedRound(log.store, epoch)) !== undefined;
}

/** The epoch of the switch to serverless that stands; undefined for none. */
async function switchedIn(log: OpenLog | undefined): Promise<number | undefined> {
  const record = await log?.control.find();
  if (record === undefined || record.state === "closed" || record.active === "pod") return undefined;
  return record.switched?.epoch;
}
