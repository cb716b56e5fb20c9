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
  readonly #made = new Set<string>();

  /** Does it while the folder is there. `durable` makes the names in it durable. */
  async within<T>(path: string, work: (durable: () => Promise<void>) => Promise<T>): Promise<T> {
    const folder = this.#take(path);
    try {
      const descriptor = await folder.descriptor;
      return await work(() => sync(descriptor));
    } catch (error) {
      // It may be another one by now: next time it is opened anew.
      this.#forget(path, folder);
      throw error;
    } finally {
      folder.users -= 1;
      this.#closeIdle();
      if (this.#open.get(path) !== folder && folder.users === 0) closed(folder);
    }
  }

  #take(path: string): OpenFolder {
    const folder = this.#open.get(path) ?? { descriptor: this.#descriptorOf(path), users: 0 };
    this.#open.delete(path);
    this.#open.set(path, folder);
    folder.users += 1;
    return folder;
  }

  /** Made once only: whoever removes a log that is written to shall hear of it. */
  async #descriptorOf(path: string): Promise<number> {
    if (!this.#made.has(path)) {
      await mkdir(path, { recursive: true });
      this.#made.add(path);
    }
    return open(path, "r");
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

/** One that couldn't be opened has nothing to close. */
function closed({ descriptor }: OpenFolder): void {
  descriptor.then(close).catch(() => undefined);
}
