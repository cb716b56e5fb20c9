import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../../util/privateFiles";
import type { Position } from "../../writeLog/position";
import { AppendFile } from "./appendFile";
import {
  type Before,
  type CheckpointOptions,
  KEY_BYTES,
  type Saved,
  STATE,
  takeOver,
  textOf,
} from "./checkpointBefore";
import type { DraftPlace, ResumableDigests } from "./digestDraft";
import { fileDigestSink } from "./digestFile";
import { differenceLine, readDifferences } from "./foundFile";
import { idKey } from "./idSet";
import type { ComparisonBefore, ComparisonState, FoundDifference, Keeper } from "./keeper";

export { STATE };

/** Milliseconds between two checkpoints, and when a namespace is through. */
const EVERY_MS = 3_000;
const EVERY_ENDED_MS = 500;
/** Saving takes a twentieth of the time at most, however much there is to save. */
const SAVING_SHARE = 20;

/**
 * How far a comparison has got, in a folder of its own: what fits into one file is written anew each time, beside its
 * place and then moved there; ids, suspects and digests go to files that only grow, and the first file says up to where
 * they count. Each run works on copies of its own, so that a run that was believed dead harms none.
 */
export class Checkpoint implements Keeper {
  readonly before?: ComparisonBefore;
  /** Of the first run: milliseconds since 1970, and the log's position before it. */
  readonly startedAt: number;
  readonly logPosition?: Position;
  readonly digests?: ResumableDigests;
  readonly #keys: AppendFile;
  readonly #found: AppendFile;
  #savedAt: number;
  #savingMs = 0;
  #saving: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isCleared = false;
  #isListed = false;
  /** Of the comparison that is under way. */
  #state: (() => ComparisonState) | undefined;

  /** Opens the folder, and takes over what a run of the same request has left in it. */
  static async open(folder: string, options: CheckpointOptions): Promise<Checkpoint> {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    const before = await takeOver(folder, options);
    if (before !== undefined) return new Checkpoint(folder, options, before, before);
    const keys = await newFile(folder, "keys");
    try {
      const found = await newFile(folder, "found");
      return new Checkpoint(folder, options, { keys, found }, undefined);
    } catch (error) {
      await keys.close();
      throw error;
    }
  }

  private constructor(
    private readonly folder: string,
    private readonly options: CheckpointOptions,
    files: { readonly keys: AppendFile; readonly found: AppendFile },
    before: Before | undefined,
  ) {
    const { clock, digestFile } = options;
    this.#keys = files.keys;
    this.#found = files.found;
    this.#savedAt = clock.now();
    this.startedAt = before?.startedAt ?? clock.now();
    const logPosition = before === undefined ? options.logPosition : before.logPosition;
    if (logPosition !== undefined) this.logPosition = logPosition;
    if (before !== undefined) this.before = before.comparison;
    if (digestFile !== undefined) {
      this.digests = fileDigestSink(digestFile, undefined, { folder, before: before?.digests });
    }
  }

  note(namespace: string, ids: readonly string[], found: readonly FoundDifference[]): void {
    const keys = Buffer.alloc(ids.length * KEY_BYTES);
    for (const [at, id] of ids.entries()) {
      const [high, low] = idKey(namespace, id);
      keys.writeUInt32LE(high, at * KEY_BYTES);
      keys.writeUInt32LE(low, at * KEY_BYTES + 4);
    }
    this.#keys.append(keys);
    for (const each of found) this.#found.append(Buffer.from(differenceLine(each)));
  }

  async due(state: () => ComparisonState, ends: boolean): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const { everyMs = EVERY_MS } = this.options;
    if (everyMs !== Number.POSITIVE_INFINITY) this.#state = state;
    const pause = Math.max(ends ? Math.min(everyMs, EVERY_ENDED_MS) : everyMs, this.#savingMs * SAVING_SHARE);
    if (this.#saving !== undefined || this.#isListed || this.options.clock.now() - this.#savedAt < pause) return;
    this.#begin(state());
  }

  async listed(state: () => ComparisonState): Promise<void> {
    await this.#saving;
    if (this.#failure === undefined && this.options.everyMs !== Number.POSITIVE_INFINITY) this.#begin(state());
    this.#isListed = true;
    await this.#saving;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Every difference that was found at first and that nobody asked again. */
  async *beyond(): AsyncIterable<FoundDifference> {
    await this.#found.durable();
    for await (const each of readDifferences(this.#found.path)) if (each.beyond) yield each;
  }

  /** The comparison has ended: nothing is to be gone on with. */
  async remove(): Promise<void> {
    await this.#close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Resolves when nothing is being saved. */
  async idle(): Promise<void> {
    await this.#saving;
  }

  /** Leaves everything for a next run, as far as this one has got. Nothing is compared any more. */
  async leave(): Promise<void> {
    await this.idle();
    // Once all is listed the last state is saved; and what the disk has refused can't be.
    if (this.#state !== undefined && !this.#isListed && this.#failure === undefined) this.#begin(this.#state());
    await this.#close();
  }

  async #close(): Promise<void> {
    await this.idle();
    await Promise.all([this.#keys.close(), this.#found.close(), this.digests?.leave()]);
  }

  /** The state, and all files at this very moment: what is added while they are written to the disk counts next time. */
  #begin(state: ComparisonState): void {
    const { clock } = this.options;
    const began = clock.now();
    const marks = Promise.all([this.#keys.durable(), this.#found.durable(), this.digests?.mark()]);
    this.#saving = marks
      .then(([keys, found, digests]) => this.#save(state, keys, found, digests))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#savedAt = clock.now();
        this.#savingMs = this.#savedAt - began;
        this.#saving = undefined;
      });
  }

  async #save(state: ComparisonState, keys: number, found: number, digests: DraftPlace | undefined): Promise<void> {
    const { startedAt, logPosition } = this;
    const saved: Saved = {
      ...{ v: 1, request: textOf(this.options.request), startedAt, state },
      ...(logPosition === undefined ? {} : { logPosition }),
      keys: { name: basename(this.#keys.path), bytes: keys },
      found: { name: basename(this.#found.path), bytes: found },
      ...(digests === undefined ? {} : { digests }),
    };
    await replaceDurably(this.folder, JSON.stringify(saved));
    if (this.#isCleared) return;
    this.#isCleared = true;
    await clear(this.folder, [STATE, saved.keys.name, saved.found.name, basename(digests?.path ?? "")]);
  }
}

function newFile(folder: string, kind: string): Promise<AppendFile> {
  return AppendFile.open(join(folder, `${kind}.${randomUUID()}`));
}

async function replaceDurably(folder: string, text: string): Promise<void> {
  const draft = join(folder, `${STATE}.${randomUUID()}`);
  const file = await open(draft, "w", PRIVATE_FILE);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, STATE));
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function clear(folder: string, kept: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!kept.includes(name)) await rm(join(folder, name), { force: true });
  }
}
