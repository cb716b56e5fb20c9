// check  -> GET /indexes, GET /collections/{name}, POST /describe_index_stats;
//           before a copy under a write log: the control record and the writers' leases, twice
// create, update, read, delete -> nothing: what was begun is kept in the stack's state

import { isDeepStrictEqual } from "node:util";
import { type AssessRequest, assessFacts } from "../migration/assess";
import type { CaptureFacts } from "../migration/captureFindings";
import type { MigrationContext } from "../migration/context";
import { gatherFacts } from "../migration/gatherFacts";
import { type Limits, limitsProfile } from "../migration/limits";
import { watchWriters } from "../migration/log";
import { askedCost, costSentence, type MonthlyCost, monthlyCost } from "../migration/monthlyCost";
import { isPhase, PHASES, type Phase, type PodFound, type Refusal, refuseTransition } from "../migration/phases";
import type { VendorPlan } from "../migration/plans";
import type { Finding, PreflightFacts } from "../migration/preflight";
import { pricesFrom } from "../migration/pricesFrom";
import { bearsOurTag } from "../migration/tags";
import type { WorkloadSettings } from "../migration/workloadSettings";
import type { Tags } from "../pinecone/types";
import { plural } from "../util/format";
import { type CheckFailure, changedKeys, type Handler } from "./runtime/define";
import { type LogPlace, opened } from "./runtime/logPlace";
import { isPastCapture } from "./runtime/logRefusal";

export interface PreflightInputs {
  /** What this run begins. */
  readonly phase: Phase;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly cloud: string;
  readonly region: string;
  readonly collection: string;
  readonly writes: "mirrored" | "deferred" | "paused";
  /** A profile's name, or numbers. */
  readonly limits: Limits;
  /** The traffic, as far as it is known. */
  readonly workload?: WorkloadSettings;
  /** The vendor's plan, and a price table of one's own. */
  readonly pricing?: { readonly plan?: VendorPlan; readonly file?: string };
  /** Codes of what was found, filled in by check. */
  readonly findings?: string[];
  /** Dollars a month, rounded up, filled in by check; left out where nothing can be estimated. */
  readonly monthly?: MonthlyCost;
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
  /** Codes that the stack file acknowledges: hidden. */
  readonly __acknowledge?: string[];
  /** Tags of the serverless index beside those of the pod index: hidden. */
  readonly __tags?: Tags;
  /** How much `copy` compares: hidden. */
  readonly __parity?: NonNullable<AssessRequest["parity"]>;
  /** Dedicated read nodes of the serverless index: hidden. */
  readonly __readNodes?: NonNullable<AssessRequest["readNodes"]>;
}

export type PreflightOutputs = Record<string, never>;

/** Inputs that a stack file may lack: what is taken out of it again is a change too. */
const OPTIONAL = ["workload", "pricing"] as const;

