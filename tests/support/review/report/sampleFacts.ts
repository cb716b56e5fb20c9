import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MigrationFacts, ReportFacts } from "../../../../provider/src/review/report/facts";
import { readStackFile } from "../../../../provider/src/review/report/stackFile";
import { sampleAssessment } from "./sampleAssessment";
import { sampleLog } from "./sampleLog";
import { sampleParity } from "./sampleParity";
import { sampleState } from "./sampleState";

export const AT = Date.parse("2026-11-23T15:00:00.000Z");

/** All that can be known of one migration. */
export async function fullFacts(more: Partial<MigrationFacts> = {}): Promise<MigrationFacts> {
  const stack = (await stackOf(sampleState())).get("docs");
  return {
    podIndex: "docs",
    assessment: sampleAssessment(),
    parity: { report: sampleParity(), from: ".podshift/parity/docs.json" },
    log: sampleLog(),
    ...(stack === undefined ? {} : { stack }),
    ...more,
  };
}

export function reportOf(...migrations: MigrationFacts[]): ReportFacts {
  const sources = {
    assessment: "assess.json",
    state: "state.json",
    logs: ["file:///srv/podshift/docs"],
    reports: ".podshift",
  };
  return { at: AT, sources, migrations };
}

/** The state as the report reads it, by way of a file. */
export function stackOf(state: object) {
  return inFolder((folder) => {
    const path = join(folder, "state.json");
    writeFileSync(path, JSON.stringify(state));
    return readStackFile(path);
  });
}

export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "podshift-report-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
