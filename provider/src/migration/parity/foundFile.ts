import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { linesOf } from "../../util/lines";
import type { FoundDifference } from "./keeper";

/** A difference as one line of a file. */
export function differenceLine({ kind, namespace, id, field, part, beyond }: FoundDifference): string {
  return `${JSON.stringify({
    ...{ kind, namespace, id },
    ...(field === undefined ? {} : { field }),
    ...(part === undefined ? {} : { part }),
    ...(beyond === undefined ? {} : { beyond }),
  })}\n`;
}

/** Reads lines of differences, one after the other. */
export async function* readDifferences(path: string): AsyncIterable<FoundDifference> {
  for await (const line of linesOf(path)) yield JSON.parse(line) as FoundDifference;
}

/** The same at once, for what is taken over before anything else happens: in bounded memory, whatever their number. */
export function* differencesIn(path: string): Generator<FoundDifference> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for (const part of partsOf(path)) {
    const lines = (rest + decoder.write(part)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as FoundDifference;
  }
}

const PART_BYTES = 1 << 20;

/** A file in parts of 1 MiB, the last one shorter. */
export function* partsOf(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  const part = Buffer.alloc(PART_BYTES);
  try {
    for (let read = readSync(file, part); read > 0; read = readSync(file, part)) yield part.subarray(0, read);
  } finally {
    closeSync(file);
  }
}
