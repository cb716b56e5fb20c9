import { PodshiftError } from "../../errors";
import type { Assessments } from "../../migration/assessment";
import type { LogHistory } from "../../migration/logHistory";
import { readAssessments } from "./assessmentFile";
import type { MigrationFacts, ReportFacts, ReportSources } from "./facts";
import { parityInFile } from "./parityFile";
import { readStackFile, type StackFacts } from "./stackFile";

export interface ReportRequest extends ReportSources {
  /** Only these pod indexes; all that are known when there is none. */
  readonly only: readonly string[];
}

export interface GatherDeps {
  /** What a write log tells. */
  readLog(url: string): Promise<LogHistory>;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Reads everything that a report is made from; changes nothing, asks the service nothing. Sources that were not given are
 * left out: the report says how to get them.
 *
 * @throws INPUT_FILE_INVALID, PARITY_REPORT_CHANGED, LOG_NOT_FOUND, LOG_BROKEN; POD_INDEX_NOT_FOUND when nothing given tells of a migration, or
 *   of one that is asked for by its name
 */
export async function gather({ only, ...sources }: ReportRequest, deps: GatherDeps): Promise<ReportFacts> {
  const [assessments, stacks, logs] = await Promise.all([
    sources.assessment === undefined ? undefined : readAssessments(sources.assessment),
    sources.state === undefined ? undefined : readStackFile(sources.state),
    Promise.all(sources.logs.map((url) => deps.readLog(url))),
  ]);
  const known = namesOf(assessments, stacks, logs);
  const wanted = only.length > 0 ? [...new Set(only)] : known;
  if (wanted.length === 0) throw nothingKnown("of a migration");
  const migrations = wanted.sort().map(async (podIndex): Promise<MigrationFacts> => {
    const assessment = assessments?.assessments.find((each) => each.podIndex === podIndex);
    const stack = stacks?.get(podIndex);
    const parity = await parityOf(sources.reports, podIndex, stack);
    const log = logs.find(({ record }) => record.pod.name === podIndex);
    return {
      podIndex,
      ...(assessment === undefined ? {} : { assessment }),
      ...parity,
      ...(log === undefined ? {} : { log }),
      ...(stack === undefined ? {} : { stack }),
    };
  });
  const found = await Promise.all(migrations);
  const unknown = found.filter((facts) => Object.keys(facts).length === 1).map(({ podIndex }) => podIndex);
  if (unknown.length > 0) throw nothingKnown(`of a migration of ${unknown.join(", ")}`);
  return { at: deps.now(), sources, migrations: found };
}

function namesOf(
  assessments: Assessments | undefined,
  stacks: ReadonlyMap<string, StackFacts> | undefined,
  logs: readonly LogHistory[],
): string[] {
  return [
    ...new Set([
      ...(assessments?.assessments.map(({ podIndex }) => podIndex) ?? []),
      ...(stacks?.keys() ?? []),
      ...logs.map(({ record }) => record.pod.name),
    ]),
  ];
}

/** The newer of the file and of the stack's state: either may be of another run than the other. */
async function parityOf(
  reports: string,
  podIndex: string,
  stack: StackFacts | undefined,
): Promise<Pick<MigrationFacts, "parity" | "oldParity">> {
  const both = [await parityInFile(reports, podIndex), stack?.parity].filter((each) => each !== undefined);
  const found = both.filter((each) => "report" in each);
  const [newest] = found.sort((a, b) => Date.parse(b.report.finishedAt) - Date.parse(a.report.finishedAt));
  if (newest !== undefined) return { parity: newest };
  const old = both.find((each) => "old" in each);
  return old === undefined ? {} : { oldParity: old.old };
}

function nothingKnown(what: string): PodshiftError {
  return new PodshiftError("POD_INDEX_NOT_FOUND", `nothing that was given tells ${what}`, {
    next: "give one of --assessment, --log and --state, or --reports with a parity report of it",
  });
}
