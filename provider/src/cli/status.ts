import type { Command } from "commander";
import { PodshiftError } from "../errors";
import { type CopyInLog, copyIn, type OtherCopy, otherCopy } from "../migration/copyInLog";
import type { ParityReport } from "../migration/parity/report";
import { readReportFile, reportPath } from "../migration/parity/reportFile";
import { type LastParity, type StatusSnapshot, statusOf } from "../migration/status";
import { systemClock } from "../util/clock";
import { formatCount, formatDuration, plural } from "../util/format";
import { fitted } from "./fitted";
import type { CliIo } from "./io";
import { logFor } from "./logFor";

interface StatusOptions {
  readonly reports: string;
  readonly json?: true;
}

/** `podshift status <url>` */
export function addStatus(program: Command, io: CliIo): void {
  program
    .command("status")
    .summary("where a migration stands: who serves, writers, backlog, parity, what is next")
    .description("Looks at a write log, changes nothing. Takes about as long as a writer's renewal (1 s).")
    .argument(
      "<log>",
      "the write log's URL, as `writeLog` in the stack file: file:///srv/podshift/docs or s3://bucket/prefix",
    )
    .option("--reports <folder>", "where parity reports are, as `reports` in the stack file", ".podshift")
    .option("--json", "the same as one JSON object")
    .addHelpText("after", "\nExample:\n  podshift status file:///srv/podshift/docs")
    .action(async (url: string, { reports, json }: StatusOptions) => {
      const log = logFor(url);
      const snapshot = await statusOf({
        log,
        clock: systemClock,
        parity: async () => lastParity(reports, await copyIn(log)),
      });
      io.out(json ? JSON.stringify(snapshot) : fitted(formatStatus(snapshot, systemClock.now()), io.columns?.out));
    });
}

/** The snapshot on one screen. */
export function formatStatus(snapshot: StatusSnapshot, now: number): string {
  const { record, writers, backlog, refusedBulk, parity, next } = snapshot;
  const { switched } = record;
  const rows: [string, string][] = [
    ["writers", formatWriters(snapshot, now)],
    ...(backlog === undefined ? [] : [["backlog", formatBacklog(backlog)] as [string, string]]),
    ...(refusedBulk === undefined ? [] : [["refused", formatRefusedBulk(refusedBulk)] as [string, string]]),
    ...(switched === undefined ? [] : [["switched", formatSwitch(switched, now)] as [string, string]]),
    ...(record.applier === "" ? [] : [["applier", record.applier] as [string, string]]),
    ["parity", parity === undefined ? "not checked yet" : formatParity(parity, now)],
    ["next", next],
  ];
  const held = record.state === "open" ? "" : ` · ${record.state}`;
  const lagging = writers.silent.length > 0 ? ` · ${plural(writers.silent.length, "silent writer")}` : "";
  return [
    `${record.pod.name}   active ${record.active} · writes ${record.writes} · epoch ${record.epoch}${held}${lagging}`,
    ...rows.map(([name, text]) => `  ${name.padEnd(9)} ${text}`),
  ].join("\n");
}

function formatWriters({ writers, record }: StatusSnapshot, now: number): string {
  const { live, silent } = writers;
  const closed = Object.values(record.writers).filter(({ end }) => end !== undefined).length;
  const each = live.map(({ w, at, writes }) => `${w} ${plural(writes, "write")}, ${ago(now - at)}`).join("; ");
  const rest = [
    ...(silent.length > 0 ? [`silent: ${silent.join(", ")}`] : []),
    ...(closed > 0 ? [`${formatCount(closed)} ended`] : []),
  ];
  return [`${formatCount(live.length)} alive${each === "" ? "" : ` (${each})`}`, ...rest].join("; ");
}

function formatParity({ verdict, finishedAt }: LastParity, now: number): string {
  return finishedAt === "" ? verdict : `${verdict} (${ago(now - Date.parse(finishedAt))})`;
}

function formatBacklog({ entries, lagMs }: NonNullable<StatusSnapshot["backlog"]>): string {
  return entries === 0 ? "none" : `${plural(entries, "write")}, the oldest ${formatDuration(lagMs)} old`;
}

function formatRefusedBulk(count: number): string {
  return `${plural(count, "bulk write")} by filters that the service refuses: did nothing; \`podshift catch-up\` names each`;
}

function formatSwitch({ at, heldMs }: NonNullable<StatusSnapshot["record"]["switched"]>, now: number): string {
  return `${ago(now - at)}, writes held ${(heldMs / 1000).toFixed(1)} s`;
}

function ago(ms: number): string {
  return `${formatDuration(Math.max(0, ms))} ago`;
}

/** What can't be used is told in place of what it says: a status is no place to fail on a file. */
async function lastParity(reports: string, copy: CopyInLog): Promise<LastParity | undefined> {
  try {
    const report = await readReportFile(reportPath(reports, copy.record.pod.name));
    if (report === undefined) return undefined;
    const outdated = whyOutdated(copy, report);
    if (outdated !== undefined) return { clean: false, verdict: outdated, finishedAt: "" };
    const { clean, verdict, finishedAt } = report;
    return { clean, verdict, finishedAt };
  } catch (error) {
    if (!(error instanceof PodshiftError)) throw error;
    return { clean: false, verdict: `${error.summary}: check again`, finishedAt: "" };
  }
}

const OF_OTHER_COPY: Readonly<Record<OtherCopy, string>> = {
  "no copy": "there is no copy now: the last parity report is of one that is gone",
  "another index": "the last parity report is of another copy: check again",
  "earlier copy": "the last parity report is of an earlier copy: check again",
};

/** A clean report of what isn't there any more must not make a cutover look ready. */
function whyOutdated(copy: CopyInLog, report: ParityReport): string | undefined {
  const other = otherCopy(copy, report);
  if (other !== undefined) return OF_OTHER_COPY[other];
  const { active, switched } = copy.record;
  const isBefore = active === "pod" && switched !== undefined && Date.parse(report.finishedAt) <= switched.at;
  return isBefore ? "the last parity report is from before traffic came back to the pod index: check again" : undefined;
}
