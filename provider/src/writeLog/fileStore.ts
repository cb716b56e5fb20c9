import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { OpenFolders } from "./openFolders";
import { insideLog, type LogStore, type Put, StoreError } from "./store";

/** Plain descriptors: the FileHandles of node:fs/promises take several times the main thread's time. */
const [open, close, write] = [promisify(fs.open), promisify(fs.close), promisify(fs.write)];
const [datasync, link, unlink] = [promisify(fs.fdatasync), promisify(fs.link), promisify(fs.unlink)];

/** A write log in a folder: for one machine, or for a shared file system that keeps POSIX promises on `link` and `rename`. */
export function fileStore(folder: string): LogStore {
  const folders = new OpenFolders(folder);
  const at = (path: string) => join(folder, insideLog(path));

  return {
    url: `file://${folder}`,
    create: (path, body) => {
      const file = at(path);
      return viaTemporary(folders, file, body, (temporary) => linked(temporary, file));
    },
    put: (path, body) => {
      const file = at(path);
      return viaTemporary(folders, file, body, async (temporary): Promise<Put> => {
        const { mtimeMs } = await stat(temporary);
        await rename(temporary, file);
        return { storeTime: mtimeMs };
      });
    },
    get: (path) => ignoring("ENOENT", readFile(at(path))),
    list: async (path) => ((await ignoring("ENOENT", readdir(at(path)))) ?? []).filter((name) => !name.startsWith(".")),
    delete: (path) => rm(at(path), { force: true }),
  };
}

/**
 * Writes beside the file under a name that nobody reads, durably, makes it the file in one step, and makes that step
 * durable. Writes of the application wait for it, and for nothing that comes after it.
 *
 * @throws StoreError, lasting, when the disk or its rights refuse before the file is made
 */
async function viaTemporary<T>(
  folders: OpenFolders,
  file: string,
  body: Uint8Array,
  make: (temporary: string) => Promise<T>,
): Promise<T> {
  const folder = dirname(file);
  let isMade = false;
  try {
    return await folders.within(folder, async (durable, mode) => {
      const temporary = join(folder, `.${randomUUID()}`);
      const own = await open(temporary, "wx", mode);
      try {
        await writeWhole(own, body);
        await datasync(own);
        const made = await make(temporary);
        isMade = true;
        // A name is durable only once its folder is.
        await durable();
        return made;
      } finally {
        void Promise.allSettled([unlink(temporary), close(own)]);
      }
    });
  } catch (error) {
    throw (isMade ? undefined : refusal(folders.root, error)) ?? error;
  }
}

/** What a file system says when it won't do something until somebody sets it right, and what that is. */
const REFUSALS: Readonly<Record<string, readonly [why: string, next: string]>> = {
  ENOSPC: ["the disk is full", "make room on the log's disk"],
  EDQUOT: ["the disk quota is used up", "make room, or raise the quota"],
  EROFS: ["the file system is read-only", "mount it to be written to"],
  EACCES: ["its files may not be written", "let the user that runs this write to the log's folder"],
  EPERM: ["its files may not be written", "let the user that runs this write to the log's folder"],
  ENOTDIR: ["its folder is a file", "correct the log's URL"],
};

function refusal(folder: string, cause: unknown): StoreError | undefined {
  const reason = codeOf(cause) ?? "";
  const [why, next] = REFUSALS[reason] ?? [];
  if (why === undefined) return undefined;
  const url = `file://${folder}`;
  return new StoreError(`the write log at ${url} can't be written: ${why} (${reason})`, true, {
    facts: { url, reason },
    next: `${next}, then do it again: nothing was done`,
    cause,
  });
}

async function writeWhole(file: number, body: Uint8Array): Promise<void> {
  for (let at = 0; at < body.length; ) at += (await write(file, body, at, body.length - at)).bytesWritten;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function ignoring<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === code) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
