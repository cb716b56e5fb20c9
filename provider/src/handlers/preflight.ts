// check  -> GET /indexes/{pod}, GET /indexes/{serverless}, GET /collections/{name}, POST /describe_index_stats;
//           before a copy under a write log: the control record and the writers' leases, twice
// create, update, read, delete -> nothing: what was begun is kept in the stack's state

import type { CaptureFacts } from "../migration/captureFindings";
import type { MigrationContext } from "../migration/context";
import { gatherFacts } from "../migration/gatherFacts";
import { LIMITS_PROFILES, type LimitsProfile, type LimitsProfileName } from "../migration/limits";
import { watchWriters } from "../migration/log";
import { isPhase, PHASES, type Phase, refuseTransition } from "../migration/phases";
import { type Finding, preflight as judge, type PreflightFacts } from "../migration/preflight";
import { plural } from "../util/format";
import { type CheckFailure, changedKeys, type Handler } from "./runtime/define";
import { type LogPlace, opened } from "./runtime/logPlace";

export interface PreflightInputs {
  /** What this run begins. */
  readonly phase: Phase;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly cloud: string;
  readonly region: string;
  readonly collection: string;
  readonly writes: string;
  /** A profile's name. */
  readonly limits: LimitsProfileName;
  /** Codes of what was found, filled in by check. */
  readonly findings?: string[];
  /** Where writes are logged: hidden; left out when they are paused. */
  readonly __log?: LogPlace;
  /** Codes that the stack file acknowledges: hidden. */
  readonly __acknowledge?: string[];
}

export type PreflightOutputs = Record<string, never>;

export const preflight: Handler<PreflightInputs, PreflightOutputs> = {
  inputKeys: ["phase", "podIndex", "serverlessIndex", "cloud", "region", "collection", "writes", "limits", "findings"],

  async check(context, olds, news) {
    const begun = isPhase(olds?.phase) ? olds.phase : undefined;
    const { findings: _computed, ...asked } = news;
    if (olds?.findings !== undefined && changedKeys(olds, asked).length === 0) {
      return { inputs: { ...asked, findings: olds.findings }, failures: [] };
    }
    const capture = beginsCopy(begun, news.phase) ? await captureFacts(context, news) : undefined;
    const facts = await gatherFacts(context.client, names(news), limitsOf(news), capture);
    const refused = refuseTransition(begun, news.phase, facts.pod !== undefined);
    if (refused !== undefined) return { inputs: news, failures: [notAllowed(refused)] };
    if (changesWrites(begun, olds, news)) return { inputs: news, failures: [writesAreFrozen(news)] };
    if (isPastAsking(begun, news.phase)) return { inputs: { ...asked, findings: olds?.findings ?? [] }, failures: [] };
    const findings = judge(facts);
    // At the cutover only what needs a decision is said again.
    tell(context, facts, news.phase === "cutover" ? findings.filter(({ severity }) => severity !== "info") : findings);
    return { inputs: { ...asked, findings: codes(findings) }, failures: findings.filter(isBlocker).map(asFailure) };
  },

  async diff(_context, olds, news) {
    const changed = changedKeys(olds, news);
    return { changes: changed.length > 0, replaces: changed.filter((key) => key === "podIndex") };
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

/** At `retire` what was to be asked before the copy is history; and nothing may stand in the way of a way back. */
function isPastAsking(begun: Phase | undefined, wanted: Phase): boolean {
  return wanted === "retire" || (begun !== undefined && PHASES.indexOf(wanted) < PHASES.indexOf(begun));
}

/** Writers follow the log's record, the stack would follow the tag: in the middle of a migration both must be one. */
function changesWrites(
  begun: Phase | undefined,
  olds: Partial<PreflightInputs> | undefined,
  news: PreflightInputs,
): boolean {
  const stands = begun !== undefined && begun !== "assess" && begun !== "capture";
  return stands && olds?.writes !== undefined && olds.writes !== news.writes;
}

function writesAreFrozen({ podIndex }: PreflightInputs): CheckFailure {
  return {
    property: "writes",
    reason:
      `can't be changed while the copy of ${podIndex} stands (STACK_CHANGED)\n` +
      "  Next: put it back as it was; or set `phase: capture` (from `cutover` by way of `copy`), run `pulumi up`, and change it then",
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

function names({ podIndex, collection, serverlessIndex, cloud, region }: PreflightInputs) {
  return { podIndex, collection, serverless: { name: serverlessIndex, cloud, region } };
}

function limitsOf({ limits }: PreflightInputs): LimitsProfile {
  return LIMITS_PROFILES[limits];
}

function tell(context: MigrationContext, { stats, pod }: PreflightFacts, findings: Finding[]): void {
  if (stats !== undefined && pod !== undefined) {
    context.report(`${pod.name}: ${plural(stats.total, "record")} in ${plural(stats.namespaces.size, "namespace")}`);
  }
  for (const { severity, code, fact, remedy, link } of findings.filter((finding) => !isBlocker(finding))) {
    const line = `${code}  ${fact}\n  ${remedy}\n  ${link}`;
    if (severity === "warning") context.warn(line);
    else context.report(line);
  }
}

function codes(findings: Finding[]): string[] {
  return [...new Set(findings.map(({ code }) => code))].sort();
}

function isBlocker({ severity }: Finding): boolean {
  return severity === "blocker";
}

function asFailure({ code, fact, remedy, link }: Finding): CheckFailure {
  return { property: "", reason: `${fact} (${code})\n  Next: ${remedy}\n  ${link}` };
}

function notAllowed(reason: string): CheckFailure {
  return { property: "phase", reason: `${reason} (PHASE_NOT_ALLOWED)` };
}
