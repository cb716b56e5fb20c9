import * as fs from "node:fs";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Clock, systemClock } from "../util/clock";
import { OpenFolders } from "./openFolders";
import { insideLog, type LogStore, type Put, StoreError } from "./store";
import { isTemporary, TemporaryFiles } from "./temporaryFiles";

/** Plain calls: those of node:fs/promises take several times the main thread's time. */
const [write, datasync, link] = [promisify(fs.write), promisify(fs.fdatasync), promisify(fs.link)];

/** Where files are made. */
interface Places {
  readonly folders: OpenFolders;
  readonly temporaries: TemporaryFiles;
}

/** A write log in a folder: for one machine, or for a shared file system that keeps POSIX promises on `link` and `rename`. */
export function fileStore(folder: string, clock: Clock = systemClock): LogStore {
  const places = { folders: new OpenFolders(folder), temporaries: new TemporaryFiles(clock) };
  const at = (path: string) => join(folder, insideLog(path));
  const names = async (path: string) => (await ignoring("ENOENT", readdir(at(path)))) ?? [];

  return {
    url: `file://${folder}`,
    create: (path, body) => {
      const file = at(path);
      return viaTemporary(places, file, body, (temporary) => linked(temporary, file));
    },
    put: (path, body) => {
      const file = at(path);
      return viaTemporary(places, file, body, async (temporary): Promise<Put> => {
        const { mtimeMs } = await stat(temporary);
        await rename(temporary, file);
        return { storeTime: mtimeMs };
      });
    },
    get: (path) => ignoring("ENOENT", readFile(at(path))),
    list: async (path) => (await names(path)).filter((name) => !isTemporary(name)),
    listUnfinished: async (path) => (await names(path)).filter(isTemporary),
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
  { folders, temporaries }: Places,
  file: string,
  body: Uint8Array,
  make: (temporary: string) => Promise<T>,
): Promise<T> {
  const folder = dirname(file);
  let isMade = false;
  try {
    return await folders.within(folder, async (durable, mode) => {
      const temporary = await temporaries.take(folder, mode);
      try {
        await writeWhole(temporary.descriptor, body);
        await datasync(temporary.descriptor);
        const made = await make(temporary.path);
        isMade = true;
        // A name is durable only once its folder is.
        await durable();
        return made;
      } finally {
        temporaries.used(folder, mode, temporary);
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
