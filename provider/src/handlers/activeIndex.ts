// check  -> GET /indexes/{podIndex} (only in retire)   the switch must be finished before the pod index may go
// diff   -> GET /indexes/{podIndex}                    who really serves counts, not what the state says
// create, update -> to serverless: GET both, POST /describe_index_stats of both, PATCH both (protection, tag: the switch)
//                   to pod: GET both, every record of both (writes that would be lost), PATCH both back
// read   -> GET both
// delete -> GET /indexes/{podIndex}; an error while traffic is on serverless
import { PodshiftError } from "../errors";
import {
  type Active,
  activeTarget,
  type SwitchRequest,
  switchToPod,
  switchToServerless,
  whoServes,
} from "../migration/activeIndex";
import type { MigrationContext } from "../migration/context";
import { refuseWhileServing } from "../migration/guard";
import type { Phase } from "../migration/phases";
import { describePod } from "../migration/podIndex";
import { refuseLosingWrites } from "../migration/rollback";
import { type CheckFailure, changedKeys, type Handler } from "./runtime/define";

export interface ActiveIndexInputs {
  readonly active: Active;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  /** The program's phase: hidden, for the check only. */
  readonly __phase: Phase;
  /** The report that the switch rests on: hidden. */
  readonly __parity?: SwitchProof;
  /** Codes that the stack file acknowledges: hidden. */
  readonly __acknowledge?: string[];
}

/** What the switch must be shown. */
export interface SwitchProof {
  readonly clean: boolean;
  readonly content: string;
  /** ISO 8601. */
  readonly finishedAt: string;
}

export interface ActiveIndexOutputs {
  /** The index that serves. */
  readonly name: string;
  readonly host: string;
  /** When traffic was last switched, ISO 8601; "" before the first switch. */
  readonly switchedAt: string;
}

/** A parity report older than this many milliseconds is no ground for a switch. */
const PROOF_FRESH_MS = 60 * 60_000;

export const activeIndex: Handler<ActiveIndexInputs, ActiveIndexOutputs> = {
  inputKeys: ["active", "podIndex", "serverlessIndex"],

  async check(context, olds, news) {
    if (news.__phase === "retire") return { inputs: news, failures: await switchNotFinished(context, olds, news) };
    const foreign = olds === undefined ? await switchedByAnother(context, news) : undefined;
    return { inputs: news, failures: foreign === undefined ? [] : [{ property: "active", reason: foreign.message }] };
  },

  async diff(context, olds, news) {
    const changed = changedKeys(olds, news);
    const serving = whoServes(await context.client.describeIndex(news.podIndex));
    const replaces = changed.filter((key) => key === "podIndex" || key === "serverlessIndex");
    return { changes: changed.length > 0 || serving !== news.active, replaces };
  },

  async create(context, news) {
    const foreign = await switchedByAnother(context, news);
    if (foreign !== undefined) throw foreign;
    if (news.active === "serverless") return { id: news.podIndex, outs: await makeActive(context, news, "") };
    return { id: news.podIndex, outs: { ...place(await describePod(context, news.podIndex)), switchedAt: "" } };
  },

  update: (context, olds, news) => makeActive(context, news, olds.switchedAt ?? ""),

  async read(context, _id, olds) {
    const { active, name, host } = await activeTarget(context, olds);
    return { inputs: { active }, outs: { name, host, switchedAt: olds.switchedAt } };
  },

  async delete(context, _id, { podIndex }) {
    refuseWhileServing(`the active index of ${podIndex}`, podIndex, await context.client.describeIndex(podIndex));
  },
};

async function makeActive(
  context: MigrationContext,
  news: ActiveIndexInputs,
  switchedBefore: string,
): Promise<ActiveIndexOutputs> {
  const serving = whoServes(await context.client.describeIndex(news.podIndex));
  const request: SwitchRequest = news;
  const switchedAt = serving === news.active ? switchedBefore : new Date(context.clock.now()).toISOString();
  if (news.active === "serverless") {
    if (serving === "pod") refuseUnproven(context, news.__parity);
    return { ...place(await switchToServerless(context, request)), switchedAt };
  }
  if (serving === "serverless") await refuseLosingWrites(context, request, news.__acknowledge ?? []);
  return { ...place(await switchToPod(context, request)), switchedAt };
}

function refuseUnproven(context: MigrationContext, proof: SwitchProof | undefined): void {
  const why = unproven(proof, context.clock.now());
  if (why === undefined) return;
  throw new PodshiftError("PARITY_NOT_PROVEN", `traffic is not switched: ${why}`, {
    next: "run `pulumi up` again: it checks parity first",
  });
}

function unproven(proof: SwitchProof | undefined, now: number): string | undefined {
  if (proof === undefined) return "there is no parity report";
  if (!proof.clean) return "the parity check found differences";
  if (proof.content !== "all") return "the parity check compared a sample, not all records";
  const age = now - Date.parse(proof.finishedAt);
  return age <= PROOF_FRESH_MS ? undefined : `the parity report is of ${proof.finishedAt || "no known time"}`;
}

/** A stack that doesn't know of a switch must not undo it: traffic was moved by another stack, or this one's state is lost. */
async function switchedByAnother(
  context: MigrationContext,
  { active, podIndex }: ActiveIndexInputs,
): Promise<PodshiftError | undefined> {
  if (active === "serverless" || whoServes(await context.client.describeIndex(podIndex)) === "pod") return undefined;
  return new PodshiftError(
    "PHASE_NOT_ALLOWED",
    `traffic of ${podIndex} is on serverless already, and this stack did not switch it`,
    {
      next: "use the stack that made the cutover; or begin this one with `phase: cutover`, from where `copy` is the way back",
    },
  );
}

/** `retire` needs the switch to have been finished, as the last run recorded it and as the cloud has it. */
async function switchNotFinished(
  context: MigrationContext,
  olds: Partial<ActiveIndexInputs> | undefined,
  news: ActiveIndexInputs,
): Promise<CheckFailure[]> {
  const serving = whoServes(await context.client.describeIndex(news.podIndex));
  if (olds?.active === "serverless" && serving === "serverless") return [];
  return [
    {
      property: "active",
      reason:
        `traffic of ${news.podIndex} was not switched to serverless: the cutover has not finished (SWITCH_NOT_FINISHED)\n` +
        "  Next: set `phase: cutover` and run `pulumi up` until it succeeds",
    },
  ];
}

function place({ name, host }: { name: string; host: string }): { name: string; host: string } {
  return { name, host };
}
