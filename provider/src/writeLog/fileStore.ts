import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { OpenFolders } from "./openFolders";
import { insideLog, type LogStore, type Put } from "./store";

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
 */
function viaTemporary<T>(
  folders: OpenFolders,
  file: string,
  body: Uint8Array,
  make: (temporary: string) => Promise<T>,
): Promise<T> {
  const folder = dirname(file);
  return folders.within(folder, async (durable, mode) => {
    const temporary = join(folder, `.${randomUUID()}`);
    const own = await open(temporary, "wx", mode);
    try {
      await writeWhole(own, body);
      await datasync(own);
      const made = await make(temporary);
      // A name is durable only once its folder is.
      await durable();
      return made;
    } finally {
      void Promise.allSettled([unlink(temporary), close(own)]);
    }
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
