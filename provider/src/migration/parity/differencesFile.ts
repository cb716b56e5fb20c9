import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PRIVATE_FOLDER } from "../../util/privateFiles";
import { AppendFile } from "./appendFile";
import { compareByBytes } from "./byteOrder";
import { differenceLine, readDifferences } from "./foundFile";
import type { Difference, DifferencesFile } from "./report";

/** Differences that are sorted at once: some 40 MB. */
const SORTED_AT_ONCE = 100_000;

/**
 * Writes a file of differences: JSON Lines, in the order of the bytes of namespace and id, each record once. It takes its
 * name once it is whole and on the disk; without a difference there is none, and one of an earlier check goes. Memory is
 * bounded: what doesn't fit is sorted in parts beside the file.
 */
export async function writeDifferences(
  path: string,
  found: AsyncIterable<Difference> | Iterable<Difference>,
  atOnce = SORTED_AT_ONCE,
): Promise<DifferencesFile | undefined> {
  const folder = `${path}.${randomUUID()}`;
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  try {
    const parts = await sortedParts(folder, found, atOnce);
    const draft = join(folder, "draft");
    const written = await writeAll(draft, parts.length === 1 ? (parts[0] as Part) : merged(parts));
    if (written.records === 0) await rm(path, { force: true });
    else await rename(draft, path);
    return written.records === 0 ? undefined : { file: path, ...written };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Part = AsyncIterable<Difference> | Iterable<Difference>;

/** All in one part in memory, or each part in a file. */
async function sortedParts(folder: string, found: Part, atOnce: number): Promise<Part[]> {
  const files: string[] = [];
  let part: Difference[] = [];
  for await (const each of found) {
    part.push(each);
    if (part.length < atOnce) continue;
    files.push(join(folder, String(files.length)));
    await writeAll(files.at(-1) ?? "", part.sort(inOrder));
    part = [];
  }
  return [...files.map((file) => readDifferences(file)), part.sort(inOrder)];
}

async function writeAll(path: string, differences: Part): Promise<Pick<DifferencesFile, "records" | "sha256">> {
  const sum = createHash("sha256");
  const file = await AppendFile.open(path);
  let records = 0;
  let before: Difference | undefined;
  try {
    for await (const each of differences) {
      if (before !== undefined && inOrder(before, each) === 0) continue;
      before = each;
      const line = Buffer.from(differenceLine(each));
      sum.update(line);
      file.append(line);
      records += 1;
      if (records % SORTED_AT_ONCE === 0) await file.durable();
    }
    await file.durable();
  } finally {
    await file.close();
  }
  return { records, sha256: sum.digest("hex") };
}

/** Few parts: each has a hundred thousand. */
async function* merged(parts: readonly Part[]): AsyncIterable<Difference> {
  const sources = parts.map((part) => toAsync(part)[Symbol.asyncIterator]());
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let least = -1;
    for (const [at, head] of heads.entries()) {
      const smallest = heads[least]?.value;
      if (!head.done && (smallest === undefined || inOrder(head.value, smallest) < 0)) least = at;
    }
    const source = sources[least];
    if (source === undefined) return;
    yield heads[least]?.value as Difference;
    heads[least] = await source.next();
  }
}

async function* toAsync(part: Part): AsyncGenerator<Difference, undefined> {
  yield* part;
}

function inOrder(a: Difference, b: Difference): number {
  return compareByBytes(a.namespace, b.namespace) || compareByBytes(a.id, b.id);
}
