import type { Command } from "commander";
import { formatCount, plural } from "../../util/format";
import { checkLog, type LogReport } from "../../writeLog/check";
import { type CliIo, Findings } from "../io";
import { logFor } from "../logFor";
import { stoppable } from "./stopping";

const EXAMPLES = `
Examples:
  podshift log check file:///srv/podshift/docs
  podshift log check file:///srv/podshift/docs --json | jq .findings`;

/** `podshift log check <url>` */
export function addCheck(log: Command, io: CliIo): void {
  log
    .command("check")
    .summary("whether every file of the log is sound")
    .description(
      "Reads every file of a write log: checksums, gaps, torn lines, seals, the order within each writer, the chain of " +
        "control records. Says all that is wrong at once, and how much the log would fold. Changes nothing.",
    )
    .argument("<log>", "the write log's URL: file:///srv/podshift/docs or s3://bucket/prefix")
    .option("--json", "the same as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((url: string, { json }: { json?: true }) => stoppable(io, () => check(url, json === true, io)));
}

async function check(url: string, json: boolean, io: CliIo): Promise<void> {
  const report = await checkLog(logFor(url), io.signal);
  io.out(json ? JSON.stringify(report) : formatLogReport(report));
  const { findings } = report;
  if (findings.length === 0) return;
  throw new Findings("LOG_BROKEN", `${plural(findings.length, "finding")} in the write log at ${report.url}`, {
    facts: { findings: findings.length },
    next: "a log that lost entries can't prove anything: copy anew from `phase: capture`",
  });
}

/** The report on one screen, findings last. */
export function formatLogReport(report: LogReport): string {
  const { compaction: c, findings } = report;
  const entries = `${plural(c.entries, "entry").replace(/ys$/, "ies")} in ${plural(report.segments, "segment")}`;
  return [
    `${report.url}   ${report.state} · active ${report.active} · epoch ${report.epoch} · ${plural(report.writers, "writer")}`,
    `  content   ${entries}, ${formatCount(c.bytes)} bytes`,
    `  records   ${plural(c.distinctRecords, "distinct record")}, each written ${c.foldRatio.toFixed(2)} times; ${plural(c.bulk, "bulk operation")}`,
    `  findings  ${findings.length === 0 ? "none" : formatCount(findings.length)}`,
    ...findings.map(({ place, what }) => `    ${place}: ${what}`),
  ].join("\n");
}
