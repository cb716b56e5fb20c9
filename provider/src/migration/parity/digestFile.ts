import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createGzip } from "node:zlib";
import { PodshiftError } from "../../errors";
import { hexOf } from "./digest";
import type { DigestSink } from "./options";

/** One record's digest as it was at the parity check. */
export interface KeptDigest {
  readonly namespace: string;
  readonly id: string;
  readonly digest: bigint;
}

/** Characters that are compressed at once: line by line, most of the time would go into the calls. */
const BLOCK_LENGTH = 1 << 16;

/**
 * A file of digests: gzipped JSON Lines `[namespace, id, digest]`, then one line `{records, sha256}` over the lines
 * before it, by which a cut or changed file is known. It is written under another name, and takes its own once it is
 * whole and on the disk. What the disk refuses fails the next write, or `finish`.
 */
export function fileDigestSink(path: string): DigestSink {
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
      gzip.end(`${JSON.stringify({ records, sha256: sum.digest("hex") })}\n`);
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
 * Reads a file of digests back.
 *
 * @throws DIGEST_FILE_BROKEN when it is cut or changed; what came before must then not be used
 */
export async function* readDigestFile(path: string): AsyncIterable<KeptDigest> {
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
  if (trailer !== JSON.stringify({ records, sha256: sum.digest("hex") })) throw broken(path, undefined);
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
