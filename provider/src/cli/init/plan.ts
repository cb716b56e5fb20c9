import { relative } from "node:path";
import { PodshiftError } from "../../errors";
import { isPod } from "../../migration/preflight";
import type { IndexDescription } from "../../pinecone/types";
import { answersFrom, type Flags, type Ground, logProblems, podIndexFrom, stackProblem } from "./answers";
import { type FileChange, textOf } from "./fileChange";
import { newProject } from "./newProject";
import { type ProgramPlan, programPlan } from "./programLines";
import { type Project, readProject, stackFileOf } from "./project";
import type { Questions } from "./questions";
import { holdsKey, type MigrationEntry, standingEntries, withMigration } from "./stackFile";

export interface PlanFlags extends Flags {
  readonly stack?: string;
  /** The program's source, where it isn't found. */
  readonly program?: string;
  /** Whether the user's own files are to be changed too. */
  readonly write?: true;
}

/** Everything that `init` would write, before it writes anything. */
export interface InitPlan {
  readonly folder: string;
  readonly isNewProject: boolean;
  readonly stack: string;
  readonly podIndex: string;
  /** The entry to add; undefined when the stack file has one of this pod index. */
  readonly entry: MigrationEntry | undefined;
  /** The stack file, and all of a new project. */
  readonly files: readonly FileChange[];
  /** What an existing program needs beside: changes in the user's own files. */
  readonly program: ProgramPlan;
  /** Commands to run next, in order. */
  readonly next: readonly string[];
}

/** Flags that are missing or wrong, one line each. */
export class FlagProblems extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Where a new project's stack files are. */
const NEW_PROJECT = { stackFolder: ".", extension: ".yaml", stacks: [] as readonly string[] };
const FIRST_STACK = "prod";

/**
 * Looks at the folder and at the service's indexes, takes flags or asks, and works out every file.
 *
 * @throws FlagProblems with all of them; POD_INDEX_NOT_FOUND, CONFIG_INVALID, FILES_EXIST
 */
export async function planInit(
  folder: string,
  flags: PlanFlags,
  indexes: readonly IndexDescription[],
  dependency: string,
  ask?: Questions,
): Promise<InitPlan> {
  const found = await readProject(folder);
  const named = flags.program === undefined ? {} : { program: flags.program };
  const pods = indexes.filter(isPod);
  if (pods.length === 0) throw noPodIndex(indexes.length);
  const others = found === undefined ? await newProject(folder, dependency) : [];
  const pod = await podIndexFrom(flags.podIndex, pods, ask);
  const stack = flags.stack ?? (await stackFor(found?.stacks ?? [], ask));
  const wrong = [...(typeof pod === "string" ? [pod] : []), ...stackProblems(stack)];
  if (typeof pod === "string" || stack === undefined || wrong.length > 0) {
    throw new FlagProblems([...wrong, ...(ask === undefined ? logProblems(flags, { others: [] }) : [])]);
  }

  const path = stackFileOf(found ?? NEW_PROJECT, stack);
  const before = await textOf(folder, path);
  const standing = standingEntries(before ?? "", path);
  const own = standing.some(({ podIndex }) => podIndex === pod.name);
  const ground: Ground = { indexes, others: standing.filter(({ podIndex }) => podIndex !== pod.name) };
  const { entry, problems } = own ? { entry: undefined, problems: [] } : await answersFrom(flags, pod, ground, ask);
  if (problems.length > 0) throw new FlagProblems(problems);

  const after = entry === undefined ? (before ?? "") : withMigration(before ?? "", entry, path);
  const stackFile = { path, before, after };
  const program = found === undefined ? NO_PROGRAM : await programOf({ ...found, ...named }, flags, dependency);
  const isNewProject = found === undefined;
  const installs = [...others, ...program.files].some((file) => file.before !== file.after && isManifest(file));
  const next = await nextCommands(folder, stack, stackFile, installs);
  return { folder, isNewProject, stack, podIndex: pod.name, entry, files: [...others, stackFile], program, next };
}

const NO_PROGRAM: ProgramPlan = { files: [], byHand: undefined };

/** What was asked for by `--write` and can't be done is a problem; else the user is told. */
async function programOf(project: Project, { write }: PlanFlags, dependency: string): Promise<ProgramPlan> {
  const plan = await programPlan(project, dependency);
  if (write !== true || plan.byHand === undefined) return plan;
  throw new FlagProblems([`--write: ${plan.byHand}. Name it with --program <file>, or leave --write out`]);
}

function stackProblems(stack: string | undefined): string[] {
  const why = stackProblem(stack);
  return why === undefined ? [] : [`--stack: ${why}`];
}

/** The only stack that has a file; a first one where there is none. Of several, nobody but the user knows. */
async function stackFor(stacks: readonly string[], ask: Questions | undefined): Promise<string | undefined> {
  const proposed = stacks.length === 0 ? FIRST_STACK : stacks.length === 1 ? stacks[0] : undefined;
  if (ask === undefined) return proposed;
  const there = stacks.length === 0 ? "" : ` There are files of: ${stacks.join(", ")}.`;
  return ask.input(`Which stack?${there}`, proposed, stackProblem);
}

async function nextCommands(
  folder: string,
  stack: string,
  { path, before, after }: FileChange,
  installs: boolean,
): Promise<string[]> {
  const away = relative(process.cwd(), folder);
  return [
    ...(away === "" ? [] : [`cd ${/^[\w@%+=:,./-]+$/.test(away) ? away : `'${away.replaceAll("'", "'\\''")}'`}`]),
    ...(installs ? [await installCommand(folder)] : []),
    ...(before === undefined ? [`pulumi stack init ${stack}`] : []),
    ...(holdsKey(after, path, "pinecone:apiKey")
      ? []
      : [`pulumi config set --secret pinecone:apiKey --stack ${stack}`]),
    `pulumi preview --stack ${stack}`,
  ];
}

function isManifest({ path }: FileChange): boolean {
  return path.endsWith("package.json");
}

/** By the lock file that is there. */
async function installCommand(folder: string): Promise<string> {
  for (const [lock, command] of [
    ["pnpm-lock.yaml", "pnpm install"],
    ["yarn.lock", "yarn install"],
    ["bun.lock", "bun install"],
  ] as const) {
    if ((await textOf(folder, lock)) !== undefined) return command;
  }
  return "npm install";
}

function noPodIndex(others: number): PodshiftError {
  const have = others === 0 ? "no index at all" : `${others} index${others === 1 ? "" : "es"}, none of them pod-based`;
  return new PodshiftError("POD_INDEX_NOT_FOUND", `the project of this API key has ${have}`, {
    next: "set PINECONE_API_KEY to a key of the project that holds the pod index",
  });
}
