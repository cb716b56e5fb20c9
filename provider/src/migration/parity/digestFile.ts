import { createHash, type Hash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createGzip } from "node:zlib";
import { PodshiftError } from "../../errors";
import { FetchSize } from "./batches";
import { hexOf, type NamespaceDigests } from "./digest";
import type { DigestSink } from "./options";

/** One record's digest as it was at the parity check. */
export interface KeptDigest {
  readonly namespace: string;
  readonly id: string;
  readonly digest: bigint;
}

/** Characters that are compressed at once: line by line, most of the time would go into the calls. */
const BLOCK_LENGTH = 1 << 16;

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
 * whole and on the disk. What the disk refuses fails the next write, or `finish`. `from` is kept in the last line.
 */
export function fileDigestSink(path: string, from?: NamespaceDigests): DigestSink {
  const draft = `${path}.${randomUUID()}`;
  const gzip = createGzip();
  const file = createWriteStream(draft);
  const closed = new Promise<void>((resolve) => file.once("close", resolve));
  const written = pipeline(gzip, file);
  let failure: { readonly error: unknown } | undefined;
  written.catch((error: unknown) => {
    failure = { error };
  });
  const sum = createHash("sha256");
  let records = 0;
  let block = "";
  let room: Promise<unknown> | undefined;
  const writeBlock = () => {
    sum.update(block);
    const hasRoom = gzip.write(block);
    block = "";
    return hasRoom;
  };
  return {
    write: async (namespace, id, digest) => {
      if (failure !== undefined) throw failure.error;
      block += `${JSON.stringify([namespace, id, hexOf(digest)])}\n`;
      records += 1;
      if (block.length < BLOCK_LENGTH || writeBlock()) return;
      room ??= Promise.race([once(gzip, "drain"), written]).finally(() => {
        room = undefined;
      });
      await room;
    },
    finish: async () => {
      if (block !== "") writeBlock();
      gzip.end(`${trailerText(records, sum, from)}\n`);
      await written;
      await flushToDisk(draft);
      await rename(draft, path);
    },
    abandon: async () => {
      gzip.destroy();
      // The file may still be about to be opened: removed before that, it would appear afterwards.
      await closed;
      await rm(draft, { force: true });
    },
  };
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
      const [namespace, id, digest] = JSON.parse(line) as [string, string, string];
      yield { namespace, id, digest: BigInt(`0x${digest}`) };
    }
  } catch (cause) {
    throw broken(path, cause);
  }
  const said = parsedTrailer(trailer);
  if (said === undefined || trailer !== trailerText(records, sum, said.from)) throw broken(path, undefined);
  onTrailer?.(said);
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

/** Lines end with \n only: node:readline would end them at U+2028 too, which JSON leaves as it is. */
async function* unzippedLines(path: string): AsyncIterable<string> {
  const unzipped = createGunzip();
  // Its failure ends the loop below, which tells it.
  pipeline(createReadStream(path), unzipped).catch(() => undefined);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of unzipped) {
    const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
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

async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function broken(path: string, cause: unknown): PodshiftError {
  return new PodshiftError("DIGEST_FILE_BROKEN", `the digests in ${path} are cut or changed`, {
    facts: { path },
    next: "put the file back from where the parity check ran; or delete it: retirement then goes by the ids that the serverless index lists",
    cause,
  });
}
