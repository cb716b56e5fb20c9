import { PodshiftError } from "../errors";
import type { IndexDescription } from "../pinecone/types";
import { plural } from "../util/format";
import type { Active, ControlRecord } from "../writeLog/control";
import { systemLeaseClock } from "../writeLog/lease";
import type { OpenLog } from "../writeLog/openLog";
import { START } from "../writeLog/position";
import { LogReader } from "../writeLog/reader";
import { type ActiveTarget, letGo, readyServerless, type SwitchRequest } from "./activeIndex";
import type { MigrationContext } from "./context";
import { markVerified, unverifiedRound } from "./cutover/lastRound";
import { landedLate, untilNothingIsLate, untilWritesAreOver } from "./cutover/lateWrites";
import { type Switched, switchTraffic } from "./cutover/switchTraffic";
import { verifySwitch } from "./cutover/verifySwitch";
import { protect } from "./guard";
import { formatDifference } from "./parity/formatReport";
import type { Difference } from "./parity/report";
import { refuseTooSmall } from "./podCapacity";
import { describePod } from "./podIndex";
import { LOSS_ACKNOWLEDGED } from "./rollback";
import { NO_SWITCH, switchTags } from "./switchedBy";
import { podState } from "./tags";
import { freshness } from "./ways/mirroredWay";
import { type Between, onTheWay } from "./ways/ways";

export interface LoggedSwitchRequest extends SwitchRequest {
  readonly log: OpenLog;
  /** Milliseconds in which every writer must have drained its writes. */
  readonly holdMs: number;
  /** Codes that the stack file acknowledges. */
  readonly acknowledged: readonly string[];
}

/** How often a fence is tried in one run. */
const FENCES = 5;
/** Differences that an error names. */
const EXAMPLES = 10;

/** What a switch under a write log came to. */
export interface LoggedSwitch {
  readonly target: ActiveTarget;
  /** The control record as the switch, this one or an earlier, has left it. */
  readonly record: ControlRecord;
}

/**
 * Switches traffic to the serverless index while writers go on: fence, drain, last round, switch (design §7). The guard
 * goes on before the switch, so that a run killed in between leaves nothing unguarded; it goes off again if traffic stays.
 *
 * @throws CUTOVER_POSTPONED, APPLIER_BUSY, PARITY_DIFFERENT (switched; the way back is open), SERVERLESS_INDEX_NOT_FOUND
 */
export async function switchLoggedToServerless(
  context: MigrationContext,
  request: LoggedSwitchRequest,
): Promise<LoggedSwitch> {
  const pod = await describePod(context, request.podIndex);
  const serverless = await readyServerless(context, request.serverlessIndex);
  const { control } = request.log;
  if ((await control.read()).active === "pod") await untilNothingIsLate(context, request.log);
  await protect(context.client, serverless);
  await protect(context.client, pod);
  await context.client.configureIndex(pod.name, { tags: switchTags(context.stack) });
  try {
    const switched = await moved(context, request, "serverless", { pod, serverless });
    if (switched !== undefined)
      tellSwitched(context, switched, `pod => serverless: ${serverless.name}, ${serverless.host}`);
    await untilWritesAreOver(context, request.log);
    await refuseDifferences(context, request, { pod, serverless });
  } catch (error) {
    // What went wrong is what is told, also when the guard can't be taken away now: the next run of `copy` does.
    await takeGuardAway(context, request, pod).catch(() => undefined);
    throw error;
  }
  const target = { active: "serverless", name: serverless.name, host: serverless.host } as const;
  return { target, record: await control.read() };
}

/** Only where traffic stayed on the pod index, and where this run set the tag. */
async function takeGuardAway(
  { client }: MigrationContext,
  { log }: LoggedSwitchRequest,
  pod: IndexDescription,
): Promise<void> {
  if (podState(pod) !== "untouched" || (await log.control.read()).active !== "pod") return;
  await client.configureIndex(pod.name, { tags: NO_SWITCH });
}

/**
 * Switches traffic back to the pod index: what was written on serverless is brought to it first, so nothing is lost.
 *
 * @throws CUTOVER_POSTPONED, APPLIER_BUSY, RECORDS_REFUSED (traffic stays on serverless), POD_INDEX_NOT_FOUND,
 * ROLLBACK_LOSES_WRITES when the serverless index is gone, POD_INDEX_TOO_SMALL, each unless it is acknowledged
 */
export async function switchLoggedToPod(
  context: MigrationContext,
  request: LoggedSwitchRequest,
): Promise<LoggedSwitch> {
  const pod = await describePod(context, request.podIndex);
  const { control } = request.log;
  const serverless = await context.client.describeIndex(request.serverlessIndex);
  if ((await control.read()).active === "serverless" && serverless === undefined) {
    await giveSwitchBack(context, request);
  } else if ((await control.read()).active === "serverless") {
    const between = { pod, serverless: await readyServerless(context, request.serverlessIndex) };
    await refuseTooSmall(context, pod, between.serverless, request.acknowledged);
    await untilNothingIsLate(context, request.log);
    const switched = await moved(context, request, "pod", between);
    if (switched !== undefined) tellSwitched(context, switched, `serverless => pod: ${pod.name}, ${pod.host}`);
  }
  return { target: await letGo(context, request), record: await control.read() };
}

