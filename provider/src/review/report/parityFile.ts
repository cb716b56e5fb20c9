import { PodshiftError } from "../../errors";
import type { ParityReport } from "../../migration/parity/report";
import { isOldReport, openedReport, readReportFile, reportPath } from "../../migration/parity/reportFile";
import type { FoundParity } from "./facts";

/** A parity report that was looked for: found, made by an older podshift, or undefined when there is none. */
export type LookedForParity = FoundParity | { readonly old: string } | undefined;

/**
 * The last parity report of a pod index, as `pulumi up` leaves it in its folder.
 *
 * @throws INPUT_FILE_INVALID, PARITY_REPORT_CHANGED
 */
export async function parityInFile(reports: string, podIndex: string): Promise<LookedForParity> {
  const from = reportPath(reports, podIndex);
  try {
    const report = await readReportFile(from);
    return report === undefined ? undefined : { report, from };
  } catch (error) {
    if (error instanceof PodshiftError && error.code === "PARITY_REPORT_OLD") return { old: from };
    throw error;
  }
}

/** The one in a stack's state; what is no report there, or not as the check wrote it, is none. */
export function parityInState(value: unknown): LookedForParity {
  const from = "the stack's state";
  if (isOldReport(value)) return { old: from };
  const report = reportOf(value, from);
  return report === undefined ? undefined : { report, from };
}

function reportOf(value: unknown, from: string): ParityReport | undefined {
  try {
    return openedReport(value, from);
  } catch (error) {
    if (error instanceof PodshiftError) return undefined;
    throw error;
  }
}
