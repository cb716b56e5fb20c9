import { createHash, type Hash, randomUUID } from "node:crypto";
import { copyFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AppendFile } from "./appendFile";
import { hexOf } from "./digest";
import type { DigestSink } from "./options";

const compress = promisify(gzip);

/**
 * Characters that are compressed at once, each block as a gzip file of its own: several of these in a row are one gzip
 * file, and it can be cut between any two.
 */
const BLOCK_LENGTH = 1 << 18;
/** Blocks that may be under way to the disk: more of them only take memory. */
const MOST_UNDER_WAY = 4;

/** A place in a draft of digests up to which it is on the disk, between two blocks. */
export interface DraftPlace {
  readonly path: string;
  readonly bytes: number;
  readonly records: number;
}

/** A draft that was begun by a run that ended, and what of it counts. */
export interface DraftBefore extends DraftPlace {
  /** SHA-256 over the lines up to there. */
  readonly sum: Hash;
}

/** Digests on their way into a file, which a next run can go on with. */
export interface ResumableDigests extends DigestSink {
  /** What was written until now, once it is on the disk. */
  mark(): Promise<DraftPlace>;
  /** Leaves the draft as it is: a next run goes on with it. */
  leave(): Promise<void>;
}

export interface DraftOptions {
  /** A draft to go on with. */
  readonly before?: DraftBefore | undefined;
  /** Where the draft is; left out: beside the file that it becomes. */
  readonly folder?: string | undefined;
}

/** Lines that are written to a draft beside `path`, which takes that name once it is whole. */
export class DigestDraft implements ResumableDigests {
  #file: AppendFile | undefined;
  readonly #draft: string;
  readonly #sum: Hash;
  #records: number;
  #block = "";
  #underWay = 0;
  #written: Promise<void>;
  #failure: { readonly error: unknown } | undefined;

  /** @param lastLine by how many records there are, and the sum over their lines */
  constructor(
    readonly path: string,
    private readonly lastLine: (records: number, sum: Hash) => string,
    { before, folder }: DraftOptions = {},
  ) {
    this.#draft = before?.path ?? (folder === undefined ? besides(path) : join(folder, basename(besides(path))));
    this.#sum = before?.sum ?? createHash("sha256");
    this.#records = before?.records ?? 0;
    this.#written = AppendFile.open(this.#draft, before?.bytes ?? 0).then((file) => {
      this.#file = file;
    });
    this.#noteFailure();
  }

  async write(namespace: string, id: string, digest: bigint): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#block += `${JSON.stringify([namespace, id, hexOf(digest)])}\n`;
    this.#records += 1;
    if (this.#block.length >= BLOCK_LENGTH) this.#writeBlock();
    while (this.#underWay > MOST_UNDER_WAY) await this.#written;
  }

  async mark(): Promise<DraftPlace> {
    const records = this.#records;
    this.#writeBlock();
    // Right behind this block: the next one may be appended before this function goes on.
    const bytes = await this.#written.then(() => this.#file?.length ?? 0);
    await this.#file?.durable();
    return { path: this.#draft, bytes, records };
  }

  async finish(): Promise<void> {
    this.#sum.update(this.#block);
    this.#add(`${this.#block}${this.lastLine(this.#records, this.#sum)}\n`);
    await this.#written;
    await this.#file?.durable();
    await this.#file?.close();
    await move(this.#draft, this.path);
  }

  async abandon(): Promise<void> {
    await this.leave();
    await rm(this.#draft, { force: true });
  }

  async leave(): Promise<void> {
    await this.#written.catch(() => undefined);
    await this.#file?.close();
  }

  #writeBlock(): void {
    if (this.#block === "") return;
    this.#sum.update(this.#block);
    this.#add(this.#block);
    this.#block = "";
  }

  #add(text: string): void {
    this.#underWay += 1;
    const compressed = compress(text);
    // It may fail while the block before it is still on its way.
    compressed.catch(() => undefined);
    this.#written = this.#written.then(async () => {
      this.#file?.append(await compressed);
      this.#underWay -= 1;
    });
    this.#noteFailure();
  }

  #noteFailure(): void {
    this.#written.catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }
}

/** A name beside a file that no other has. */
export function besides(path: string): string {
  return `${path}.${randomUUID()}`;
}

/** In one step also from another file system. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    const near = besides(to);
    await copyFile(from, near);
    await rename(near, to);
    await rm(from);
  }
}
