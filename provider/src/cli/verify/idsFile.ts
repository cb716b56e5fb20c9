import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { linesOf } from "../../util/lines";
import { canonicalNamespace } from "../../util/namespace";

const MOST_LENGTH = 512;

/** A record by its name. Namespaces are canonical. */
export interface Place {
  readonly namespace: string;
  readonly id: string;
}

/** The service takes no others [docs.pinecone.io, identifier limits, 2026], and refuses a whole fetch for one. */
const idSchema = v.pipe(
  v.string(),
  v.minLength(1, "there is no id"),
  v.check((id) => id.length <= MOST_LENGTH && isAscii(id), "an id has 512 ASCII characters at most"),
);
const placeSchema = v.object({ namespace: v.optional(v.string(), ""), id: idSchema });

/**
 * The ids of a file: each line an id of the default namespace, or namespace, tab, id, or JSON `{"namespace", "id"}`, of
 * which the namespace may be left out. Empty lines mean nothing.
 *
 * @throws INPUT_FILE_INVALID naming the line
 */
export async function* placesIn(path: string): AsyncGenerator<Place> {
  let number = 0;
  try {
    for await (const raw of linesOf(path)) {
      number += 1;
      const line = (number === 1 ? raw.replace(/^\uFEFF/, "") : raw).replace(/\r$/, "");
      if (line.trim() !== "") yield placeOf(line);
    }
  } catch (error) {
    throw new PodshiftError("INPUT_FILE_INVALID", `${path}: ${whyNot(error, number)}`, {
      facts: { path, line: number },
      next: 'each line is an id, or a namespace, a tab and an id, or {"namespace": "...", "id": "..."}',
      cause: error,
    });
  }
}

/** How many ids a file holds, once all its lines are known to be good. */
export async function countPlaces(path: string): Promise<number> {
  let count = 0;
  for await (const _ of placesIn(path)) count += 1;
  return count;
}

function placeOf(line: string): Place {
  const { namespace, id } = v.parse(placeSchema, line.startsWith("{") ? JSON.parse(line) : spelled(line));
  return { namespace: canonicalNamespace(namespace), id };
}

function spelled(line: string): object {
  const tab = line.indexOf("\t");
  return tab === -1 ? { id: line } : { namespace: line.slice(0, tab), id: line.slice(tab + 1) };
}

function isAscii(text: string): boolean {
  return [...text].every((each) => each > "\0" && each < "\u0080");
}

function whyNot(error: unknown, line: number): string {
  if (error instanceof v.ValiError || error instanceof SyntaxError)
    return `line ${line} names no record: ${error.message}`;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "there is no such file" : `it can't be read: ${code ?? String(error)}`;
}
