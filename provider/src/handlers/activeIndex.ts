// check  -> GET both, control record                   another stack's switch is left alone; in retire it must be finished
// diff   -> GET /indexes/{podIndex}, control record    who really serves counts, not what the state says
// create, update -> to serverless, paused: GET both, POST /describe_index_stats of both, PATCH both (protection, tag: the switch)
//                   to pod, paused: GET both, every record of both (writes that would be lost), PATCH both back
//                   with a write log: PATCH both (guard), fence, last round, switch in the control record
// read   -> GET both, control record
// delete -> GET both, control record; an error while traffic is on serverless
import { PodshiftError } from "../errors";
import { type Active, activeTarget, switchToPod, switchToServerless, whoServes } from "../migration/activeIndex";
import type { MigrationContext } from "../migration/context";
import { isUnfinished } from "../migration/cutover/unfinished";
import { guardedState, refuseWhileServing } from "../migration/guard";
import { type LoggedSwitchRequest, switchLoggedToPod, switchLoggedToServerless } from "../migration/loggedSwitch";
import { ownLog } from "../migration/ownership";
import { type ProvenParity, whyUnfit } from "../migration/parity/proof";
import type { Phase } from "../migration/phases";
import { describePod } from "../migration/podIndex";
import { proofAtFence } from "../migration/proofAtFence";
import { refuseLosingWrites } from "../migration/rollback";
import { switchedBefore } from "../migration/switchedBy";
import { bearsOurTag } from "../migration/tags";
import { changedKeys, type Handler } from "./runtime/define";
import { type LogPlace, opened, whoServesNow } from "./runtime/logPlace";
import { logRefusal } from "./runtime/logRefusal";
import { switchNotFinished } from "./runtime/switchNotFinished";
import { namesInUse, switchedByAnother } from "./runtime/switchOwner";

export interface ActiveIndexInputs {
  readonly active: Active;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** The serverless index's deletion protection while it serves, the planned switch included. Filled in by check. */
  readonly serverlessProtection?: "enabled" | "disabled" | "gone";
  /** The program's phase: hidden, for the check only. */
  readonly __phase: Phase;
  /** The report that the switch rests on: hidden. */
  readonly __parity?: ProvenParity;
  /** Codes that the stack file acknowledges: hidden. */
  readonly __acknowledge?: string[];
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
  /** Milliseconds in which every writer must have drained its writes at a fence: hidden. */
  readonly __hold?: number;
  /** Older names of the stack, as long as the switch or the log has one of them: hidden, filled in by check. */
  readonly __stacks?: string[];
}

export interface ActiveIndexOutputs {
  /** The index that serves. */
  readonly name: string;
  readonly host: string;
  /** When traffic was last switched, ISO 8601; "" before the first switch. */
  readonly switchedAt: string;
  /** With a write log: the parity that the switch was made on, its digests as of the fence. */
  readonly proof?: ProvenParity;
  /** The epoch of the switch that was finished: its last round compared, its proof made or found to be impossible. */
  readonly proofEpoch?: number;
}

/** Milliseconds in which writers must have drained their writes (design: `holdMs`). */
const DEFAULT_HOLD_MS = 2_000;
/** A parity report older than this many milliseconds is no ground for a switch. */
const PROOF_FRESH_MS = 60 * 60_000;

