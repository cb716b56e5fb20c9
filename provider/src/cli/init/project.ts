import { readdir } from "node:fs/promises";
import { extname, join, posix } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import { PodshiftError } from "../../errors";
import { textOf } from "./fileChange";

/** A Pulumi project as it stands in a folder. Paths are relative to the folder, with "/". */
export interface Project {
  readonly folder: string;
  /** ".yaml" or ".yml": stack files end as the project file does. */
  readonly extension: string;
  /** Where stack files are: `stackConfigDir` of the project file, else the folder itself. */
  readonly stackFolder: string;
  /** Stacks that have a file. */
  readonly stacks: readonly string[];
  /** The file that Pulumi runs, where it is source in the folder; undefined when it can't be told. */
  readonly program: string | undefined;
  /** The package.json that the program belongs to. */
  readonly packageFile: string;
}

const projectSchema = v.object({
  name: v.string(),
  runtime: v.union([v.string(), v.object({ name: v.string() })]),
  main: v.optional(v.string()),
  stackConfigDir: v.optional(v.string()),
});

const manifestSchema = v.object({ main: v.optional(v.string()), type: v.optional(v.string()) });
const SOURCE = /\.[cm]?[jt]s$/;

/** Pulumi takes projects in JSON too: a second project must not be written beside one. */
const JSON_PROJECT = "Pulumi.json";

/**
 * Reads the Pulumi project of a folder; undefined when there is none.
 *
 * @throws CONFIG_INVALID when its project file can't be read, or its programs aren't of Node's
 */
export async function readProject(folder: string): Promise<Project | undefined> {
  const file = await projectFile(folder);
  if (file === undefined) {
    if ((await textOf(folder, JSON_PROJECT)) === undefined) return undefined;
    throw invalid(
      JSON_PROJECT,
      "`podshift init` writes YAML; add the migration by hand, as docs/configuration.md says",
    );
  }
  const read = v.safeParse(projectSchema, parsed(file.text, file.name));
  if (!read.success) throw invalid(file.name, "a project has a `name` and a `runtime`");
  const { runtime, main, stackConfigDir = "." } = read.output;
  const language = typeof runtime === "string" ? runtime : runtime.name;
  if (language !== "nodejs") throw otherLanguage(file.name, language);
  const extension = extname(file.name);
  return {
    folder,
    extension,
    stackFolder: posix.normalize(stackConfigDir),
    stacks: await stacksIn(join(folder, stackConfigDir), extension),
    ...(await programOf(folder, main)),
  };
}

/** The file of a stack, relative to the project's folder. A stack's full name may have its organization and project before it. */
export function stackFileOf({ stackFolder, extension }: Pick<Project, "stackFolder" | "extension">, stack: string) {
  return posix.join(stackFolder, `Pulumi.${stack.split("/").at(-1)}${extension}`);
}

async function projectFile(folder: string) {
  for (const name of ["Pulumi.yaml", "Pulumi.yml"]) {
    const text = await textOf(folder, name);
    if (text !== undefined) return { name, text };
  }
  return undefined;
}

function parsed(text: string, name: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw invalid(name, error instanceof Error ? error.message : String(error));
  }
}

async function stacksIn(folder: string, extension: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => name.startsWith("Pulumi.") && extname(name) === extension && name !== `Pulumi${extension}`)
    .map((name) => name.slice("Pulumi.".length, -extension.length))
    .sort();
}

/** As Pulumi finds it: `main` of the project file, of package.json, else index. What is built first isn't looked for. */
async function programOf(folder: string, main: string | undefined) {
  const asked = main === undefined ? "." : posix.normalize(main);
  const inside = SOURCE.test(asked) ? posix.dirname(asked) : asked;
  const packageFile = await nearestPackage(folder, inside);
  if (SOURCE.test(asked)) return { program: await existing(folder, asked), packageFile };
  const manifest = v.safeParse(manifestSchema, parsed((await textOf(folder, packageFile)) ?? "{}", packageFile));
  const named = manifest.success ? manifest.output.main : undefined;
  const candidates = [named, "index.ts", "index.js"].filter((name) => name !== undefined);
  // A program that is built first names its output there: the source is what lines are added to.
  const sourceFirst = candidates.sort((one, other) => Number(other.endsWith(".ts")) - Number(one.endsWith(".ts")));
  for (const name of sourceFirst.filter((each) => SOURCE.test(each))) {
    const found = await existing(folder, posix.join(inside, name));
    if (found !== undefined) return { program: found, packageFile };
  }
  return { program: undefined, packageFile };
}

async function nearestPackage(folder: string, inside: string): Promise<string> {
  const own = posix.join(inside, "package.json");
  return (await textOf(folder, own)) === undefined ? "package.json" : own;
}

async function existing(folder: string, path: string): Promise<string | undefined> {
  return (await textOf(folder, path)) === undefined ? undefined : path;
}

function invalid(name: string, why: string): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", `${name} can't be read: ${why}`, {
    next: "put the file right, then run `podshift init` again; nothing was written",
  });
}

function otherLanguage(name: string, language: string): PodshiftError {
  return new PodshiftError(
    "CONFIG_INVALID",
    `${name} says \`runtime: ${language}\`, and podshift's programs are Node's`,
    {
      next: "give the migration a project of its own: `podshift init --dir <new folder>`",
    },
  );
}
