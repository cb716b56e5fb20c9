import type { KnownFinding } from "../baseline";
import type { ScanResult } from "../scan";

/** What `podshift scan --json` prints: docs/commands/scan.md. */
export interface ScanJson extends Omit<ScanResult, "findings" | "left"> {
  readonly version: 1;
  /** Version of podshift. */
  readonly podshift: string;
  readonly findings: readonly FindingJson[];
}

export interface FindingJson extends Omit<KnownFinding, "edits"> {
  /** Whether `--fix` has a correction for it. */
  readonly fixable: boolean;
}

export function scanJson(podshift: string, { left: _, findings, ...rest }: ScanResult): ScanJson {
  return {
    ...{ version: 1, podshift },
    ...rest,
    findings: findings.map(({ edits, ...finding }) => ({ ...finding, fixable: edits !== undefined })),
  };
}
