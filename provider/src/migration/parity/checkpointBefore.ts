import { randomUUID } from "node:crypto";
import { copyFile, open, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Clock } from "../../util/clock";
import { plural } from "../../util/format";
import type { Position } from "../../writeLog/position";
import { AppendFile } from "./appendFile";
import type { DraftBefore, DraftPlace } from "./digestDraft";
import { digestsOf, draftBefore, type KeptDigest } from "./digestFile";
import { differencesIn, partsOf } from "./foundFile";
import type { IdKey } from "./idSet";
import type { ComparisonBefore, ComparisonState } from "./keeper";

/** How old a run may be that is gone on with, in milliseconds: later its equal records say too little. */
const OLDEST_MS = 24 * 3_600_000;
/** Of a key in the file of keys. */
export const KEY_BYTES = 8;
/** In the folder, once there is something to go on from. */
export const STATE = "checkpoint.json";

export interface CheckpointOptions {
  /** What must be the same for a run to be gone on with. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  /** Where digests go; left out: none are kept. */
  readonly digestFile?: string | undefined;
  /** A position of the write log before anything is compared. */
  readonly logPosition?: Position | undefined;
  /** Milliseconds between two checkpoints; infinite for none, when only the files are wanted. */
  readonly everyMs?: number | undefined;
  /** A run that has looked at more ids than these is not gone on with; left out: at any number. */
  readonly mostIds?: number | undefined;
  /**
   * Whether the pod index holds these records still, which an earlier run has compared; left out where a write since would
   * be known. Without digests nothing is asked.
   */
  areStillHeld?(kept: AsyncIterable<KeptDigest>): Promise<boolean>;
  /** Tells what became of an earlier run, for people. */
  report(message: string): void;
}

/** What is written down. Files are cut to the places named here when a run goes on. */
export interface Saved {
  readonly v: 1;
  readonly request: string;
  readonly startedAt: number;
  readonly logPosition?: Position;
  readonly state: ComparisonState;
  /** Keys of the ids that were looked at, and what was found at first: name in the folder, and bytes. */
  readonly keys: FilePlace;
  readonly found: FilePlace;
  readonly digests?: DraftPlace;
}

interface FilePlace {
  readonly name: string;
  readonly bytes: number;
}

/** What of an earlier run is good. */
export interface Before {
  readonly startedAt: number;
  readonly logPosition?: Position;
  readonly comparison: ComparisonBefore;
  readonly keys: AppendFile;
  readonly found: AppendFile;
  readonly digests?: DraftBefore;
}

/** A request as it is compared. */
export function textOf(request: CheckpointOptions["request"]): string {
  return JSON.stringify(request);
}

/**
 * What a killed run of the same request has left in a folder, opened to be gone on with; undefined, and said so, when it is
 * of no use.
 *
 * @throws what `areStillHeld` throws
 */
export async function takeOver(folder: string, options: CheckpointOptions): Promise<Before | undefined> {
  const saved = await savedIn(folder);
  if (saved === undefined) return undefined;
  const begun = new Date(saved.startedAt).toISOString();
  const before = whyUseless(saved, options) ?? (await openBefore(folder, saved, options)) ?? "can't be read any more";
  const why = typeof before === "string" ? before : await whyPast(before, options);
  if (typeof before === "string" || why !== undefined) {
    options.report(`the comparison that was begun at ${begun} ${why}: it begins anew`);
    return undefined;
  }
  const looked = saved.state.namespaces.reduce((sum, each) => sum + each.looked, 0);
  options.report(`goes on with the comparison that was begun at ${begun}, behind ${plural(looked, "record")}`);
  return before;
}

function whyUseless(saved: Saved, { request, clock, mostIds = Number.POSITIVE_INFINITY }: CheckpointOptions) {
  const age = clock.now() - saved.startedAt;
  if (age < 0 || age > OLDEST_MS) return "is too old";
  if (saved.request !== textOf(request))
    return "was asked for something else or of another copy, or the indexes hold other numbers of records";
  return saved.keys.bytes / KEY_BYTES > mostIds ? "has seen more ids than can be listed again" : undefined;
}

/** Why what was equal then says nothing now. */
async function whyPast({ digests, keys, found }: Before, { areStillHeld }: CheckpointOptions) {
  if (digests === undefined || areStillHeld === undefined) return undefined;
  let held = false;
  try {
    held = await areStillHeld(digestsOf(digests));
  } finally {
    if (!held) await Promise.all([keys.close(), found.close()]);
  }
  return held ? undefined : "says nothing any more, as somebody has written to the pod index since";
}

async function savedIn(folder: string): Promise<Saved | undefined> {
  try {
    const saved = JSON.parse(await readFile(join(folder, STATE), "utf8")) as Saved;
    return saved.v === 1 ? saved : undefined;
  } catch {
    return undefined;
  }
}

async function openBefore(
  folder: string,
  saved: Saved,
  { digestFile }: CheckpointOptions,
): Promise<Before | undefined> {
  const { startedAt, logPosition, state } = saved;
  const opened: AppendFile[] = [];
  try {
    for (const place of [saved.keys, saved.found]) opened.push(await copyOf(folder, place));
    const [keys, found] = opened as [AppendFile, AppendFile];
    const kept = saved.digests;
    const digests = digestFile === undefined || kept === undefined ? undefined : await draftBefore(kept);
    if (digestFile !== undefined && digests === undefined) throw new RangeError("no digests");
    return {
      ...{ startedAt, keys, found },
      ...(logPosition === undefined ? {} : { logPosition }),
      ...(digests === undefined ? {} : { digests }),
      comparison: { ...state, suspects: differencesIn(found.path), keys: keysIn(keys.path) },
    };
  } catch {
    // Gone, or cut by a disk that lost their end.
    await Promise.all(opened.map((file) => file.close()));
    return undefined;
  }
}

/** A copy up to where the file counts; rejects when it is shorter. */
async function copyOf(folder: string, { name, bytes }: FilePlace): Promise<AppendFile> {
  const path = join(folder, `${name.split(".")[0]}.${randomUUID()}`);
  await copyFile(join(folder, basename(name)), path);
  const file = await open(path);
  const { size } = await file.stat();
  await file.close();
  if (size < bytes) throw new RangeError(`${name} is cut`);
  return AppendFile.open(path, bytes);
}

/** In parts: there may be millions. A key is never cut, as a part's length is a multiple of its. */
function* keysIn(path: string): Generator<IdKey> {
  for (const part of partsOf(path)) {
    for (let at = 0; at < part.length; at += KEY_BYTES) yield [part.readUInt32LE(at), part.readUInt32LE(at + 4)];
  }
}
