import { posix } from "node:path";
import { PodshiftError } from "../../errors";
import { type FileChange, textOf } from "./fileChange";
import { withLineEndsOf } from "./lineEnds";
import { readManifest, withDependency } from "./manifest";
import type { Project } from "./project";

/** The module that declares the migrations: all of podshift in a program is in this one file. */
export const MIGRATIONS_PROGRAM = `import { Config } from "@pulumi/pulumi";
import { PodToServerlessMigration, readMigrations } from "podshift";

const settings = readMigrations(new Config("podshift").getObject("migrations"));

/** By pod index: its phase, the index that serves, its host, and what the last parity check said. */
export const migrations = Object.fromEntries(
  settings.map((migration) => [
    migration.podIndex,
    new PodToServerlessMigration(migration.podIndex, migration).summary,
  ]),
);
`;

/** Parity reports and digests: of one machine, and large. */
export const IGNORED = ".podshift/";

/** What is to be done in an existing project beside its stack file. */
export interface ProgramPlan {
  readonly files: readonly FileChange[];
  /** Why the program's own line is left to the user; undefined when it is among the files. */
  readonly byHand: string | undefined;
}

/**
 * What an existing program needs: the module, one line that takes it in, the dependency, and a line in .gitignore. No
 * line that stands there changes. What is there already is kept.
 *
 * @throws CONFIG_INVALID when a file can't be read, or another file has the module's name
 */
export async function programPlan(project: Project, dependency: string): Promise<ProgramPlan> {
  const { folder, program, packageFile } = project;
  const manifest = await textOf(folder, packageFile);
  const around = [
    { path: packageFile, before: manifest, after: withDependency(manifest, packageFile, dependency) },
    await ignoreChange(folder, [IGNORED]),
  ];
  if (program === undefined) return { files: around, byHand: "the program's source was not found" };
  // A program that starts another one, as this repository's own does, is looked through as far as index.ts beside it.
  const source = await textOf(
    folder,
    program.endsWith(".ts") ? program : posix.join(posix.dirname(program), "index.ts"),
  );
  if (source !== undefined && /["']podshift["']/.test(source)) return { files: around, byHand: undefined };
  if (!program.endsWith(".ts")) return { files: around, byHand: `${program} is not TypeScript` };
  if (source === undefined) return { files: around, byHand: `there is no ${program}` };
  const module = posix.join(posix.dirname(program), "podshift.ts");
  const isModule = readManifest(manifest, packageFile).type === "module";
  const line = { path: program, before: source, after: withImport(source, isModule) };
  return { files: [await moduleChange(folder, module), line, ...around], byHand: undefined };
}

/**
 * The program with one line at its end. It hands the migrations on as a stack output, unless the program exports one value:
 * beside a default export Pulumi refuses any other in an ES module.
 */
export function withImport(source: string, isModule: boolean): string {
  const from = isModule ? "./podshift.js" : "./podshift";
  if (source.includes(`"${from}"`) || source.includes(`'${from}'`)) return source;
  const taken = /\bmigrations\b/.test(source);
  const line = /^\s*export\s*(=|default\b)|\bas\s+default\b/m.test(source)
    ? `import "${from}";`
    : `export { migrations${taken ? " as podshiftMigrations" : ""} } from "${from}";`;
  return `${source}${withLineEndsOf(source, `${source === "" || source.endsWith("\n") ? "" : "\n"}\n${line}\n`)}`;
}

/** The user's own version of the module is kept; another file of that name is not overwritten. */
async function moduleChange(folder: string, path: string): Promise<FileChange> {
  const before = await textOf(folder, path);
  if (before === undefined || before === MIGRATIONS_PROGRAM) return { path, before, after: MIGRATIONS_PROGRAM };
  if (/["']podshift["']/.test(before)) return { path, before, after: before };
  throw new PodshiftError("CONFIG_INVALID", `${path} stands there already, and is not podshift's`, {
    next: "rename it, or write the migrations into your program by hand: docs/commands/init.md has the lines",
  });
}

/** .gitignore with the lines that it lacks. */
export async function ignoreChange(folder: string, wanted: readonly string[]): Promise<FileChange> {
  const path = ".gitignore";
  const before = await textOf(folder, path);
  const bare = (line: string) => line.trim().replace(/^\/|\/$/g, "");
  const standing = (before ?? "").split("\n").map(bare);
  const missing = wanted.filter((line) => !standing.includes(bare(line)));
  const text = before ?? "";
  const start = text === "" || text.endsWith("\n") ? "" : "\n";
  const added = missing.length === 0 ? "" : withLineEndsOf(text, `${start}${missing.join("\n")}\n`);
  return { path, before, after: `${text}${added}` };
}
