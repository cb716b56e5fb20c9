import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** The patterns of one ignore file, and the folder that they count from. */
export interface IgnoreLevel {
  readonly folder: string;
  readonly patterns: Ignore;
}

/** The patterns of a folder's `.gitignore`, and of the repository whose root it is. */
export function levelsOf(folder: string): IgnoreLevel[] {
  return [join(folder, ".git", "info", "exclude"), join(folder, ".gitignore")].flatMap((file) => {
    const text = textOf(file);
    return text === undefined ? [] : [{ folder, patterns: ignore({ ignorecase: false }).add(text) }];
  });
}

/** The ignore files above a folder, from the repository's root down to it; none where it is in no repository. */
export function levelsAbove(folder: string): IgnoreLevel[] {
  const folders: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    folders.unshift(at);
    if (existsSync(join(at, ".git"))) break;
    if (dirname(at) === at) return [];
  }
  // The folder's own are read with it.
  return withoutIgnoring(folders.slice(0, -1).flatMap(levelsOf), folder);
}

/** What a folder's inside is still judged by: a file that ignores the folder itself, and was overruled, has no say there. */
export function withoutIgnoring(levels: readonly IgnoreLevel[], folder: string): IgnoreLevel[] {
  return levels.filter((level) => !level.patterns.test(relativeTo(level, folder, true)).ignored);
}

/** Whether an entry is ignored: the deepest file that has something to say decides. */
export function isIgnored(levels: readonly IgnoreLevel[], path: string, isFolder: boolean): boolean {
  for (let at = levels.length - 1; at >= 0; at -= 1) {
    const level = levels[at] as IgnoreLevel;
    const { ignored, unignored } = level.patterns.test(relativeTo(level, path, isFolder));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function relativeTo({ folder }: IgnoreLevel, path: string, isFolder: boolean): string {
  const relative = path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1);
  return `${sep === "/" ? relative : relative.replaceAll(sep, "/")}${isFolder ? "/" : ""}`;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
}
