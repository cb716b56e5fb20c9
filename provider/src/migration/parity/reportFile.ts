import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { fileNameOf } from "../../util/fileName";
import { PRIVATE_FILE } from "../../util/privateFiles";
import { ofFiles } from "./fileFailure";
import { formatReport } from "./formatReport";
import { type ParityReport, REPORT_VERSION } from "./report";
import { reportSchema } from "./reportSchema";
import { isSealed } from "./seal";

/** What to do about a report that can't be used. */
const AGAIN = "check again: `podshift verify`, or `pulumi up` in `phase: copy` or `phase: cutover`";

/** Where `pulumi up` puts the parity report of a pod index. */
export function reportPath(reports: string, podIndex: string): string {
  return join(reports, "parity", `${fileNameOf(podIndex)}.json`);
}

/**
 * Writes a report as `<base>.json`, and as text. Each file is whole or as it was.
 *
 * @throws FILE_NOT_WRITTEN
 */
export async function writeReportFiles(base: string, report: ParityReport): Promise<void> {
  try {
    await replace(`${base}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
    await replace(`${base}.txt`, `${formatReport(report)}\n`);
  } catch (error) {
    throw ofFiles(error);
  }
}

async function replace(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: PRIVATE_FILE });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * A report from a file; undefined when there is no such file.
 *
 * @throws PARITY_REPORT_OLD, PARITY_REPORT_CHANGED, INPUT_FILE_INVALID
 */
export async function readReportFile(path: string): Promise<ParityReport | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw invalid(path, `it can't be read: ${error.code ?? "no reason was given"}`, error);
  });
  return text === undefined ? undefined : openedReport(parsed(path, text), path);
}

/**
 * The report, once it is known to be one of this version and as the check wrote it. `from` is where it was found.
 *
 * @throws PARITY_REPORT_OLD, PARITY_REPORT_CHANGED, INPUT_FILE_INVALID
 */
export function openedReport(value: unknown, from: string): ParityReport {
  if (isOldReport(value)) {
    throw new PodshiftError("PARITY_REPORT_OLD", `the parity report in ${from} was made by an older podshift`, {
      facts: { from },
      next: AGAIN,
    });
  }
  const read = v.safeParse(reportSchema, value);
  if (!read.success) {
    const [issue] = read.issues;
    throw invalid(from, `at ${v.getDotPath(issue) ?? "its top"}: ${issue.message}`);
  }
  const report = value as ParityReport;
  if (isSealed(report)) return report;
  throw new PodshiftError("PARITY_REPORT_CHANGED", `the parity report in ${from} is not as the check wrote it`, {
    facts: { from },
    next: AGAIN,
  });
}

/** True for a report of a version before this one. */
export function isOldReport(value: unknown): boolean {
  const { version } = (value ?? {}) as { version?: unknown };
  return typeof version === "number" && version < REPORT_VERSION;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, "it is no JSON", error);
  }
}

function invalid(path: string, why: string, cause?: unknown): PodshiftError {
  return new PodshiftError("INPUT_FILE_INVALID", `${path} is not a parity report: ${why}`, {
    facts: { path },
    next: AGAIN,
    ...(cause === undefined ? {} : { cause }),
  });
}
