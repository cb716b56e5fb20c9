import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A file as it is to be. Nothing is written before every change is known. */
export interface FileChange {
  /** Relative to the project's folder, with "/". */
  readonly path: string;
  /** The text that stands there now; undefined when there is no such file. */
  readonly before: string | undefined;
  readonly after: string;
}

/** What becomes of a file: `keep` when it is as it should be already. */
export type FileAction = "create" | "change" | "keep";

export function actionOf({ before, after }: FileChange): FileAction {
  if (before === undefined) return "create";
  return before === after ? "keep" : "change";
}

/** The file's text, or undefined when there is none. */
export async function textOf(folder: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, path), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Writes what changed. A file that came into being meanwhile is not overwritten: the write fails with EEXIST. */
export async function writeChanges(folder: string, changes: readonly FileChange[]): Promise<void> {
  for (const change of changes) {
    const action = actionOf(change);
    if (action === "keep") continue;
    const target = join(folder, change.path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, change.after, { flag: action === "create" ? "wx" : "w" });
  }
}

/** Lines of context around what differs. */
const CONTEXT = 3;

/** The change as a patch of one piece: what is the same at both ends is left out. "" when nothing changes. */
export function patchOf({ path, before, after }: FileChange): string {
  if (before === after) return "";
  const old = linesOf(before ?? "");
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let tail = 0;
  while (tail < old.length - start && tail < now.length - start && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const from = Math.max(0, start - CONTEXT);
  const kept = Math.min(CONTEXT, tail);
  const oldEnd = old.length - tail;
  const newEnd = now.length - tail;
  return [
    `--- ${before === undefined ? "/dev/null" : path}`,
    `+++ ${path}`,
    `@@ -${range(from, oldEnd + kept)} +${range(from, newEnd + kept)} @@`,
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, oldEnd).map((line) => `-${line}`),
    ...now.slice(start, newEnd).map((line) => `+${line}`),
    ...old.slice(oldEnd, oldEnd + kept).map((line) => ` ${line}`),
  ].join("\n");
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** A patch's range: first line from 1 (0 when there is none) and the number of lines. */
function range(from: number, end: number): string {
  return `${end === from ? from : from + 1},${end - from}`;
}
