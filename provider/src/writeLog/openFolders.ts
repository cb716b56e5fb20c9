import * as fs from "node:fs";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";

const [open, close, sync] = [promisify(fs.open), promisify(fs.close), promisify(fs.fsync)];

/** A folder that is there, and its descriptor. */
interface OpenFolder {
  readonly descriptor: Promise<number>;
  users: number;
}

/** Folders kept open while nobody uses them. A process writes to a few at a time. */
const MOST_IDLE = 8;

/**
 * The folders that files are made in, each made once and kept open: making and opening them anew for each file takes
 * longer than what it is for, to make the folder's new names durable.
 */
export class OpenFolders {
  /** The one used last comes last. */
  readonly #open = new Map<string, OpenFolder>();

  /** Does it while the folder is there. `durable` makes the names in it durable. */
  async within<T>(path: string, work: (durable: () => Promise<void>) => Promise<T>): Promise<T> {
    const folder = this.#take(path);
    try {
      const descriptor = await folder.descriptor;
      return await work(() => sync(descriptor));
    } catch (error) {
      // It may have been removed meanwhile: next time it is made anew.
      this.#forget(path, folder);
      throw error;
    } finally {
      folder.users -= 1;
      this.#closeIdle();
      if (this.#open.get(path) !== folder && folder.users === 0) closed(folder);
    }
  }

  #take(path: string): OpenFolder {
    const folder = this.#open.get(path) ?? { descriptor: madeAndOpened(path), users: 0 };
    this.#open.delete(path);
    this.#open.set(path, folder);
    folder.users += 1;
    return folder;
  }

  #forget(path: string, folder: OpenFolder): void {
    if (this.#open.get(path) === folder) this.#open.delete(path);
  }

  #closeIdle(): void {
    const idle = [...this.#open].filter(([, { users }]) => users === 0);
    for (const [path, folder] of idle.slice(0, Math.max(0, idle.length - MOST_IDLE))) {
      this.#open.delete(path);
      closed(folder);
    }
  }
}

async function madeAndOpened(path: string): Promise<number> {
  await mkdir(path, { recursive: true });
  return open(path, "r");
}

/** One that couldn't be opened has nothing to close. */
function closed({ descriptor }: OpenFolder): void {
  descriptor.then(close).catch(() => undefined);
}
