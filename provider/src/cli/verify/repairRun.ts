import { copyFile, writeFile } from "node:fs/promises";
import type { MigrationContext } from "../../migration/context";
import { formatReport } from "../../migration/parity/formatReport";
import { readDifferences } from "../../migration/parity/foundFile";
import type { ParityReport } from "../../migration/parity/report";
import { applyRepair, planRepair } from "../../migration/repair/repair";
import { openRepair, type RepairSource } from "../../migration/repair/source";
import { PRIVATE_FILE } from "../../util/privateFiles";
import type { OpenLog } from "../../writeLog/openLog";
import type { CliIo } from "../io";
import { check } from "./check";
import { shown, type VerifyOptions } from "./flags";
import { formatPlan, formatRepaired, planTable, reportTable } from "./formatVerify";
import { forgetCheckpoint, type Places, placesFor } from "./places";

/**
 * `--repair`: says what would be done, or does it and checks again with what the report was made with. Answers the
 * report of that check.
 *
 * @throws what `openRepair`, `planRepair`, `applyRepair` and `check` throw
 */
export async function repairRun(
  io: CliIo,
  context: MigrationContext,
  { file, log }: { readonly file: string; readonly log: OpenLog | undefined },
  options: VerifyOptions,
): Promise<ParityReport | undefined> {
  const source = await openRepair(file);
  if (!options.apply) {
    const plan = await planRepair(context, { source, log });
    shown(io, options, {
      json: { version: 1, applied: false, plan },
      text: () => `${formatPlan(plan)}\nnothing was changed; --apply does it`,
      table: () => planTable(plan, io.columns?.out),
    });
    return undefined;
  }
  const { podIndex, serverlessIndex } = source.report;
  const places = await placesFor(options.output, podIndex);
  await keepDifferences(source, places);
  const repaired = await applyRepair(context, { source, log });
  if (!options.json) io.err(formatRepaired(repaired));
  // What was noted before the repair says nothing now.
  await forgetCheckpoint(places);
  const asBefore = { ...source.report.asked, ...given(options) };
  const also = () => readDifferences(places.repaired);
  const { report } = await check(io, context, { podIndex, serverlessIndex, log, also }, { ...options, ...asBefore });
  shown(io, options, {
    json: { version: 1, applied: true, ...repaired, report },
    text: () => formatReport(report, io.columns?.out),
    table: () => reportTable(report, io.columns?.out),
  });
  io.err(`report: ${places.report}`);
  return report;
}

/** The check after the repair looks for every one of them too: what the repair deleted or brought is in no listing for sure. */
async function keepDifferences(source: RepairSource, { repaired }: Places): Promise<void> {
  if (source.file !== undefined) return copyFile(source.file, repaired);
  const lines: string[] = [];
  for await (const each of source.differences()) lines.push(`${JSON.stringify(each)}\n`);
  await writeFile(repaired, lines.join(""), { mode: PRIVATE_FILE });
}

function given({ content, queries, seed }: VerifyOptions) {
  return {
    ...(content === undefined ? {} : { content }),
    ...(queries === undefined ? {} : { queries }),
    ...(seed === undefined ? {} : { seed }),
  };
}
