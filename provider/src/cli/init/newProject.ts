import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { PodshiftError } from "../../errors";
import { printable } from "../../util/format";
import { type FileChange, textOf } from "./fileChange";
import { IGNORED, ignoreChange, MIGRATIONS_PROGRAM } from "./programLines";

/** The oldest versions that the program was tried with. */
const PULUMI = "^3.248.0";
const TYPESCRIPT = "^5.9.0";
const NODE_TYPES = "^20.19.0";

const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "commonjs",
    "moduleResolution": "node",
    "strict": true,
    "skipLibCheck": true,
    "outDir": "bin"
  },
  "files": ["index.ts"]
}
`;

/**
 * The files of a whole small project, stack file aside.
 *
 * @throws FILES_EXIST when one of them, or anything else, stands there already, or the folder is inside another project
 */
export async function newProject(folder: string, dependency: string): Promise<FileChange[]> {
  const name = projectName(folder);
  const texts: Readonly<Record<string, string>> = {
    "Pulumi.yaml": `name: ${name}
description: Moves Pinecone pod indexes to serverless
runtime:
  name: nodejs
  options:
    packagemanager: npm
`,
    "package.json": json({
      name,
      private: true,
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": PULUMI, podshift: dependency },
      devDependencies: { "@types/node": NODE_TYPES, typescript: TYPESCRIPT },
    }),
    "index.ts": MIGRATIONS_PROGRAM,
    "tsconfig.json": TSCONFIG,
  };
  await refuseForeignFolder(folder, Object.keys(texts));
  const files = Object.entries(texts).map(async ([path, after]) => ({
    path,
    before: await textOf(folder, path),
    after,
  }));
  const changes = await Promise.all(files);
  const standing = changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
  if (standing.length > 0) throw filesExist(folder, standing);
  return [...changes, await ignoreChange(folder, ["node_modules/", "bin/", IGNORED])];
}

/** What may stand in a folder that a project is begun in: a fresh repository's own files, stack files, packages. */
const OF_A_BEGINNING = /^(\..*|readme(\..*)?|licen[cs]e(\..*)?|pulumi\..+|node_modules|package-lock\.json|.*\.tgz)$/i;

/** Beside other things, or inside another project, a project of its own is hardly meant: the folder is the wrong one. */
async function refuseForeignFolder(folder: string, own: readonly string[]): Promise<void> {
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    if ((await textOf(above, "Pulumi.yaml")) === undefined) continue;
    throw wrongFolder(`${folder} is inside the Pulumi project ${above}`, `\`podshift init --dir ${above}\``);
  }
  const there = await readdir(folder).catch(() => []);
  const foreign = there.filter((name) => !OF_A_BEGINNING.test(name) && !own.includes(name));
  if (foreign.length === 0) return;
  throw wrongFolder(
    `${folder} is no Pulumi project, and other things are in it (${foreign.slice(0, 3).map(printable).join(", ")})`,
    "go to the folder of your Pulumi project, or take an empty one: `podshift init --dir <folder>`",
  );
}

function wrongFolder(why: string, next: string): PodshiftError {
  return new PodshiftError("FILES_EXIST", why, { next: `${next}; nothing was written` });
}

/** A project's name may hold letters, digits, `_`, `-` and `.`; the folder's name with the rest left out. */
export function projectName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 100);
  return name === "" ? "podshift-migrations" : name === "podshift" ? "podshift-stack" : name;
}

function filesExist(folder: string, standing: readonly string[]): PodshiftError {
  return new PodshiftError(
    "FILES_EXIST",
    `${folder} is no Pulumi project, and these files stand in it: ${standing.join(", ")}`,
    {
      next: "take an empty folder: `podshift init --dir <folder>`; nothing was written",
    },
  );
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
