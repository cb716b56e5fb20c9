import { formatCount, plural } from "../../util/format";
import type { MigrationFacts } from "./facts";
import { formatBytes } from "./format";
import type { Missing } from "./model";

/** Something that happened, when, and who says so. */
export interface TimelineEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly title: string;
  readonly detail?: string;
  readonly source: "stack" | "write log" | "parity report" | "assessment";
  /** A switch of traffic: what everything else is for. */
  readonly isSwitch?: true;
}

export interface Timeline {
  /** Oldest first. */
  readonly events: readonly TimelineEvent[];
  /** What the sources can't tell. */
  readonly notes: readonly string[];
}

/** What happened, from everything that keeps a time. */
export function timelineOf(facts: MigrationFacts): Timeline | Missing {
  const events = [...fromAssessment(facts), ...fromStack(facts), ...fromLog(facts), ...fromParity(facts)].filter(
    ({ at }) => Number.isFinite(at),
  );
  if (events.length === 0) return missing();
  return { events: events.sort((a, b) => a.at - b.at), notes: notes(facts) };
}

function fromAssessment({ assessment }: MigrationFacts): TimelineEvent[] {
  if (assessment === undefined) return [];
  const { findings } = assessment;
  return [
    {
      at: Date.parse(assessment.at),
      title: "Assessed",
      detail: plural(findings.length, "finding"),
      source: "assessment",
    },
  ];
}

function fromStack(facts: MigrationFacts): TimelineEvent[] {
  const { stack, log } = facts;
  if (stack === undefined) return [];
  const made = (kind: string) => stack.resources.find((each) => each.kind === kind)?.created;
  const event = (at: string | undefined, title: string, detail?: string): TimelineEvent[] =>
    at === undefined
      ? []
      : [{ at: Date.parse(at), title, ...(detail === undefined ? {} : { detail }), source: "stack" }];
  const phase = stack.resources.find(({ kind }) => kind === "Preflight")?.modified;
  const { collection, caughtUp, active } = stack;
  return [
    ...event(made("PodIndex"), "Pod index adopted", "nothing was changed on it"),
    ...event(made("WriteLog"), "Write log opened", stack.writes === undefined ? undefined : `writes ${stack.writes}`),
    ...(stack.askedAt === undefined || (log?.askedAt.length ?? 0) > 0 ? [] : [askedFor(stack.askedAt, "stack")]),
    ...event(made("Collection"), "Collection ready", sizeOf(collection)),
    ...event(made("ServerlessIndex"), "Serverless index ready", stack.serverlessIndex),
    ...event(
      caughtUp?.at,
      "Caught up",
      caughtUp === undefined ? "" : `${plural(caughtUp.records, "record")} brought over`,
    ),
    ...event(phase, `Phase ${stack.phase ?? ""} begun`, "last change of the phase, or of what preflight found"),
    ...(log === undefined && active?.switchedAt ? [switchedInState(active)] : []),
    ...event(stack.retiredAt, "Pod index retired", "the collection is kept"),
  ];
}

function switchedInState({ active, switchedAt }: { active: string; switchedAt: string }): TimelineEvent {
  const title = active === "serverless" ? "Traffic switched to serverless" : "Traffic switched back to the pod index";
  return { at: Date.parse(switchedAt), title, source: "stack", isSwitch: true };
}

function fromLog({ log }: MigrationFacts): TimelineEvent[] {
  if (log === undefined) return [];
  const firsts = log.writers.flatMap(({ firstAt }) => firstAt ?? []);
  const first: TimelineEvent[] =
    firsts.length === 0 ? [] : [{ at: Math.min(...firsts), title: "First write recorded", source: "write log" }];
  const switches = log.switches.map(
    ({ at, to, heldMs }): TimelineEvent => ({
      at,
      title: to === "serverless" ? "Traffic switched to serverless" : "Traffic switched back to the pod index",
      detail: `writes held for ${(heldMs / 1000).toFixed(2)} s`,
      source: "write log",
      isSwitch: true,
    }),
  );
  return [...first, ...log.askedAt.map((at) => askedFor(at, "write log")), ...switches];
}

function askedFor(at: number, source: TimelineEvent["source"]): TimelineEvent {
  return { at, title: "Collection asked for", detail: "the copy is of about this moment", source };
}

function fromParity({ parity }: MigrationFacts): TimelineEvent[] {
  if (parity === undefined) return [];
  const { startedAt, finishedAt, verdict } = parity.report;
  return [
    { at: Date.parse(startedAt), title: "Parity check begun", source: "parity report" },
    { at: Date.parse(finishedAt), title: "Parity check finished", detail: verdict, source: "parity report" },
  ];
}

function sizeOf(collection: { size?: number; vectorCount?: number } | undefined): string | undefined {
  const { size, vectorCount } = collection ?? {};
  const parts = [
    ...(vectorCount === undefined ? [] : [`${formatCount(vectorCount)} records`]),
    ...(size === undefined ? [] : [formatBytes(size)]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function notes({ log, stack }: MigrationFacts): string[] {
  return [
    ...(stack === undefined ? ["Without the stack's state, when resources were made is not known."] : []),
    ...(stack !== undefined ? ["The state keeps the last catch-up and the last change of the phase only."] : []),
    ...(log !== undefined && log.fencesTakenBack > 0
      ? [`${plural(log.fencesTakenBack, "fence")} ended without a switch; the log keeps no time of them.`]
      : []),
    ...(log !== undefined && log.unreadRecords > 0
      ? [`${formatCount(log.unreadRecords)} older control records were not read: switches in them are not shown.`]
      : []),
  ];
}

function missing(): Missing {
  return {
    missing: true,
    why: "Neither a stack's state nor a write log was given, so nothing tells when what happened.",
    how: ["pulumi stack export --file state.json", "podshift report --state state.json"],
  };
}
