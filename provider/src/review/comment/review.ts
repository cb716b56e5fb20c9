import type { AssessmentRead } from "../assessmentSchema";
import type { ScanRead } from "../scanSchema";
import { vendorAccidents } from "./accidents";
import type { Markdown } from "./markdown";
import { migrationsOf } from "./migrations";
import { type PlannedStep, plannedSteps, stackOf } from "./plannedStep";
import type { Diagnostic, Preview } from "./preview";
import { type Judged, judged, LEVELS, type Level, worse } from "./verdict";

/** What a review says, before it is Markdown. */
export interface Review {
  readonly stack: string;
  readonly level: Level;
  /** Every migration of the stack, the dangerous first. */
  readonly migrations: readonly Judged[];
  /** Resources that are not podshift's, components left out. */
  readonly others: readonly PlannedStep[];
  /** What must not happen among them. */
  readonly accidents: readonly Markdown[];
  /** Errors of the preview that belong to no migration. */
  readonly failures: readonly Diagnostic[];
  /** Its warnings that belong to none, such as a run that was interrupted. */
  readonly warnings: readonly Diagnostic[];
  /** The preview ended with this code, and its JSON doesn't say why: a policy, a crash. */
  readonly unexplained: number | undefined;
  /** How many resources of the stack are unchanged and not in the preview. */
  readonly hiddenSame: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The commit that was previewed, where that is known. */
  readonly commit: string | undefined;
  /** What `podshift scan --json` printed, where it was given. It has no say in the level. */
  readonly scan?: ScanRead | undefined;
}

export interface ReviewOptions {
  /** The stack's name; taken from the preview when left out. */
  readonly stack?: string | undefined;
  /** Milliseconds since 1970: ages are counted from here. */
  readonly now: number;
  /** What `pulumi preview` ended with; 0 when left out. */
  readonly exitCode?: number | undefined;
  /** The commit that was previewed. A comment of an earlier one may stand there when a later job never gets to it. */
  readonly commit?: string | undefined;
  /** What `podshift scan --json` printed. */
  readonly scan?: ScanRead | undefined;
}

/** Judges a preview: what happens to each migration, and how much care it needs. */
export function reviewOf(preview: Preview, assessments: readonly AssessmentRead[], options: ReviewOptions): Review {
  const steps = plannedSteps(preview);
  const { migrations, otherFailures, otherWarnings } = migrationsOf(preview, steps, assessments);
  const all = migrations.map((change) => judged(change, options.now)).sort(byDanger);
  const others = steps.filter(({ kind, custom }) => kind === undefined && custom);
  const accidents = vendorAccidents(others);
  const explained = otherFailures.length > 0 || migrations.some(({ failures }) => failures.length > 0);
  const { exitCode = 0 } = options;
  const unexplained = exitCode !== 0 && !explained ? exitCode : undefined;
  const blocked = otherFailures.length > 0 || accidents.length > 0 || unexplained !== undefined;
  const own = blocked ? "blocked" : othersLevel(others);
  const shownSame = steps.filter(({ operation }) => operation === "same").length;
  return {
    stack: options.stack ?? stackOf(preview.steps?.[0]?.urn ?? "") ?? "unknown",
    level: all.reduce<Level>((level, each) => worse(level, each.level), own),
    migrations: all,
    others,
    accidents,
    failures: otherFailures,
    warnings: otherWarnings,
    unexplained,
    hiddenSame: shownSame > 0 ? 0 : Math.max(0, (preview.changeSummary?.same ?? 0) - 1),
    at: options.now,
    commit: options.commit,
    scan: options.scan,
  };
}

/** Whether it must not be applied. */
export function isBlocked({ level }: Review): boolean {
  return level === "blocked";
}

function othersLevel(others: readonly PlannedStep[]): Level {
  if (others.some(({ operation, retained }) => !retained && (operation === "delete" || operation === "replace"))) {
    return "care";
  }
  return others.some(({ operation }) => operation !== "same") ? "fine" : "none";
}

function byDanger(a: Judged, b: Judged): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    (a.change.podIndex < b.change.podIndex ? -1 : a.change.podIndex > b.change.podIndex ? 1 : 0)
  );
}
