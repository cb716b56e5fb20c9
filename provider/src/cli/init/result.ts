import { actionOf, type FileAction, type FileChange, patchOf } from "./fileChange";
import type { InitPlan } from "./plan";
import { MIGRATIONS_PROGRAM } from "./programLines";

/** What was done with a file, or was not: `proposed` and, in a dry run, all others are left to the user. */
export interface FileResult {
  readonly path: string;
  readonly action: FileAction;
  readonly written: boolean;
}

/** How far the plan was carried out. */
export interface Extent {
  readonly dryRun: boolean;
  /** Whether the user's own files were changed too. */
  readonly withProgram: boolean;
}

/** `--json`. */
export interface InitResult {
  readonly podIndex: string;
  readonly stack: string;
  readonly migration: InitPlan["entry"];
  readonly files: readonly FileResult[];
  /** Why the program's own line is left to the user. */
  readonly byHand?: string;
  readonly next: readonly string[];
}

export function resultOf(plan: InitPlan, { dryRun, withProgram }: Extent): InitResult {
  const of = (changes: readonly FileChange[], write: boolean) =>
    changes.map((change) => {
      const action = actionOf(change);
      return { path: change.path, action, written: write && action !== "keep" };
    });
  const { podIndex, stack, entry: migration, next } = plan;
  const files = [...of(plan.files, !dryRun), ...of(plan.program.files, !dryRun && withProgram)];
  const { byHand } = plan.program;
  return { podIndex, stack, migration, files, ...(byHand === undefined ? {} : { byHand }), next };
}

/** The result for people: what was written, what is left to add, what to run next. */
export function formatResult(plan: InitPlan, extent: Extent): string {
  const { dryRun, withProgram } = extent;
  const changed = (changes: readonly FileChange[]) => changes.filter((change) => actionOf(change) !== "keep");
  const files = changed(withProgram ? [...plan.files, ...plan.program.files] : plan.files);
  const left = withProgram ? [] : changed(plan.program.files);
  return [
    headline(plan),
    ...(files.length + left.length === 0 ? ["", "Nothing to change: all of it stands there already."] : []),
    ...(dryRun ? patches("Would be written:", files) : list(files)),
    ...patches(dryRun ? "Lines for your program:" : "Lines to add to your program (or run again with --write):", left),
    ...byHand(plan),
    ...(dryRun ? ["", "Dry run: nothing was written."] : ["", "Next:", ...plan.next.map((command) => `  ${command}`)]),
  ].join("\n");
}

function byHand({ program }: InitPlan): string[] {
  if (program.byHand === undefined) return [];
  return [
    "",
    `Left to you: ${program.byHand}. Add to your program what this does:`,
    "",
    ...indented(MIGRATIONS_PROGRAM),
  ];
}

function indented(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`));
}

function headline({ podIndex, entry, stack, isNewProject, folder }: InitPlan): string {
  const where = isNewProject ? `a new project in ${folder}, stack ${stack}` : `stack ${stack}`;
  if (entry === undefined) return `${podIndex}: has its migration in ${where} already; it is kept as it is`;
  const { serverless, writes } = entry;
  return `${podIndex} => ${serverless.name} (serverless, ${serverless.region}), writes ${writes}; ${where}`;
}

function list(changes: readonly FileChange[]): string[] {
  if (changes.length === 0) return [];
  return [
    "",
    "Written:",
    ...changes.map((change) => `  ${change.path}${actionOf(change) === "create" ? " (new)" : ""}`),
  ];
}

function patches(title: string, changes: readonly FileChange[]): string[] {
  if (changes.length === 0) return [];
  return ["", title, ...changes.flatMap((change) => ["", patchOf(change)])];
}
