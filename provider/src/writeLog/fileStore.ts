import { randomUUID } from "node:crypto";
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LogStore, Put } from "./store";

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
  const [parent, handle] = await openBoth(open(folder, "r"), open(temporary, "wx"));
  try {
    await writeWhole(handle, body);
    await handle.datasync();
    const made = await make(temporary);
    // A name is durable only once its folder is.
    await Promise.all([parent.sync(), rm(temporary, { force: true })]);
    return made;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    void Promise.allSettled([parent.close(), handle.close()]);
  }
}

/** When one can't be opened the other is closed. */
async function openBoth(...opening: [Promise<FileHandle>, Promise<FileHandle>]): Promise<[FileHandle, FileHandle]> {
  try {
    return await Promise.all(opening);
  } catch (error) {
    for (const each of await Promise.allSettled(opening)) if (each.status === "fulfilled") await each.value.close();
    throw error;
  }
}

async function writeWhole(handle: FileHandle, body: Uint8Array): Promise<void> {
  for (let at = 0; at < body.length; ) at += (await handle.write(body, at)).bytesWritten;
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
