import {
  access,
  chmod,
  chown,
  constants,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { PodshiftError } from "../../errors";

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

/**
 * Writes what changed. All files are looked at first: one that came, changed or can't be written since the change was worked
 * out stops it before anything is written. A file of the user's is whole at any time: it is replaced at once.
 *
 * @throws FILES_EXIST, CONFIG_INVALID
 */
export async function writeChanges(folder: string, changes: readonly FileChange[]): Promise<void> {
  const due = changes.filter((change) => actionOf(change) !== "keep");
  for (const change of due) await refuseChanged(folder, change);
  for (const { path, before, after } of due) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (before === undefined) await writeFile(target, after, { flag: "wx" });
    else await replace(target, after);
  }
}

/** Questions take their time, and other hands may be at the same files. */
async function refuseChanged(folder: string, { path, before }: FileChange): Promise<void> {
  const now = await textOf(folder, path);
  if (now !== before) {
    const [code, what] =
      before === undefined ? (["FILES_EXIST", "came into being"] as const) : (["CONFIG_INVALID", "changed"] as const);
    throw notWritten(code, `${path} ${what} while \`podshift init\` was at work`);
  }
  if (now === undefined) return;
  try {
    await access(join(folder, path), constants.W_OK);
  } catch (error) {
    throw notWritten("CONFIG_INVALID", `${path} can't be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

function notWritten(code: "FILES_EXIST" | "CONFIG_INVALID", summary: string): PodshiftError {
  return new PodshiftError(code, summary, {
    next: "look at the file, then run `podshift init` again; nothing was written",
  });
}

/** A new file takes the old one's place, with its mode and owner; a link goes on leading to it. */
async function replace(link: string, text: string): Promise<void> {
  const target = await realpath(link);
  const { mode, uid, gid } = await stat(target);
  const draft = `${target}.${process.pid}.new`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await chmod(draft, mode);
    if (process.getuid?.() === 0) await chown(draft, uid, gid);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    // A folder in which nothing new may be made, or a file that is mounted by itself.
    if (code !== "EACCES" && code !== "EPERM" && code !== "EBUSY") throw error;
    await writeFile(target, text);
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
