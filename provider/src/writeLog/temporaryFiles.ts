import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Clock } from "../util/clock";

/** Plain descriptors: the FileHandles of node:fs/promises take several times the main thread's time. */
const [open, close, unlink] = [promisify(fs.open), promisify(fs.close), promisify(fs.unlink)];
const [fstat, fchmod] = [promisify(fs.fstat), promisify(fs.fchmod)];

/** A file under a name that nobody reads, open to be written. */
export interface Temporary {
  readonly path: string;
  readonly descriptor: number;
}

/** One that was made before anybody needed it. */
interface Spare {
  readonly folder: string;
  readonly made: Promise<Temporary>;
  /** Aborted when it is taken. */
  readonly taken: AbortController;
}

/** Milliseconds within which the next file is expected, and for which one is kept ready; a process ends that much later. */
const SOON_MS = 100;

/**
 * The files that become an object of the log once they are written. To make one takes as long as to sync it (ext4: 0.5 of
 * 1.2 ms, measured 2026-11-26), and while files are made in a folder one after another, the next is made before it is needed.
 */
export class TemporaryFiles {
  #spare: Spare | undefined;
  /** The folder in which one was used last, and when. */
  #last = { folder: "", at: Number.NEGATIVE_INFINITY };
  /**
   * Whether the umask takes something of a mode away, seen from the first file of it: to read the umask of a process is to
   * set it for a moment, and costs others theirs.
   */
  readonly #masked = new Map<number, boolean>();

  constructor(readonly clock: Clock) {}

  /** An empty one, its user's alone, and of this mode whatever the umask is. */
  async take(folder: string, mode: number): Promise<Temporary> {
    const spare = this.#spare;
    if (spare?.folder !== folder) return this.#make(folder, mode);
    this.#spare = undefined;
    spare.taken.abort();
    // What kept it from being made may be over; if not, it is said of the one that is needed.
    return spare.made.catch(() => this.#make(folder, mode));
  }

  /** It has another name by now, or failed: removes it, while nobody waits. */
  used(folder: string, mode: number, temporary: Temporary): void {
    const now = this.clock.now();
    const another = this.#last.folder === folder && now - this.#last.at < SOON_MS;
    this.#last = { folder, at: now };
    void removed(temporary).then(() => {
      if (another && this.#spare === undefined) this.#prepare(folder, mode);
    });
  }

  async #make(folder: string, mode: number): Promise<Temporary> {
    const path = join(folder, `.${randomUUID()}`);
    const temporary = { path, descriptor: await open(path, "wx", mode) };
    try {
      await this.#unmask(temporary, mode);
      return temporary;
    } catch (error) {
      await removed(temporary);
      throw error;
    }
  }

  /** Costs nothing where the umask leaves the mode as it is. */
  async #unmask({ descriptor }: Temporary, mode: number): Promise<void> {
    const masked = this.#masked.get(mode) ?? (mode & ~(await fstat(descriptor)).mode) !== 0;
    this.#masked.set(mode, masked);
    if (masked) await fchmod(descriptor, mode);
  }

  #prepare(folder: string, mode: number): void {
    const spare: Spare = { folder, made: this.#make(folder, mode), taken: new AbortController() };
    this.#spare = spare;
    const drop = () => {
      // Taken in the very turn in which its time was over: it is its user's.
      if (this.#spare !== spare) return undefined;
      this.#spare = undefined;
      return spare.made.then(removed);
    };
    this.clock
      .sleep(SOON_MS, spare.taken.signal)
      .then(drop)
      .catch(() => undefined);
    spare.made.catch(() => undefined);
  }
}

/** Whether a file is one of these, by its name. */
export function isTemporary(name: string): boolean {
  return name.startsWith(".");
}

async function removed({ path, descriptor }: Temporary): Promise<void> {
  await Promise.allSettled([unlink(path), close(descriptor)]);
}
