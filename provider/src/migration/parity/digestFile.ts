import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
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

/**
 * A file of digests: gzipped JSON Lines `[namespace, id, digest]`, then one line `{records, sha256}` over the lines
 * before it, by which a cut or changed file is known. It is written under another name, and takes its own once it is
 * whole and on the disk.
 */
export function fileDigestSink(path: string): DigestSink {
  const draft = `${path}.${randomUUID()}`;
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(draft));
  const sum = createHash("sha256");
  let records = 0;
  // A failure shows in finish(); without this it would be an unhandled rejection before.
  written.catch(() => undefined);
  const put = async (line: string) => {
    if (!gzip.write(line)) await Promise.race([once(gzip, "drain"), written]);
  };
  return {
    write: (namespace, id, digest) => {
      const line = `${JSON.stringify([namespace, id, hexOf(digest)])}\n`;
      sum.update(line);
      records += 1;
      return put(line);
    },
    finish: async () => {
      gzip.end(`${JSON.stringify({ records, sha256: sum.digest("hex") })}\n`);
      await written;
      await flushToDisk(draft);
      await rename(draft, path);
    },
    abandon: async () => {
      gzip.destroy();
      await written.catch(() => undefined);
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
    for await (const line of createInterface({ input: createReadStream(path).compose(createGunzip()) })) {
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
