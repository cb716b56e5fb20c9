import { PodshiftError } from "../../errors";
import type { IndexDescription } from "../../pinecone/types";
import { formatDuration } from "../../util/format";
import type { ControlRecord, WriteMode } from "../../writeLog/control";
import type { OpenLog } from "../../writeLog/openLog";
import { readyServerless, whoServes } from "../activeIndex";
import type { MigrationContext } from "../context";
import { isMadeFrom } from "../gatherFacts";
import type { ParityReport } from "../parity/report";
import { describePod } from "../podIndex";
import { loggedAs, TAG } from "../tags";

export interface Sides {
  readonly pod: IndexDescription;
  readonly serverless: IndexDescription;
}

/** Milliseconds after which a report is too old to be repaired by. */
const MOST_AGE_MS = 24 * 60 * 60_000;

/**
 * Both indexes, once it is sure that a repair by this report does no harm: they are the ones that were compared, the
 * serverless index is the copy that podshift made of this pod index, and the pod index serves.
 *
 * @throws REPAIR_REPORT_UNFIT, REPAIR_REFUSED, POD_INDEX_NOT_FOUND, NOT_A_POD_INDEX, SERVERLESS_INDEX_NOT_FOUND, LOG_NOT_FOUND
 */
export async function repairableSides(
  context: MigrationContext,
  report: ParityReport,
  log: OpenLog | undefined,
): Promise<Sides> {
  refuseAge(report, context.clock.now());
  const pod = await describePod(context, report.podIndex);
  const serverless = await readyServerless(context, report.serverlessIndex);
  refuseOtherHosts(report, { pod, serverless });
  refuseOtherCopy({ pod, serverless });
  refuseServing(pod);
  const writes = report.asked?.writes;
  if (log !== undefined) refuseByLog(await log.control.read(), { pod, serverless }, writes);
  else if (writes !== undefined || report.logPosition !== undefined) {
    throw unfit("it was made with a write log", "name the log: `--log URL`");
  } else if (loggedAs(pod.tags) !== undefined) {
    // Without the log, what is only in it looks like too much on serverless, and would be deleted.
    throw unfit(`writes of ${pod.name} are logged, and it was made without the log`, "check again with `--log URL`");
  }
  return { pod, serverless };
}

/** @throws REPAIR_REFUSED when traffic isn't on the pod index: what serverless holds then is newer */
export function refuseServing(pod: IndexDescription): void {
  if (whoServes(pod) === "serverless") throw serving(pod.name);
}

function refuseByLog(
  { pod, serverless, state, active, writes: now }: ControlRecord,
  sides: Sides,
  writes: WriteMode | undefined,
): void {
  if (pod.name !== sides.pod.name || pod.host !== sides.pod.host) {
    throw unfit(`the write log is that of ${pod.name} at ${pod.host}`, "name the log of this migration");
  }
  if (serverless !== undefined && serverless.host !== sides.serverless.host) {
    throw unfit(`the write log goes to ${serverless.name} at ${serverless.host}`, "name the log of this migration");
  }
  if (state === "closed") throw unfit("the write log is closed", "see where the migration stands: `podshift status`");
  if (active === "serverless") throw serving(pod.name);
  // What is only in a log looks like too much on serverless to who doesn't read it.
  if (writes !== now)
    throw unfit(`it was made with writes ${writes ?? "paused"}, and they are ${now}`, "check again with `--log URL`");
}

function refuseAge({ finishedAt }: ParityReport, now: number): void {
  const age = now - Date.parse(finishedAt);
  if (age <= MOST_AGE_MS) return;
  throw unfit(`it is ${formatDuration(age)} old, 24 h at most are taken`, "check again: `podshift verify`");
}

function refuseOtherHosts({ hosts }: ParityReport, { pod, serverless }: Sides): void {
  for (const [was, { name, host }] of [
    [hosts.pod, pod],
    [hosts.serverless, serverless],
  ] as const) {
    if (was === host) continue;
    throw unfit(`${name} is at ${host} now, and was at ${was}: it was made anew`, "check again: `podshift verify`");
  }
}

function refuseOtherCopy({ pod, serverless }: Sides): void {
  const isCopy =
    isMadeFrom(serverless, pod.name) &&
    serverless.tags[TAG.collection] === pod.tags[TAG.collection] &&
    serverless.dimension === pod.dimension;
  if (isCopy) return;
  throw new PodshiftError(
    "REPAIR_REFUSED",
    `${serverless.name} is not the copy that podshift made of ${pod.name}: nothing is written to it`,
    {
      facts: { podIndex: pod.name, serverlessIndex: serverless.name },
      next: "a copy is made by `phase: copy` and `pulumi up`; its tags name the pod index and the collection",
    },
  );
}

function serving(podIndex: string): PodshiftError {
  return new PodshiftError(
    "REPAIR_REFUSED",
    `traffic of ${podIndex} is on serverless, or a switch is under way: a repair from the pod index would write older records over newer ones`,
    {
      facts: { podIndex },
      next: "`phase: copy` and `pulumi up` go back to the pod index; the rollback brings what it needs",
    },
  );
}

function unfit(why: string, next: string): PodshiftError {
  return new PodshiftError("REPAIR_REPORT_UNFIT", `the report does not fit: ${why}`, { next });
}
