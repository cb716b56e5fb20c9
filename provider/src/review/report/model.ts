import type { Assessment } from "../../migration/assessment";
import type { Finding } from "../../migration/preflight";
import { type BacklogModel, backlogOf } from "./backlogModel";
import { type CostModel, costOf } from "./costModel";
import type { MigrationFacts, ReportFacts, ReportSources } from "./facts";
import { type LeftOut, leftOutOf } from "./leftOut";
import { type ParityModel, parityOf } from "./parityModel";
import { type Tile, tilesOf } from "./tiles";
import { type Timeline, timelineOf } from "./timeline";
import { type Verdict, verdictOf } from "./verdict";

/** What a section says when there is nothing to say it from. */
export interface Missing {
  readonly missing: true;
  readonly why: string;
  /** What to run, one command a line. */
  readonly how: readonly string[];
}

/** One migration, as the page tells it: nothing is computed behind this. */
export interface MigrationModel {
  readonly podIndex: string;
  readonly serverlessIndex?: string;
  /** As `project/stack`. */
  readonly stack?: string;
  readonly verdict: Verdict;
  readonly tiles: readonly Tile[];
  readonly timeline: Timeline | Missing;
  readonly parity: ParityModel | Missing;
  readonly cost: CostModel | Missing;
  readonly backlog: BacklogModel | Missing;
  readonly findings: readonly Finding[] | Missing;
  /** The index as it was found, and the steps. */
  readonly assessment?: Assessment;
  readonly leftOut: readonly LeftOut[];
}

export interface ReportModel {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sources: ReportSources;
  readonly migrations: readonly MigrationModel[];
}

export function isMissing(part: object): part is Missing {
  return "missing" in part;
}

/** What the facts come to. Pure. */
export function modelOf({ at, sources, migrations }: ReportFacts): ReportModel {
  return { at, sources, migrations: migrations.map((facts) => migrationOf(facts, at)) };
}

function migrationOf(facts: MigrationFacts, at: number): MigrationModel {
  const { podIndex, assessment, stack, log, parity } = facts;
  const serverless =
    log?.record.serverless?.name ??
    stack?.serverlessIndex ??
    parity?.report.serverlessIndex ??
    assessment?.serverless.name;
  const model = {
    podIndex,
    ...(serverless === undefined ? {} : { serverlessIndex: serverless }),
    ...(stack === undefined ? {} : { stack: stack.stack }),
    verdict: verdictOf(facts),
    tiles: tilesOf(facts),
    timeline: timelineOf(facts),
    parity: parityOf(facts),
    cost: costOf(facts),
    backlog: backlogOf(facts, at),
    findings: assessment?.findings ?? noFindings(),
    ...(assessment === undefined ? {} : { assessment }),
  };
  return { ...model, leftOut: leftOutOf(facts, model) };
}

function noFindings(): Missing {
  return {
    missing: true,
    why: "No assessment was given, so it isn't known what preflight found.",
    how: ASSESS_HOW,
  };
}

/** How a report gets an assessment. */
export const ASSESS_HOW: readonly string[] = [
  "podshift assess --json > assess.json",
  "podshift report --assessment assess.json",
];