export const activeIndex: Handler<ActiveIndexInputs, ActiveIndexOutputs> = {
  inputKeys: ["active", "podIndex", "serverlessIndex", "serverlessProtection"],

  async check(context, olds, news) {
    const refused = await logRefusal(context, olds?.__log, news);
    if (refused !== undefined) return { inputs: news, failures: [{ property: "", reason: refused.message }] };
    const inputs = { ...news, ...(await protectionOf(context, news)), ...(await namesInUse(context, news)) };
    if (news.__phase === "retire") return { inputs, failures: await switchNotFinished(context, olds, news) };
    const foreign = await switchedByAnother(context, olds, news);
    return { inputs, failures: foreign === undefined ? [] : [{ property: "active", reason: foreign.message }] };
  },

  async diff(context, olds, news) {
    const changed = changedKeys(olds, news).filter((key) => key !== "serverlessProtection");
    const serving = await whoServesNow(context, news);
    // With a log both must be as asked: a switch that was killed leaves the guard's tag and no switch.
    const pod = await context.client.describeIndex(news.podIndex);
    const guarded = whoServes(pod);
    const replaces = changed.filter((key) => key === "podIndex" || key === "serverlessIndex");
    const stands = serving === news.active && guarded === news.active;
    // Without a pod index there is nothing to compare with.
    const mayBeUnfinished = stands && pod !== undefined && news.active === "serverless" && news.__phase !== "retire";
    const unfinished = mayBeUnfinished && (await isUnfinished(opened(news.__log), olds));
    // Left by a refresh of old that did not find the index. Without a pod index or a log there is nothing to switch again:
    // the next refresh finds it.
    const lost = olds.host === "" && pod !== undefined && news.__phase !== "assess";
    // Past `cutover` the tag goes with the pod index, and the log with a resource that knows it by the same name.
    const renamed = news.__phase === "cutover" && switchedBefore(pod, context.stack) !== undefined;
    const takenOff = stands && (await isTagTakenOff(context, news));
    return { changes: changed.length > 0 || !stands || unfinished || lost || renamed || takenOff, replaces };
  },

  async create(context, news) {
    const foreign = await switchedByAnother(context, undefined, news);
    if (foreign !== undefined) throw foreign;
    if (news.active === "serverless" || (await isTagTakenOff(context, news))) {
      return { id: news.podIndex, outs: await makeActive(context, news, {}) };
    }
    return { id: news.podIndex, outs: { ...place(await describePod(context, news.podIndex)), switchedAt: "" } };
  },

  async update(context, olds, news) {
    // The inputs may have lost the log in a step that changed nothing: the outputs still name it.
    const refused = await logRefusal(context, olds.__log, news);
    const foreign = refused ?? (await switchedByAnother(context, olds, news));
    if (foreign !== undefined) throw foreign;
    return makeActive(context, news, olds);
  },

  async read(context, _id, olds) {
    const { active, name, host: found } = await activeTarget(context, olds, await whoServesNow(context, olds));
    // An index that a refresh does not find (the key of another project, one answer behind the others) has no other host.
    const host = found === "" && name === olds.name ? olds.host : found;
    return { inputs: { active }, outs: { name, host, switchedAt: olds.switchedAt, ...proofOf(olds) } };
  },

  async delete(context, _id, { podIndex, serverlessIndex, __log }) {
    const pod = await context.client.describeIndex(podIndex);
    const state = await guardedState(context.client, pod, opened(__log), serverlessIndex);
    refuseWhileServing(`the active index of ${podIndex}`, podIndex, state);
  },
};

async function makeActive(
  context: MigrationContext,
  news: ActiveIndexInputs,
  olds: Partial<ActiveIndexInputs & ActiveIndexOutputs>,
): Promise<ActiveIndexOutputs> {
  const log = opened(news.__log);
  if (log !== undefined) await ownLog(context, log);
  const serving = await whoServesNow(context, news);
  const before = olds.switchedAt ?? "";
  const switchedAt = serving === news.active ? before : new Date(context.clock.now()).toISOString();
  if (news.active === "serverless" && serving === "pod") await refuseUnproven(context, news, before);
  if (log !== undefined) {
    const request: LoggedSwitchRequest = {
      ...news,
      log,
      holdMs: news.__hold ?? DEFAULT_HOLD_MS,
      acknowledged: news.__acknowledge ?? [],
    };
    return { ...(await logged(context, news, request, olds)), switchedAt };
  }
  if (news.active === "serverless") return { ...place(await switchToServerless(context, news)), switchedAt };
  const mayLose =
    serving === "serverless" || (await isAnotherPod(context, news, olds)) || (await isTagTakenOff(context, news));
  if (mayLose) {
    await refuseLosingWrites(context, news, news.__acknowledge ?? []);
  }
  return { ...place(await switchToPod(context, news)), switchedAt };
}

/**
 * True when traffic went to serverless from another pod index than the one that stands there now. A way back that was killed
 * leaves one with the collection's tag.
 */
async function isAnotherPod(
  { client }: MigrationContext,
  { podIndex }: ActiveIndexInputs,
  { active }: Partial<ActiveIndexInputs>,
): Promise<boolean> {
  if (active !== "serverless") return false;
  const pod = await client.describeIndex(podIndex);
  return pod !== undefined && !bearsOurTag(pod);
}

