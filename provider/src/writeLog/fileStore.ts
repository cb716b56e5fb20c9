import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { LogStore, Put } from "./store";

/** Plain descriptors: the FileHandles of node:fs/promises take several times the main thread's time. */
const [open, close, write] = [promisify(fs.open), promisify(fs.close), promisify(fs.write)];
const [datasync, sync] = [promisify(fs.fdatasync), promisify(fs.fsync)];
const [link, unlink] = [promisify(fs.link), promisify(fs.unlink)];

/** A write log in a folder: for one machine, or for a shared file system that keeps POSIX promises on `link` and `rename`. */
export function fileStore(folder: string): LogStore {
  const folders = new Map<string, Promise<void>>();
  const ready = (path: string) => {
    const parent = dirname(path);
    const known = folders.get(parent);
    if (known !== undefined) return known;
    const made = mkdir(parent, { recursive: true }).then(() => undefined);
    folders.set(parent, made);
    made.catch(() => folders.delete(parent));
    return made;
  };
  const at = (path: string) => join(folder, path);

  return {
    url: `file://${folder}`,
    create: async (path, body) => {
      const file = at(path);
      await ready(file);
      return viaTemporary(file, body, (temporary) => linked(temporary, file));
    },
    put: async (path, body) => {
      const file = at(path);
      await ready(file);
      return viaTemporary(file, body, async (temporary): Promise<Put> => {
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
 * durable. Writes of the application wait for it: what needn't come one after the other doesn't.
 */
async function viaTemporary<T>(file: string, body: Uint8Array, make: (temporary: string) => Promise<T>): Promise<T> {
  const folder = dirname(file);
  const temporary = join(folder, `.${randomUUID()}`);
  const [parent, own] = await openBoth(open(folder, "r"), open(temporary, "wx"));
  try {
    await writeWhole(own, body);
    await datasync(own);
    const made = await make(temporary);
    // A name is durable only once its folder is.
    await Promise.all([sync(parent), ignoring("ENOENT", unlink(temporary))]);
    return made;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    void Promise.allSettled([close(parent), close(own)]);
  }
}

/** When one can't be opened the other is closed. */
async function openBoth(...opening: [Promise<number>, Promise<number>]): Promise<[number, number]> {
  try {
    return await Promise.all(opening);
  } catch (error) {
    for (const each of await Promise.allSettled(opening)) if (each.status === "fulfilled") await close(each.value);
    throw error;
  }
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