export const preflight: Handler<PreflightInputs, PreflightOutputs> = {
  inputKeys: [
    ...(["phase", "podIndex", "serverlessIndex", "cloud", "region", "collection", "writes", "limits"] as const),
    ...OPTIONAL,
    ...(["findings", "monthly"] as const),
  ],

  async check(context, olds, news) {
    const begun = isPhase(olds?.phase) ? olds.phase : undefined;
    const { findings: _found, monthly: _computed, ...asked } = news;
    if (olds?.findings !== undefined && isAskedAlready(olds, asked)) {
      return { inputs: { ...asked, ...computedBefore(olds) }, failures: [] };
    }
    const capture = beginsCopy(begun, news.phase) ? await captureFacts(context, news) : undefined;
    const request = await requestOf(news);
    const facts = await gatherFacts(context.client, request, request.limits, { capture });
    const refused = refuseTransition(begun, news.phase, podFound(facts));
    if (refused !== undefined) return { inputs: news, failures: [notAllowed(refused)] };
    if (changesWrites(begun, olds, news)) return { inputs: news, failures: [writesAreFrozen(begun, news)] };
    if (isPastAsking(begun, news.phase)) return { inputs: { ...asked, ...computedBefore(olds) }, failures: [] };
    const { findings, cost: estimate } = assessFacts(facts, request, context.clock.now());
    const cost = estimate === undefined ? undefined : askedCost(estimate, request.readNodes !== undefined);
    const telling = worthTelling(findings, olds, news);
    tell(context, facts, telling);
    if (cost !== undefined && !telling.some(saysCost)) context.report(costSentence(news.podIndex, cost));
    const monthly = cost === undefined ? {} : { monthly: monthlyCost(cost, saidBefore(olds, asked)) };
    return {
      inputs: { ...asked, findings: codes(findings), ...monthly },
      failures: findings.filter(isBlocker).map(asFailure),
    };
  },

  async diff(_context, olds, news) {
    const changed = changedKeys(olds, news);
    return {
      changes: changed.length > 0 || takenOut(olds, news),
      replaces: changed.filter((key) => key === "podIndex"),
    };
  },

  async create(_context, news) {
    return { id: news.podIndex, outs: {} };
  },
  async update() {
    return {};
  },
  async read() {
    return { inputs: {}, outs: {} };
  },
  async delete() {},
};

/** Nothing has changed that an answer depends on: a second run repeats nothing, and changes nothing. */
function isAskedAlready(olds: Partial<PreflightInputs>, asked: PreflightInputs): boolean {
  const sameTags = isDeepStrictEqual(olds.__tags ?? {}, asked.__tags ?? {});
  const sameNodes = isDeepStrictEqual(olds.__readNodes, asked.__readNodes);
  return changedKeys(olds, asked).length === 0 && !takenOut(olds, asked) && sameTags && sameNodes;
}

function podFound({ pod }: PreflightFacts): PodFound {
  if (pod === undefined) return "gone";
  return bearsOurTag(pod) ? "ours" : "another";
}

/** The cost that an earlier run said, where only the phase is another one since. */
function saidBefore(olds: Partial<PreflightInputs> | undefined, asked: PreflightInputs): MonthlyCost | undefined {
  if (olds === undefined || !isAskedAlready({ ...olds, phase: asked.phase }, asked)) return undefined;
  return olds.monthly;
}

function takenOut(olds: Partial<PreflightInputs>, news: PreflightInputs): boolean {
  return OPTIONAL.some((key) => olds[key] !== undefined && news[key] === undefined);
}

function computedBefore(olds: Partial<PreflightInputs> | undefined): Pick<PreflightInputs, "findings" | "monthly"> {
  const { findings = [], monthly } = olds ?? {};
  return { findings, ...(monthly === undefined ? {} : { monthly }) };
}

/** At the cutover, and once it was said, what is only good to know is not said again. */
function worthTelling(
  findings: readonly Finding[],
  olds: Partial<PreflightInputs> | undefined,
  { phase }: PreflightInputs,
): Finding[] {
  return findings.filter(
    ({ code, severity }) => severity !== "info" || (phase !== "cutover" && !olds?.findings?.includes(code)),
  );
}

/** These have the sums in their fact. */
function saysCost({ code }: Finding): boolean {
  return code === "READ_HEAVY" || code === "COSTS_MORE";
}

async function requestOf(news: PreflightInputs): Promise<AssessRequest> {
  const { podIndex, collection, serverlessIndex, cloud, region, phase, writes, workload, pricing } = news;
  const { __tags: tags, __parity: parity, __readNodes: readNodes } = news;
  const prices = pricing?.file === undefined ? undefined : await pricesFrom(pricing.file);
  return {
    ...{ podIndex, collection, phase, writes },
    serverless: { name: serverlessIndex, cloud, region, ...(tags === undefined ? {} : { tags }) },
    limits: limitsProfile(news.limits),
    ...(workload === undefined ? {} : { workload }),
    ...(pricing?.plan === undefined ? {} : { plan: pricing.plan }),
    ...(prices === undefined ? {} : { prices }),
    ...(parity === undefined ? {} : { parity }),
    ...(readNodes === undefined ? {} : { readNodes }),
  };
}