/**
 * True when the pod index has no tag of a switch, and the serverless index is still held by one: with writes paused there is
 * no other record. Somebody took the tag off by hand, or a switch or a way back was killed between the two indexes. The
 * stack's own memory isn't asked: it may be lost, or another stack's.
 */
async function isTagTakenOff(
  { client }: MigrationContext,
  { active, podIndex, serverlessIndex, __log }: ActiveIndexInputs,
): Promise<boolean> {
  if (active !== "pod" || __log !== undefined) return false;
  const pod = await client.describeIndex(podIndex);
  return whoServes(pod) === "pod" && (await guardedState(client, pod, undefined, serverlessIndex)) === "cutover";
}

/** A fact for reviewers and policies. Somebody may lift the protection by hand after the switch, which has set it. */
async function protectionOf(
  context: MigrationContext,
  news: ActiveIndexInputs,
): Promise<Pick<ActiveIndexInputs, "serverlessProtection">> {
  if (news.active === "pod") return {};
  if ((await whoServesNow(context, news)) === "pod") return { serverlessProtection: "enabled" };
  const serverless = await context.client.describeIndex(news.serverlessIndex);
  return { serverlessProtection: serverless?.deletionProtection ?? "gone" };
}

/** The proof of a switch stays as it was made, in every later run. */
async function logged(
  context: MigrationContext,
  { active, __parity }: ActiveIndexInputs,
  request: LoggedSwitchRequest,
  olds: Partial<ActiveIndexOutputs>,
): Promise<Omit<ActiveIndexOutputs, "switchedAt">> {
  if (active === "pod") return place((await switchLoggedToPod(context, request)).target);
  const { target, record } = await switchLoggedToServerless(context, request);
  const epoch = record.switched?.epoch ?? 0;
  // A way back that was killed, or made by hand, leaves the proof of a switch that stands no more.
  if (olds.proof !== undefined && olds.proofEpoch === epoch) return { ...place(target), ...proofOf(olds) };
  const proof = await proofAtFence(context, request, __parity);
  return { ...place(target), ...(proof === undefined ? {} : { proof }), proofEpoch: epoch };
}

function proofOf({ proof, proofEpoch }: Partial<ActiveIndexOutputs>): Pick<ActiveIndexOutputs, "proof" | "proofEpoch"> {
  return { ...(proof === undefined ? {} : { proof }), ...(proofEpoch === undefined ? {} : { proofEpoch }) };
}

async function refuseUnproven(
  { client, clock }: MigrationContext,
  { podIndex, serverlessIndex, __parity: proof }: ActiveIndexInputs,
  switchedAt: string,
): Promise<void> {
  const [pod, serverless] = await Promise.all([client.describeIndex(podIndex), client.describeIndex(serverlessIndex)]);
  // An index that isn't there is told of by the switch itself.
  const pair =
    pod === undefined || serverless === undefined
      ? undefined
      : { podIndex, serverlessIndex, podHost: pod.host, host: serverless.host };
  const unfit = proof === undefined || pair === undefined ? undefined : whyUnfit(proof, pair);
  const why = unproven(proof, clock.now(), switchedAt) ?? unfit;
  if (why === undefined) return;
  throw new PodshiftError("PARITY_NOT_PROVEN", `traffic is not switched: ${why}`, {
    next: "run `pulumi up` again: it checks parity first",
  });
}

/** @param switchedAt ISO 8601, when traffic came back to the pod index; "" when it never went */
function unproven(proof: ProvenParity | undefined, now: number, switchedAt: string): string | undefined {
  if (proof === undefined) return "there is no parity report";
  if (!proof.clean) return "the parity check found differences";
  if (proof.content !== "all") return "the parity check compared a sample, not all records";
  if (switchedAt !== "" && Date.parse(proof.finishedAt) <= Date.parse(switchedAt)) {
    return `the parity report is of ${proof.finishedAt}, and traffic came back to the pod index at ${switchedAt}`;
  }
  const age = now - Date.parse(proof.finishedAt);
  return age <= PROOF_FRESH_MS ? undefined : `the parity report is of ${proof.finishedAt || "no known time"}`;
}

function place({ name, host }: { name: string; host: string }): { name: string; host: string } {
  return { name, host };
}