function moved(
  context: MigrationContext,
  { log, holdMs }: LoggedSwitchRequest,
  goal: Active,
  { pod, serverless }: Pick<Between, "pod" | "serverless">,
): Promise<Switched | undefined> {
  return onTheWay(context, { pod, serverless, log }, goal, (way, applier) =>
    switchTraffic({
      ...log,
      ...{ goal, way, applier, holdMs },
      clock: context.clock,
      leaseClock: systemLeaseClock,
      serverless: { name: serverless.name, host: serverless.host },
      attempts: FENCES,
      signal: context.signal,
      progress: (message) => context.progress(message),
    }),
  );
}

/** The serverless index was deleted by somebody while traffic was on it: what was written there is lost. */
async function giveSwitchBack(
  context: MigrationContext,
  { log, serverlessIndex, acknowledged }: LoggedSwitchRequest,
): Promise<void> {
  if (!acknowledged.includes(LOSS_ACKNOWLEDGED)) {
    throw new PodshiftError(
      "ROLLBACK_LOSES_WRITES",
      `index ${serverlessIndex} is gone, with all writes since the cutover`,
      {
        next: `to go back to the pod index without them add \`acknowledge: [${LOSS_ACKNOWLEDGED}]\` to the migration`,
      },
    );
  }
  // With `deferred` the pod index has nothing of the log: a new copy begins at its start.
  const { writes } = await log.control.read();
  const end = writes === "deferred" ? START : await new LogReader(log.store, log.control).end(START);
  await log.control.swap(({ active, epoch }) =>
    active === "pod"
      ? undefined
      : {
          state: "open",
          active: "pod",
          soon: false,
          switched: { epoch: epoch + 1, end, at: context.clock.now(), heldMs: 0 },
        },
  );
  context.warn(`index ${serverlessIndex} is gone: writes made on it since the cutover are lost, as acknowledged`);
}

function tellSwitched(context: MigrationContext, { switched, named }: Switched, where: string): void {
  const records = [...named.values()].reduce((sum, ids) => sum + ids.size, 0);
  context.report(
    `switched: ${where}. Writes were held ${(switched.heldMs / 1000).toFixed(1)} s, ${plural(records, "record")} in the last round`,
  );
}

/** Also in a later run, when the one that switched was killed or found differences: it is done once it was clean. */
async function refuseDifferences(
  context: MigrationContext,
  { log, podIndex, serverlessIndex }: LoggedSwitchRequest,
  { pod, serverless }: Pick<Between, "pod" | "serverless">,
): Promise<void> {
  const { switched } = await log.control.read();
  const named = switched === undefined ? undefined : await unverifiedRound(log.store, switched.epoch);
  if (switched === undefined || named === undefined) return;
  const both = { pod: context.client.reader(pod.host), serverless: context.client.reader(serverless.host) };
  const found = await verifySwitch({
    before: both.pod,
    after: both.serverless,
    named,
    fresh: (namespace) => freshness(context, serverless.host).fresh(namespace),
    since: () => new LogReader(log.store, log.control).read(switched.end, context.signal),
    clock: context.clock,
    signal: context.signal,
  });
  const late = await landedLate(context, log, both, [...found.differences, ...found.doubtful]);
  if (late.length > 0) tellLate(context, late);
  const notLate = (all: readonly Difference[]) => all.filter((each) => !late.includes(each));
  const [differences, doubtful] = [notLate(found.differences), notLate(found.doubtful)];
  if (doubtful.length > 0) tellDoubtful(context, doubtful);
  if (differences.length === 0) return markVerified(log.store, switched.epoch);
  throw new PodshiftError(
    "PARITY_DIFFERENT",
    `traffic was switched, but ${plural(differences.length, "record")} of the last round differ between ${podIndex} and ${serverlessIndex}:${examplesOf(differences)}`,
    { next: "set `phase: copy` and run `pulumi up`: the rollback brings back what was written since" },
  );
}

function tellLate(context: MigrationContext, late: readonly Difference[]): void {
  context.warn(
    `${plural(late.length, "write")} of unknown outcome took effect on the pod index after the switch, and not on serverless; none was acknowledged, your application got an error or was killed: write them again there:${examplesOf(late)}`,
  );
}

/** No failure: a filter may lag behind what it deletes, and then nobody could ever say more. */
function tellDoubtful(context: MigrationContext, doubtful: readonly Difference[]): void {
  context.warn(
    `${plural(doubtful.length, "record")} of the last round ${doubtful.length === 1 ? "is" : "are"} not on serverless. A delete by filter since the switch may have deleted them, though it didn't find them just before: look whether your application still needs them, and if so write them again:${examplesOf(doubtful)}`,
  );
}

function examplesOf(differences: readonly Difference[]): string {
  const more = differences.length - EXAMPLES;
  const lines = differences.slice(0, EXAMPLES).map((each) => `\n  ${formatDifference(each)}`);
  return `${lines.join("")}${more > 0 ? `\n  and ${more} more` : ""}`;
}