/** At `retire` what was to be asked before the copy is history; and nothing may stand in the way of a way back. */
function isPastAsking(begun: Phase | undefined, wanted: Phase): boolean {
  return wanted === "retire" || (begun !== undefined && PHASES.indexOf(wanted) < PHASES.indexOf(begun));
}

/**
 * Writers follow the log's record, the stack would follow the tag: in the middle of a migration both must be one. In
 * `capture` the log is closed by a run that stays there: one that goes on would copy past a log that is still open.
 */
function changesWrites(
  begun: Phase | undefined,
  olds: Partial<PreflightInputs> | undefined,
  news: PreflightInputs,
): boolean {
  if (olds?.writes === undefined || olds.writes === news.writes) return false;
  if (begun === "capture") return olds.writes !== "paused" && isPastCapture(news.phase);
  return begun !== undefined && begun !== "assess";
}

function writesAreFrozen(begun: Phase | undefined, { podIndex, writes }: PreflightInputs): CheckFailure {
  if (begun === "capture") {
    return {
      property: "writes",
      reason:
        `can't be changed in the run that goes past \`capture\`: the write log of ${podIndex} is still open (STACK_CHANGED)\n` +
        `  Next: put it back as it was; or set \`writes: ${writes}\` in \`phase: ${writes === "paused" ? "capture" : "assess"}\`, run \`pulumi up\`, which closes the log, and go on then`,
    };
  }
  return {
    property: "writes",
    reason:
      `can't be changed while the copy of ${podIndex} stands (STACK_CHANGED)\n` +
      "  Next: put it back as it was; or set `phase: assess` (from `cutover` by way of `copy`), run `pulumi up`, and change it then",
  };
}

/** From here on what isn't recorded is lost. */
function beginsCopy(begun: Phase | undefined, wanted: Phase): boolean {
  return (
    (wanted === "copy" || wanted === "cutover") && (begun === undefined || begun === "assess" || begun === "capture")
  );
}

async function captureFacts(context: MigrationContext, news: PreflightInputs): Promise<CaptureFacts | undefined> {
  const log = opened(news.__log);
  if (log === undefined) return undefined;
  const record = await log.control.find();
  const { live } = record?.state === "open" ? await watchWriters(log, record, context.clock) : { live: [] };
  for (const { w, writes } of live) context.report(`writer ${w} is capturing: ${plural(writes, "write")} so far`);
  const acknowledged = news.__acknowledge?.includes("NO_LIVE_WRITER") ?? false;
  return { url: log.store.url, live: live.length, acknowledged };
}

function tell(context: MigrationContext, { stats, pod }: PreflightFacts, findings: readonly Finding[]): void {
  if (stats !== undefined && pod !== undefined) {
    context.report(`${pod.name}: ${plural(stats.total, "record")} in ${plural(stats.namespaces.size, "namespace")}`);
  }
  for (const { severity, code, fact, remedy, link } of findings.filter((finding) => !isBlocker(finding))) {
    const line = `${code}  ${fact}\n  ${remedy}\n  ${link}`;
    if (severity === "warning") context.warn(line);
    else context.report(line);
  }
}

function codes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ code }) => code))].sort();
}

function isBlocker({ severity }: Finding): boolean {
  return severity === "blocker";
}

function asFailure({ code, fact, remedy, link }: Finding): CheckFailure {
  return { property: "", reason: `${fact} (${code})\n  Next: ${remedy}\n  ${link}` };
}

function notAllowed({ why, next }: Refusal): CheckFailure {
  return { property: "phase", reason: `${why} (PHASE_NOT_ALLOWED)\n  Next: ${next}` };
}
