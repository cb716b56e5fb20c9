import { createHash, type Hash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { copyFile, rm, truncate } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { PodshiftError } from "../../errors";
import { linesIn } from "../../util/lines";
import { FetchSize } from "./batches";
import type { NamespaceDigests } from "./digest";
import {
  besides,
  DigestDraft,
  type DraftBefore,
  type DraftOptions,
  type DraftPlace,
  type ResumableDigests,
} from "./digestDraft";

/** One record's digest as it was at the parity check. */
export interface KeptDigest {
  readonly namespace: string;
  readonly id: string;
  readonly digest: bigint;
}

/** The last line of a file of digests. */
export interface DigestTrailer {
  readonly records: number;
  /** Over the lines before it, and `from`. */
  readonly sha256: string;
  /** The sums of the parity check whose digests were brought up to date; left out in the file of the check itself. */
  readonly from?: NamespaceDigests;
}

/**
 * A file of digests: gzipped JSON Lines `[namespace, id, digest]`, then one line `{records, sha256}` over the lines
 * before it, by which a cut or changed file is known. It is written under another name, and takes its own once it is
 * whole and on the disk. What the disk refuses fails a later write, or `finish`. `from` is kept in the last line.
 */
export function fileDigestSink(path: string, from?: NamespaceDigests, options?: DraftOptions): ResumableDigests {
  return new DigestDraft(path, (records, sum) => trailerText(records, sum, from), options);
}

/**
 * The draft of a run that was killed, as far as it counts, copied to a name of its own: that run may be alive after all.
 * Undefined when it is not as it was.
 */
export async function draftBefore(place: DraftPlace): Promise<DraftBefore | undefined> {
  const copy = besides(place.path);
  try {
    await copyFile(place.path, copy);
    await truncate(copy, place.bytes);
    const sum = createHash("sha256");
    let records = 0;
    for await (const line of unzippedLines(copy)) {
      sum.update(`${line}\n`);
      records += 1;
    }
    if (records === place.records) return { ...place, path: copy, sum };
  } catch {
    // Gone, or cut shorter by a disk that lost it: then it says nothing.
  }
  await rm(copy, { force: true });
  return undefined;
}

/** The digests of a draft. */
export async function* digestsOf({ path }: DraftBefore): AsyncGenerator<KeptDigest> {
  for await (const line of unzippedLines(path)) yield keptIn(line);
}

/** A file of digests, or undefined where there is none: another machine made the parity check. */
export function digestsAt(path: string | undefined): AsyncIterable<KeptDigest> | undefined {
  return path === undefined || !existsSync(path) ? undefined : readDigestFile(path);
}

/**
 * Reads a file of digests back, and hands its last line to `onTrailer` once it is known to be whole.
 *
 * @throws DIGEST_FILE_BROKEN when it is cut or changed; what came before must then not be used
 */
export async function* readDigestFile(
  path: string,
  onTrailer?: (trailer: DigestTrailer) => void,
): AsyncIterable<KeptDigest> {
  const sum = createHash("sha256");
  let records = 0;
  let trailer: string | undefined;
  try {
    for await (const line of unzippedLines(path)) {
      if (line.startsWith("{")) {
        trailer = line;
        continue;
      }
      sum.update(`${line}\n`);
      records += 1;
      yield keptIn(line);
    }
  } catch (cause) {
    throw broken(path, cause);
  }
  const said = parsedTrailer(trailer);
  if (said === undefined || trailer !== trailerText(records, sum, said.from)) throw broken(path, undefined);
  onTrailer?.(said);
}

function keptIn(line: string): KeptDigest {
  const [namespace, id, digest] = JSON.parse(line) as [string, string, string];
  return { namespace, id, digest: BigInt(`0x${digest}`) };
}

function trailerText(records: number, sum: Hash, from: NamespaceDigests | undefined): string {
  if (from === undefined) return JSON.stringify({ records, sha256: sum.digest("hex") });
  const sha256 = sum.update(JSON.stringify(from)).digest("hex");
  return JSON.stringify({ records, sha256, from });
}

function parsedTrailer(text: string | undefined): DigestTrailer | undefined {
  try {
    return JSON.parse(text ?? "") as DigestTrailer;
  } catch {
    return undefined;
  }
}

function unzippedLines(path: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  // Its failure ends the loop below, which tells it.
  pipeline(createReadStream(path), unzipped).catch(() => undefined);
  return linesIn(unzipped);
}

/** Digests of one namespace at a time, as many as one fetch takes. */
export async function* digestBatches(kept: AsyncIterable<KeptDigest>): AsyncIterable<KeptDigest[]> {
  let batch: KeptDigest[] = [];
  let size = new FetchSize();
  for await (const each of kept) {
    const sameFetch = batch[0]?.namespace === each.namespace && size.takes(each.id);
    if (!sameFetch) {
      if (batch.length > 0) yield batch;
      batch = [];
      size = new FetchSize();
      size.takes(each.id);
    }
    batch.push(each);
  }
  if (batch.length > 0) yield batch;
}

function broken(path: string, cause: unknown): PodshiftError {
  return new PodshiftError("DIGEST_FILE_BROKEN", `the digests in ${path} are cut or changed`, {
    facts: { path },
    next: "put the file back from where the parity check ran; or delete it: retirement then goes by the ids that the serverless index lists",
    cause,
  });
}
