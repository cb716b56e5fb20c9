import * as fs from "node:fs";
import { chmod, mkdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";

const [open, close, sync] = [promisify(fs.open), promisify(fs.close), promisify(fs.fsync)];

/** A folder that is there, and its descriptor. */
interface OpenFolder {
  readonly descriptor: Promise<number>;
  users: number;
}

/** Folders kept open while nobody uses them. A process writes to a few at a time. */
const MOST_IDLE = 8;

/** Modes of what is made, whatever the umask is. */
interface Modes {
  readonly folder: number;
  readonly file: number;
}

/**
 * The folders that files are made in, each made once and kept open: making and opening them anew for each file takes
 * longer than what it is for, to make the folder's new names durable.
 *
 * A log holds records: what is made in it is its maker's alone, unless the log's own folder was made beforehand for more,
 * for a group, or for everybody to write to.
 */
export class OpenFolders {
  /** The one used last comes last. */
  readonly #open = new Map<string, OpenFolder>();
  readonly #made = new Set<string>();
  #modes: Promise<Modes> | undefined;

  constructor(
    /** The log's own folder. */
    readonly root: string,
  ) {}

  /** Does it while the folder is there. `durable` makes the names in it durable; new files are to be of `mode`. */
  async within<T>(path: string, work: (durable: () => Promise<void>, mode: number) => Promise<T>): Promise<T> {
    const folder = this.#take(path);
    try {
      const descriptor = await folder.descriptor;
      const { file } = await this.#modesOnce();
      return await work(() => sync(descriptor), file);
    } catch (error) {
      // It may be another one by now: next time it is opened anew.
      this.#forget(path, folder);
      throw error;
    } finally {
      folder.users -= 1;
      // Before the idle ones are looked through: this may be one of them, and a number that is closed twice may be another's by then.
      if (folder.users === 0 && this.#open.get(path) !== folder) closed(folder);
      this.#closeIdle();
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
      const { folder } = await this.#modesOnce();
      const first = await mkdir(path, { recursive: true, mode: folder });
      // The umask takes away what a group was to have.
      if (first !== undefined) for (const made of foldersFrom(first, path)) await chmod(made, folder);
      // Whoever made them: another process may have been killed before it came to this.
      for (const parent of parentsIn(this.root, path)) await synced(parent);
      this.#made.add(path);
    }
    return open(path, "r");
  }

  /** Makes the log's own folder where there is none. */
  #modesOnce(): Promise<Modes> {
    this.#modes ??= modesIn(this.root);
    this.#modes.catch(() => {
      this.#modes = undefined;
    });
    return this.#modes;
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

async function modesIn(root: string): Promise<Modes> {
  const first = await mkdir(root, { recursive: true, mode: 0o700 });
  // Above the log, what was there beforehand is not ours: it may not even be readable.
  if (first !== undefined) for (const made of foldersFrom(first, root)) await synced(dirname(made));
  const { mode } = await stat(root);
  const others = (mode & 0o002) === 0 ? 0 : mode & 0o007;
  const folder = 0o700 | (mode & 0o2070) | others;
  return { folder, file: folder & 0o666 };
}

/** From the first down to the last, which is below it or the same. */
function foldersFrom(first: string, last: string): string[] {
  const folders = [first];
  for (const name of relative(first, last).split(sep))
    if (name !== "") folders.push(join(folders.at(-1) ?? first, name));
  return folders;
}

/** The folders that hold the names on the way to this one, from the log's own down. */
function parentsIn(root: string, path: string): string[] {
  return foldersFrom(root, path).slice(0, -1);
}

/** A file is as durable as the names of the folders that it is in. */
async function synced(folder: string): Promise<void> {
  const descriptor = await open(folder, "r");
  try {
    await sync(descriptor);
  } finally {
    await close(descriptor);
  }
}

/** One that couldn't be opened has nothing to close. */
function closed({ descriptor }: OpenFolder): void {
  descriptor.then(close).catch(() => undefined);
}
