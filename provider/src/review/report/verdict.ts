import { type OtherCopy, otherCopy } from "../../migration/copyInLog";
import type { ParityReport } from "../../migration/parity/report";
import { plural } from "../../util/format";
import type { Active } from "../../writeLog/control";
import type { MigrationFacts } from "./facts";
import type { StackFacts } from "./stackFile";

export type Tone = "good" | "attention" | "bad" | "plain";

/** Where a migration stands, in a few words and a sentence. */
export interface Verdict {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
}

/** The first that holds, the worst first. */
export function verdictOf(facts: MigrationFacts): Verdict {
  return trouble(facts) ?? outdated(facts) ?? progress(facts) ?? before(facts);
}

/** Which index serves: the control record is the truth, the state what the last `up` knew. */
export function serving({ log, stack }: MigrationFacts): Active | undefined {
  const active = log?.record.active ?? stack?.active?.active;
  return active === "pod" || active === "serverless" ? active : undefined;
}

/** True once the pod index is retired, as far as the stack says. */
export function isRetired({ stack }: MigrationFacts): boolean {
  return stack?.retiredAt !== undefined;
}

function trouble(facts: MigrationFacts): Verdict | undefined {
  const { parity, log, assessment } = facts;
  const refused = log?.caughtUp?.refused.length ?? 0;
  if (refused > 0) {
    const detail = "The serverless index lacks them until they are mended; the reasons stand under Backlog.";
    return { tone: "bad", title: `The service refused ${plural(refused, "record")}`, detail };
  }
  if (parity !== undefined && !parity.report.clean) {
    return { tone: "bad", title: "The indexes differ", detail: sentence(parity.report.verdict) };
  }
  if (log?.record.state === "fenced") {
    const detail = "Writers hold their writes; it ends by itself in seconds.";
    return { tone: "attention", title: "A switch is under way", detail };
  }
  const blockers = assessment?.findings.filter(({ severity }) => severity === "blocker").length ?? 0;
  if (blockers > 0 && serving(facts) !== "serverless") {
    return {
      tone: "bad",
      title: `${plural(blockers, "blocker")} in the way`,
      detail: "They stand under Findings, each with its remedy.",
    };
  }
  return undefined;
}

/** A clean report is of the indexes that it compared, as they were then: what came after it is not proven by it. */
function outdated(facts: MigrationFacts): Verdict | undefined {
  const why = whyOutdated(facts);
  if (why === undefined) return undefined;
  return { tone: "attention", title: "Not compared as it is now", detail: `${why}: what it found says nothing now.` };
}

const OF_OTHER_COPY: Readonly<Record<OtherCopy, string>> = {
  "no copy": "There is no copy now, and the parity report is of one that is gone",
  "another index": "The parity report is of another serverless index than the migration's",
  "earlier copy": "The parity report is of an earlier copy",
};

function whyOutdated({ parity, log, stack }: MigrationFacts): string | undefined {
  if (parity === undefined) return undefined;
  const { report } = parity;
  // The log is the truth about the copy, the state what the last `up` knew.
  const other = log === undefined ? otherInState(stack, report) : otherCopy(log, report);
  if (other !== undefined) return OF_OTHER_COPY[other];
  const isSince = (at: number | undefined) => at !== undefined && at > Date.parse(report.finishedAt);
  const back = log?.switches.filter(({ to }) => to === "pod").map(({ at }) => at) ?? [];
  const { active, switchedAt = "" } = stack?.active ?? {};
  if (![...back, active === "pod" ? Date.parse(switchedAt) : undefined].some(isSince)) return undefined;
  return "The parity report is from before traffic came back to the pod index";
}

function otherInState(stack: StackFacts | undefined, report: ParityReport): OtherCopy | undefined {
  if (stack === undefined) return undefined;
  const { resources, serverlessIndex = report.serverlessIndex, askedAt = 0 } = stack;
  if (!resources.some(({ kind }) => kind === "ServerlessIndex")) return "no copy";
  if (serverlessIndex !== report.serverlessIndex) return "another index";
  return askedAt > Date.parse(report.startedAt) ? "earlier copy" : undefined;
}

function progress(facts: MigrationFacts): Verdict | undefined {
  const { parity } = facts;
  const proof = parity === undefined ? "No parity report was given." : sentence(parity.report.verdict);
  if (isRetired(facts)) {
    const isKept = facts.stack?.collection !== undefined;
    const kept = isKept ? "its collection is kept" : "the state has no collection of it";
    return {
      tone: isKept ? "good" : "attention",
      title: "Migrated",
      detail: `The pod index is retired; ${kept}. ${proof}`,
    };
  }
  if (serving(facts) === "serverless") {
    const detail = `The pod index is kept, and \`phase: copy\` is the way back. ${proof}`;
    return { tone: parity === undefined ? "attention" : "good", title: "On serverless", detail };
  }
  if (parity === undefined) return undefined;
  const { content, moving, counts } = parity.report;
  // Neither a sample nor what was in flight proves that all is the same.
  const isWhole = content.mode === "all" && moving === undefined && counts.inDoubt === undefined;
  const title = isWhole ? "All records compared, no difference" : "No difference found so far";
  return { tone: "good", title, detail: sentence(parity.report.verdict) };
}

/** Nothing was compared yet. */
function before(facts: MigrationFacts): Verdict {
  const { assessment, stack, log } = facts;
  const warnings = assessment?.findings.filter(({ severity }) => severity === "warning").length ?? 0;
  const phase = stack?.phase ?? assessment?.phase;
  const where = phase === undefined ? "" : ` Phase ${phase}.`;
  if (assessment !== undefined && warnings > 0) {
    return {
      tone: "attention",
      title: `Can be migrated; ${plural(warnings, "warning")} to read`,
      detail: `No blocker.${where} Nothing was compared yet.`,
    };
  }
  if (assessment !== undefined) {
    return {
      tone: "good",
      title: "Nothing stands in the way",
      detail: `No blocker and no warning.${where} Nothing was compared yet.`,
    };
  }
  if (log !== undefined || stack !== undefined) {
    return { tone: "plain", title: "The pod index serves", detail: `Nothing was compared yet.${where}` };
  }
  return {
    tone: "plain",
    title: "Not enough is known",
    detail: "No assessment, no write log, no state and no parity report was given.",
  };
}

/** "clean: all 12 records compared" -> "Clean: all 12 records compared." */
function sentence(text: string): string {
  const [first = "", ...rest] = text;
  return `${first.toUpperCase()}${rest.join("")}${text.endsWith(".") ? "" : "."}`;
}
