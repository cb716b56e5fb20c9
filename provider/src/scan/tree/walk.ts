import { type Dirent, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PodshiftError } from "../../errors";
import type { ScanNote } from "../note";
import { type IgnoreLevel, isIgnored, levelsAbove, levelsOf, withoutIgnoring } from "./ignoreFiles";
import { pathFrom, rootOf } from "./root";

/** A file that may hold something. */
export interface TreeFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
}

export interface Walked {
  /** Absolute. */
  readonly root: string;
  /** By path. */
  readonly files: readonly TreeFile[];
  readonly notes: readonly ScanNote[];
}

/** Folders of other people's code, of tools' caches and of version control: never the application's own. */
const NEVER = new Set([
  ...[".git", ".hg", ".svn", "node_modules", "bower_components", "jspm_packages", ".pnpm-store", ".yarn"],
  ...["site-packages", "__pycache__", ".venv", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
  ...[".ipynb_checkpoints", ".terraform", ".gradle", ".next", ".nuxt", ".svelte-kit", ".turbo", ".idea", ".vs"],
]);

/** Files that mark a folder as a virtual environment, or as Go modules that were vendored. */
const MARKS: readonly (readonly [file: string, folder: RegExp])[] = [
  ["pyvenv.cfg", /./],
  ["modules.txt", /^vendor$/],
];

/**
 * Finds the files of folders, and those that are given by name. Symbolic links are not followed, but for those given.
 *
 * @throws INPUT_FILE_INVALID when something given isn't there
 */
export function walk(current: string, starts: readonly string[], wanted: (path: string) => boolean): Walked {
  const root = rootOf(current, starts);
  const files = new Map<string, TreeFile>();
  const notes: ScanNote[] = [];
  const add = (absolute: string) => {
    const path = pathFrom(root, absolute);
    files.set(path, { path, absolute });
  };
  for (const start of starts.map((each) => resolve(current, each))) {
    if (kindOf(start) === "file") add(start);
    else new Walker(root, wanted, add, notes).into(start, levelsAbove(start));
  }
  return { root: rootFolder(root, files), files: [...files.values()].sort(byPath), notes };
}

/** A single file that lies elsewhere is its own root: then its folder is. */
function rootFolder(root: string, files: Map<string, TreeFile>): string {
  const only = files.get("");
  if (only === undefined) return root;
  const folder = dirname(root);
  files.delete("");
  files.set(pathFrom(folder, only.absolute), { path: pathFrom(folder, only.absolute), absolute: only.absolute });
  return folder;
}

function kindOf(start: string): "file" | "folder" {
  try {
    return statSync(start).isDirectory() ? "folder" : "file";
  } catch (cause) {
    throw new PodshiftError("INPUT_FILE_INVALID", `${start} can't be read`, {
      next: "name folders and files that are there",
      cause,
    });
  }
}

class Walker {
  constructor(
    private readonly root: string,
    private readonly wanted: (path: string) => boolean,
    private readonly add: (absolute: string) => void,
    private readonly notes: ScanNote[],
  ) {}

  into(folder: string, above: readonly IgnoreLevel[]): void {
    const entries = this.entriesOf(folder);
    const names = new Set(entries.map(({ name }) => name));
    if (MARKS.some(([file, of]) => names.has(file) && of.test(nameOf(folder)))) return;
    const levels = names.has(".gitignore") || names.has(".git") ? [...above, ...levelsOf(folder)] : above;
    for (const entry of entries) {
      const absolute = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (NEVER.has(entry.name) || isIgnored(levels, absolute, true)) continue;
        this.into(absolute, withoutIgnoring(levels, absolute));
      } else if (entry.isFile() && this.wanted(pathFrom(this.root, absolute)) && !isIgnored(levels, absolute, false)) {
        this.add(absolute);
      }
    }
  }

  private entriesOf(folder: string): Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      const reason = `can't be read (${(error as NodeJS.ErrnoException).code})`;
      this.notes.push({ path: pathFrom(this.root, folder) || ".", kind: "unreadable", reason });
      return [];
    }
  }
}

function nameOf(folder: string): string {
  return folder.slice(Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\")) + 1);
}

function byPath(a: TreeFile, b: TreeFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
